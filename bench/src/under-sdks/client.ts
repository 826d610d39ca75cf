import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { startSdkUpstream } from './api/server.ts';
import { sdkCalls } from './calls.ts';
import { sdkEntrants } from './contestants/index.ts';
import type { CallEnd } from './judge.ts';
import type { SdkPlan } from './plan.ts';
import { probeWire } from './wire-probe.ts';

/** What a contestant's process is told. */
export interface SdkOrder {
  contestant: string;
  plan: SdkPlan;
}

/**
 * A contestant and its upstream in a process of their own, so that no other one is in their way, and one clock reads what
 * both saw. It begins at once, tells all when the calls have ended, and waits for its end.
 */
const { contestant, plan } = JSON.parse(process.argv[2] ?? '') as SdkOrder;
const entrant = sdkEntrants.find(({ name }) => name === contestant);
if (entrant === undefined) throw new Error(`There is no contestant "${contestant}".`);
process.on('disconnect', () => process.exit(1));

const late = monitorEventLoopDelay({ resolution: 10 });
const upstream = await startSdkUpstream(plan);
const probeNoMore = probeWire((id, atMs) => upstream.heard(id, atMs));
const caller = entrant.open({
  url: upstream.url,
  seed: plan.seed,
  onFirstChunk: (call) => upstream.hasFirstChunk(call),
});
const calls = sdkCalls(entrant.tongue, plan.calls);
const ends: CallEnd[] = calls.map(({ number }) => ({ call: number, answerOf: null, error: null }));
const waiting = calls.values();

/** One task of the application. */
async function callOneAfterAnother(): Promise<void> {
  for (const call of waiting) {
    const end = ends[call.number] as CallEnd;
    try {
      const answerOf = await caller.call(call);
      if (Number.isNaN(answerOf)) throw new Error('The answer does not say of which call it is.');
      end.answerOf = answerOf;
    } catch (error) {
      end.error = textOf(error);
    }
  }
}

/** Some messages end in the address, which would make each of them another one. */
function textOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replace(/:? ?\b[A-Z]+ https?:\S+/g, '');
}

late.enable();
const startedAtMs = performance.now();
const over = new AbortController();
const capped = delay(plan.capMs, undefined, { signal: over.signal }).catch(() => {});
await Promise.race([Promise.all(Array.from({ length: plan.atOnce }, callOneAfterAnother)), capped]);
over.abort();
const ranMs = performance.now() - startedAtMs;
process.send?.({ type: 'finished', journal: upstream.journal, ends, ranMs, lateMs: late.max / 1e6 });
probeNoMore();
await caller.close?.();
await upstream.close();
