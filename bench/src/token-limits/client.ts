import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { NodeTransport } from '@evenkeel/toolkit/node';
import { seededRandom } from '@evenkeel/toolkit/testing';
import type { CallerJob } from './contestant.ts';
import { entrants } from './contestants/index.ts';
import { LOOK_MS, lateBy } from './lateness.ts';
import { callsOf } from './load.ts';
import { buildOf, type LoadPlan } from './plan.ts';

/** What a contestant's process is told. */
export interface ClientOrder {
  contestant: string;
  baseUrl: string;
  apiKey: string;
  plan: LoadPlan;
  seed: number;
  /** Which of the processes it is, from 0. */
  process: number;
  redisUrl: string | null;
}

/** How a call went, as its process saw it. Instants in milliseconds since the epoch. */
export interface Made {
  call: number;
  offeredAtMs: number;
  /** Undefined if it had not ended when its process was stopped. */
  ok?: boolean;
  /** What was wrong, if it failed. */
  error?: string;
}

/** More than any contestant has in flight, so that no connection pool holds one back. */
const CONNECTIONS = 1_000;
const PROGRESS_MS = 250;
const WARM_TURNS = 8;

const order = JSON.parse(process.argv[2] ?? '') as ClientOrder;
const contestant = entrants.find(({ name }) => name === order.contestant);
if (contestant === undefined) throw new Error(`There is no contestant "${order.contestant}".`);
const { plan, seed, baseUrl, apiKey, redisUrl } = order;
const calls = callsOf(plan, seed).filter((call) => call.process === order.process);
process.on('disconnect', () => process.exit(1));
const stop = Promise.withResolvers<void>();
const open = Promise.withResolvers<void>();
const go = Promise.withResolvers<number>();
process.on('message', ({ type, atMs }: { type: string; atMs: number }) => {
  if (type === 'open') open.resolve();
  if (type === 'go') go.resolve(atMs);
  if (type === 'stop') stop.resolve();
});

const transport = new NodeTransport({ connections: CONNECTIONS, keepAlive: CONNECTIONS });
const random = seededRandom((seed + order.process) >>> 0);
const job: CallerJob = {
  ...{ limits: plan.limits, baseUrl, apiKey, transport, random, redisUrl },
  build: buildOf(order.process, plan),
};
for (let turn = 1; turn <= WARM_TURNS && plan.warmCalls > 0; turn += 1) {
  const key = `${apiKey}-warms-up-${order.process}-${turn}`;
  // The last one asks the store, too. Not closed: that would close the connections.
  const warming = await contestant.open({ ...job, apiKey: key, redisUrl: turn === WARM_TURNS ? redisUrl : null });
  await Promise.all(calls.slice(0, plan.warmCalls).map((call) => warming.call(call)));
}
process.send?.({ type: 'warm' });
await open.promise;
const caller = await contestant.open(job);
process.send?.({ type: 'ready' });

const epochMs = (): number => performance.timeOrigin + performance.now();
const startAtMs = await go.promise;
const tripsBefore = caller.trips?.() ?? 0;
const late = monitorEventLoopDelay({ resolution: LOOK_MS });
late.enable();
const made: Made[] = [];
let ended = 0;
const telling = setInterval(() => process.send?.({ type: 'progress', ended }), PROGRESS_MS);

async function offer(call: (typeof calls)[number]): Promise<void> {
  const entry: Made = { call: call.number, offeredAtMs: epochMs() };
  made.push(entry);
  try {
    await caller.call(call);
    entry.ok = true;
  } catch (error) {
    entry.ok = false;
    entry.error = error instanceof Error ? error.message : String(error);
  }
  ended += 1;
}

async function offerAll(): Promise<void> {
  const offered: Promise<void>[] = [];
  for (const call of calls) {
    const waitMs = startAtMs + call.atMs - epochMs();
    if (waitMs > 0) await delay(waitMs);
    offered.push(offer(call));
  }
  await Promise.all(offered);
}

await Promise.race([offerAll(), stop.promise]);
clearInterval(telling);
const sent = {
  ...{ type: 'finished', made: structuredClone(made), lateMs: lateBy(late) },
  ...{ trips: (caller.trips?.() ?? 0) - tripsBefore, ranMs: epochMs() - startAtMs },
};
process.send?.(sent);
await caller.close();
transport.close();
