import { Child, nodeScript } from '@evenkeel/tools/child';

/** How much is measured. */
export interface CostPlan {
  /** Each round has new processes, since one differs from the next by a few hundredths, by how it was compiled. */
  rounds: number;
  /** Turns of a round; in each, every process works once. */
  turns: number;
  callsPerTurn: number;
  /** Calls of each process before anything is measured, since it is still being compiled until then. */
  warmUpCalls: number;
}

export const costPlanFor = ({ quick }: { quick: boolean }): CostPlan => ({
  ...{ turns: 50, callsPerTurn: 400, warmUpCalls: 40_000 },
  rounds: quick ? 4 : 32,
});

/** What a call cost each process in one turn, in microseconds of CPU time. */
export type Turn = readonly number[];

/**
 * Lets processes work alternately, in short turns, so that anything else on the machine slows them alike.
 *
 * @param trees each gets a process; a tree may be named twice
 * @throws HarnessFault where a process dies
 */
export async function measureRound(trees: readonly string[], plan: CostPlan, signal: AbortSignal): Promise<Turn[]> {
  await using processes = new AsyncDisposableStack();
  const workers: Child[] = [];
  for (const tree of trees) {
    const script = nodeScript(new URL('worker.ts', import.meta.url), tree);
    const worker = processes.use(new Child({ name: 'a process that makes calls', ...script, signal }));
    await worker.next('ready');
    await work(worker, plan.warmUpCalls);
    workers.push(worker);
  }
  const turns: Turn[] = [];
  for (let turn = 0; turn < plan.turns; turn++) {
    const costs: number[] = [];
    // Each process is first, second, ... equally often, since their order may matter.
    for (let step = 0; step < workers.length; step++) {
      const who = (turn + step) % workers.length;
      costs[who] = await work(workers[who] as Child, plan.callsPerTurn);
    }
    turns.push(costs);
  }
  return turns;
}

/** @returns microseconds of CPU time a call */
async function work(worker: Child, calls: number): Promise<number> {
  const done = worker.next('done');
  worker.send({ type: 'work', calls });
  return (await done).microseconds as number;
}
