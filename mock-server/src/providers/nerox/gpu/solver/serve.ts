import type { MessagePort } from 'node:worker_threads';
import type { SolverReply, SolverRequest } from './messages.ts';
import type { Problem } from './problem.ts';
import { Trajectory } from './trajectory.ts';

/** Serves requests over `port` in a worker thread. An error of one job fails that job only. */
export function serve(port: MessagePort, problems: readonly Problem[]): void {
  const jobs = new Map<number, Trajectory>();

  const open = ({
    job,
    type,
    input,
    iterations,
    seed,
    reportEvery,
  }: Extract<SolverRequest, { kind: 'open' }>): void => {
    const problem = problems.find((each) => each.type === type);
    if (problem === undefined) throw new RangeError(`There is no problem type ${type}.`);
    jobs.set(job, new Trajectory(problem.start(input, seed), iterations, reportEvery));
  };

  const advance = (job: number, to: number): void => {
    const trajectory = jobs.get(job);
    // The job failed when it was opened.
    if (trajectory === undefined) return;
    const improvements = trajectory.advance(to);
    const reply: SolverReply = { job, iterations: to, improvements };
    port.postMessage(
      reply,
      improvements.map(({ solution }) => solution.buffer),
    );
  };

  port.on('message', (request: SolverRequest) => {
    const { job } = request;
    try {
      if (request.kind === 'open') open(request);
      else if (request.kind === 'advance') advance(job, request.to);
      else jobs.delete(job);
    } catch (error) {
      jobs.delete(job);
      const reply: SolverReply = { job, error: String(error) };
      port.postMessage(reply);
    }
  });
}
