/** Makes the calls of a soak in a process of its own, and tells what is left of them. It ends with its channel. */
import { getEventListeners, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { SteadyFetch } from '@evenkeel/toolkit/fetch';
import { LoopbackNames } from '../loopback-names.ts';
import { makeSoakCalls } from './calls.ts';
import { settledBytes } from './heap.ts';
import type { SoakReport } from './judge-soak.ts';
import type { SoakPlan } from './plan.ts';
import { countTimers } from './timers.ts';
import { WalkedPaths } from './walked-paths.ts';

/** Longer than the timers of plain fetch last, where it has nothing to do. */
const BEFORE_MS = 2_000;

const [order = '{}', port = ''] = process.argv.slice(2);
const plan: SoakPlan = JSON.parse(order);

// First: what is loaded after it sets timers that are counted.
const timers = countTimers();
const { createFetch } = await import('@evenkeel/toolkit/fetch');
const { seededRandom } = await import('@evenkeel/toolkit/testing');
const { fetchLeaks } = await import('./leaks.ts');

process.on('disconnect', () => process.exit(1));
const names = new LoopbackNames();
const walked = new WalkedPaths();
const random = seededRandom(plan.seed);
const make = plan.leak === undefined ? createFetch : fetchLeaks[plan.leak];
const caller = { plan, port: Number(port), random };

/** What the process warns of, each once. */
let warnings = new Set<string>();
process.on('warning', ({ name }) => warnings.add(name));

/** What keeps the process alive, but for connections: those are the platform's, which keeps them for later calls. */
const waiting = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

/** Reads what should be no more than `most` until it is, for less time than any timer of ours lasts. */
async function soon(read: () => number, most: number, collect = false): Promise<number> {
  for (let tries = 0; read() > most && tries < 20; tries += 1) {
    if (collect) globalThis.gc?.();
    await delay(25);
  }
  return Math.max(0, read() - most);
}

async function heapNow(): Promise<number> {
  const closed = once(process, 'message');
  process.send?.({ type: 'idle' });
  await closed;
  return settledBytes();
}

// Beside it, plain fetch: what that warns of is not ours. It also has the platform's own code compiled.
const plain: SteadyFetch = Object.assign(
  (input: string | URL | Request, init?: RequestInit) => globalThis.fetch(input, init),
  { with: () => plain },
);
const plainSignal = new AbortController().signal;
await makeSoakCalls({ ...caller, fetch: plain, signal: plainSignal }, 0, Math.min(2_000, plan.callsPerRound), () => {});
await heapNow();
const warnedByPlain = warnings;
warnings = new Set();

// What it has set has ended by then: it must not make up for what is left later.
await delay(BEFORE_MS);
const before = { timers: timers(), waiting: waiting() };
const { signal } = new AbortController();
const steady = make({ random, onEvent: walked.hear });
const samples: SoakReport['samples'][number][] = [];
let calls = 0;
const ended = (): void => {
  calls += 1;
  if (calls % 1_000 === 0) process.send?.({ type: 'progress', calls });
};
for (let from = 0; from < plan.calls; from += plan.callsPerRound) {
  const to = Math.min(plan.calls, from + plan.callsPerRound);
  await makeSoakCalls({ ...caller, fetch: steady, signal }, from, to, ended);
  samples.push({ calls: to, bytes: await heapNow() });
}
const report: SoakReport = {
  calls,
  samples,
  walked: walked.counts,
  timers: await soon(timers, before.timers),
  waiting: await soon(waiting, before.waiting),
  listeners: await soon(() => getEventListeners(signal, 'abort').length, 0, true),
  warnings: [...warnings].filter((name) => !warnedByPlain.has(name)),
};
names[Symbol.dispose]();
process.send?.({ type: 'finished', report });
