import { setTimeout as delay } from 'node:timers/promises';
import { Child, nodeScript } from '@evenkeel/tools/child';
import { HarnessFault } from '@evenkeel/tools/command-line';
import type { WindowOrder } from './client.ts';
import { type WindowRow, windowRows } from './contestants/index.ts';
import { type ToldByCaller, type WindowFigures, windowFigures } from './measure.ts';
import type { WindowPlan } from './plan.ts';
import type { WindowRound } from './result.ts';
import { startWindowServer, type WindowServer } from './window-server.ts';

/** So that the first requests of one, which are many, are not in the way of another's. */
const START_EVERY_MS = 400;

export interface WindowRoundOrder {
  plan: WindowPlan;
  seed: number;
  /** Default: all. */
  rows?: readonly WindowRow[];
  onEnded: (rows: number) => void;
}

/**
 * Runs all contestants, each at a server of its own. Ours runs beside what it is compared with, and the peers after that:
 * all at once would be more than the machine keeps up with.
 *
 * @throws HarnessFault where it takes longer than planned
 */
export async function runWindowRound(order: WindowRoundOrder, signal: AbortSignal): Promise<WindowRound> {
  const { plan, seed, rows = windowRows, onEnded } = order;
  const late = AbortSignal.timeout(plan.longestRoundMs);
  const over = new AbortController();
  const ends = AbortSignal.any([signal, late, over.signal]);
  const servers: WindowServer[] = [];
  const serve = async (options: Parameters<typeof startWindowServer>[0]): Promise<WindowServer> => {
    const server = await startWindowServer(options);
    servers.push(server);
    return server;
  };
  try {
    const { url: warmUrl } = await serve({ ...plan, admits: Number.POSITIVE_INFINITY, says: 'nothing' });
    const starters = await Promise.all(
      rows.map(async (row) => {
        const server = await serve({ ...plan, says: row.said });
        const start = await prepareClient(
          { contestant: row.contestant.name, url: server.url, warmUrl, plan, seed },
          ends,
        );
        return { row, run: async () => windowFigures(server.journal, await start(), plan) };
      }),
    );
    const figures = new Map<WindowRow, WindowFigures>();
    for (const isPeers of [false, true]) {
      const heat = starters.filter(({ row }) => (row.contestant.part === 'peer') === isPeers);
      await Promise.all(
        heat.map(async ({ row, run }, at) => {
          await delay(at * START_EVERY_MS, undefined, { signal: ends });
          figures.set(row, await run());
          onEnded(figures.size);
        }),
      );
    }
    return { seed, figures };
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error;
    throw new HarnessFault(`The round with seed ${seed} was not over after ${plan.longestRoundMs / 1_000} s.`);
  } finally {
    over.abort();
    await Promise.all(servers.map((server) => server.close()));
  }
}

/** Starts a contestant's process. @returns what lets it make its calls, once it is ready */
async function prepareClient(order: WindowOrder, signal: AbortSignal): Promise<() => Promise<ToldByCaller>> {
  const child = new Child({
    name: `the client "${order.contestant}"`,
    ...nodeScript(new URL('./client.ts', import.meta.url), JSON.stringify(order)),
    signal,
  });
  await child.next('ready');
  return async () => {
    const finished = child.next('finished');
    child.send({ type: 'go' });
    const timer = setTimeout(() => child.send({ type: 'stop' }), order.plan.longestMs);
    try {
      return (await finished).told as ToldByCaller;
    } finally {
      clearTimeout(timer);
    }
  };
}
