import { seededRandom } from '@evenkeel/toolkit/testing';
import type { WindowJob } from './contestant.ts';
import { windowContestants } from './contestants/index.ts';
import type { ToldByCaller } from './measure.ts';
import type { WindowPlan } from './plan.ts';

/** What a contestant's process is told. */
export interface WindowOrder {
  contestant: string;
  url: string;
  /** A server that refuses nothing: who has just been started needs longer for what it does first. */
  warmUrl: string;
  plan: WindowPlan;
  seed: number;
}

/** Fewer than a window admits: nobody is held back. */
const WARM_CALLS = 50;

const { contestant: name, url, warmUrl, plan, seed } = JSON.parse(process.argv[2] ?? '') as WindowOrder;
const contestant = windowContestants.find((each) => each.name === name);
if (contestant === undefined) throw new Error(`There is no contestant "${name}".`);
process.on('disconnect', () => process.exit(1));
const go = Promise.withResolvers<void>();
const stop = Promise.withResolvers<void>();
process.on('message', ({ type }: { type: string }) => {
  if (type === 'go') go.resolve();
  if (type === 'stop') stop.resolve();
});

const job: WindowJob = { url, limit: plan, random: seededRandom(seed) };
const warming = contestant.open({ ...job, url: warmUrl });
await Promise.all(Array.from({ length: WARM_CALLS }, (_, number) => warming.call(number)));
await warming.close();
process.send?.({ type: 'ready' });
await go.promise;

const told: ToldByCaller = { done: 0, failed: 0, tookMs: 0, errors: {} };
const startedAtMs = performance.now();
const caller = contestant.open(job);

async function make(number: number): Promise<void> {
  try {
    await caller.call(number);
    told.done += 1;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    const what = code ?? message;
    told.failed += 1;
    told.errors[what] = (told.errors[what] ?? 0) + 1;
  }
}

const all = Promise.all(Array.from({ length: plan.calls }, (_, number) => make(number)));
await Promise.race([all, stop.promise]);
told.tookMs = performance.now() - startedAtMs;
process.send?.({ type: 'finished', told });
