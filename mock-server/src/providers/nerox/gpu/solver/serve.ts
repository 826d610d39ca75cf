import type { MessagePort } from 'node:worker_threads';
import type { Answer, Order } from './messages.ts';
import type { Problem } from './problem.ts';
import { Trajectory } from './trajectory.ts';

/** Does what is ordered over `port`, in a worker thread. What one job throws fails that job only. */
export function serve(port: MessagePort, problems: readonly Problem[]): void {
  const jobs = new Map<number, Trajectory>();

  const open = ({ job, type, input, iterations, seed, reportEvery }: Extract<Order, { kind: 'open' }>): void => {
    const problem = problems.find((each) => each.type === type);
    if (problem === undefined) throw new RangeError(`There is no problem type ${type}.`);
    jobs.set(job, new Trajectory(problem.start(input, seed), iterations, reportEvery));
  };

  const advance = (job: number, to: number): void => {
    const trajectory = jobs.get(job);
    // It failed as it was opened.
    if (trajectory === undefined) return;
    const improvements = trajectory.advance(to);
    const answer: Answer = { job, iterations: to, improvements };
    port.postMessage(
      answer,
      improvements.map(({ solution }) => solution.buffer),
    );
  };

  port.on('message', (order: Order) => {
    const { job } = order;
    try {
      if (order.kind === 'open') open(order);
      else if (order.kind === 'advance') advance(job, order.to);
      else jobs.delete(job);
    } catch (error) {
      jobs.delete(job);
      const answer: Answer = { job, error: String(error) };
      port.postMessage(answer);
    }
  });
}
