import type { JournalEntry } from '@evenkeel/mock-server';

/** What a client did, as the server saw it. */
export interface BatchMeasured {
  succeeded: number;
  /** How many 429s it got. */
  refused: number;
  /** 429s for each success. */
  refusalRatio: number;
  /** Calls that never succeeded. */
  lost: number;
  /** From the first request to the last answer. */
  makespanMs: number;
  /** The same of a client that knows the ceiling and needs no time of its own. */
  optimumMs: number;
  /** The makespan in optima; not comparable where calls were lost. */
  ofOptimum: number;
}

/** @param entries in the order of their arrival; the calls' ids end in their numbers */
export function measureBatch(entries: readonly JournalEntry[], calls: number, ceiling: number): BatchMeasured {
  const served = entries.filter(({ status }) => status === 200);
  const refused = entries.filter(({ status }) => status === 429).length;
  const numberOf = ({ callId }: JournalEntry): number => Number(callId.split('.').at(-1));
  const services = new Map(served.map((entry) => [numberOf(entry), entry.drawnServiceMs ?? 0]));
  const inOrder = [...services].sort(([a], [b]) => a - b).map(([, serviceMs]) => serviceMs);
  const firstMs = Math.min(...entries.map(({ arrivalMs }) => arrivalMs));
  const lastMs = Math.max(...entries.map(({ endMs }) => endMs));
  const makespanMs = entries.length > 0 ? lastMs - firstMs : 0;
  const optimumMs = greedyMs(inOrder, ceiling);
  return {
    succeeded: services.size,
    refused,
    refusalRatio: refused / Math.max(1, services.size),
    lost: calls - services.size,
    makespanMs,
    optimumMs,
    ofOptimum: makespanMs / optimumMs,
  };
}

/** How long calls take, each of which starts as soon as one of the slots is free. */
function greedyMs(servicesMs: readonly number[], slots: number): number {
  const freeAtMs = new Array<number>(slots).fill(0);
  for (const serviceMs of servicesMs) {
    const first = freeAtMs.indexOf(Math.min(...freeAtMs));
    freeAtMs[first] = (freeAtMs[first] as number) + serviceMs;
  }
  return Math.max(...freeAtMs);
}
