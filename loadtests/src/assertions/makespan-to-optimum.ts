import type { JournalEntry } from '@evenkeel/mock-server';
import type { Tier } from '@evenkeel/toolkit/providers';
import { formatRatio } from '@evenkeel/tools/command-line';
import type { Evidence } from '../shared/evidence.ts';
import { limitsOf } from '../shared/load-size.ts';
import type { BatchRecord } from '../shared/records.ts';
import { type ReplayLimits, replay } from '../shared/replay.ts';
import type { Assertion, AssertionResult } from './assertion.ts';

/**
 * How long the caller waited for a batch, divided by what the same drawn service
 * times would take without any overhead. The median of the measured batches counts. Where the mock server itself took
 * longer than was drawn, so long that the client would have met the bound with its times, nothing is decided.
 */
export function makespanToOptimum({ atMost }: { atMost: number }): Assertion {
  const name = `makespan to optimum at most ${formatRatio(atMost)}`;
  return (evidence): AssertionResult => {
    const ratios = measuredRatios(evidence);
    if (typeof ratios === 'string') return { name, ok: null, seen: 'not measured', reason: ratios };
    const ratio = median(ratios);
    const worst = Math.max(...ratios);
    const seen = ratios.length === 1 ? formatRatio(ratio) : `median ${formatRatio(ratio)}, worst ${formatRatio(worst)}`;
    const result = { name, ok: ratio <= atMost, seen, timed: true as const, ratios: { makespanToOptimum: ratio } };
    if (result.ok) return result;
    const withServed = measuredRatios(evidence, servedMs);
    if (typeof withServed !== 'string' && median(withServed) <= atMost) {
      const served = formatRatio(median(withServed));
      const reason = `Batches took ${formatRatio(ratio)} times the optimum, and ${served} times that of what the mock server took in place of what was drawn: it was late itself.`;
      return { ...result, ok: null, reason };
    }
    return {
      ...result,
      reason: `Batches took ${formatRatio(ratio)} times the optimum; at most ${formatRatio(atMost)} is allowed.`,
    };
  };
}

const drawnMs = ({ drawnServiceMs }: JournalEntry): number | null => drawnServiceMs;
const servedMs = ({ drawnServiceMs, endMs, startMs }: JournalEntry): number | null =>
  startMs === null ? drawnServiceMs : endMs - startMs;

function measuredRatios({ batches, journal, tier }: Evidence, serviceMs = drawnMs): number[] | string {
  const measured = batches.filter((batch) => !batch.warmUp);
  if (measured.length === 0) return 'No batch was measured, so there is no makespan.';
  if (journal === null) return "Without the mock server's journal the optimum is unknown.";
  const ratios: number[] = [];
  for (const batch of measured) {
    if (batch.succeeded < batch.size) return `Lost payloads void the makespan of batch ${batch.id}.`;
    const servicesMs = servicesOf(batch, journal, serviceMs);
    const missing = servicesMs.filter((ms) => ms === null).length;
    if (missing > 0) return `The journal lacks the service times of ${missing} payloads of batch ${batch.id}.`;
    const optimum = replay(servicesMs as number[], limitsAt(batch, journal, tier)).makespanMs;
    ratios.push(batch.durationMs / optimum);
  }
  return ratios;
}

/** The service time of each payload, in the order of submission; null where none was served. */
function servicesOf(
  batch: BatchRecord,
  journal: readonly JournalEntry[],
  serviceMs: (entry: JournalEntry) => number | null,
): (number | null)[] {
  const services = new Array<number | null>(batch.size).fill(null);
  const prefix = `${batch.id}.`;
  for (const entry of journal) {
    if (entry.drawnServiceMs === null || !entry.callId.startsWith(prefix)) continue;
    services[Number(entry.callId.slice(prefix.length))] = serviceMs(entry);
  }
  return services;
}

/** The tier's limits when the batch began: earlier batches may have spent a part of the window. */
function limitsAt(batch: BatchRecord, journal: readonly JournalEntry[], tier: Tier): ReplayLimits {
  const { ceiling: most, window } = limitsOf(tier);
  const ceiling = most ?? batch.size;
  if (window === null) return { ceiling };
  const beganMs = Math.min(
    ...journal.filter((entry) => entry.callId.startsWith(`${batch.id}.`)).map((entry) => entry.startMs ?? entry.endMs),
  );
  let openedMs = Number.NEGATIVE_INFINITY;
  let used = 0;
  for (const { startMs } of journal.toSorted(byStart)) {
    if (startMs === null || startMs >= beganMs) continue;
    if (startMs >= openedMs + window.windowMs) {
      openedMs = startMs;
      used = 0;
    }
    used++;
  }
  const ageMs = beganMs - openedMs;
  const spent = ageMs < window.windowMs ? { used, ageMs } : {};
  return { ceiling, window: { limit: window.limit, windowMs: window.windowMs, ...spent } };
}

const byStart = (a: JournalEntry, b: JournalEntry): number => (a.startMs ?? 0) - (b.startMs ?? 0);

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
