import type { JournalEntry } from '@evenkeel/mock-server';
import { quantile } from '../statistics.ts';

/** What a client did, as the server saw it. */
export interface Measured {
  succeeded: number;
  /** How many 429s it got. */
  refused: number;
  /** Calls that never succeeded. */
  lost: number;
  /** From the first request to the last answer. */
  makespanMs: number;
  /** Successes a second. */
  goodput: number;
  /** 429s for each success. */
  refusalRatio: number;
  /** How late the server itself was with its answers (p99). A very late one says that the machine was measured. */
  serverLateMs: number;
}

export function measure(entries: readonly JournalEntry[], calls: number): Measured {
  const served = entries.filter(({ status }) => status === 200);
  const refused = entries.filter(({ status }) => status === 429).length;
  const succeeded = new Set(served.map(({ callId }) => callId)).size;
  const firstMs = Math.min(...entries.map(({ arrivalMs }) => arrivalMs));
  const lastMs = Math.max(...entries.map(({ endMs }) => endMs));
  const makespanMs = entries.length > 0 ? lastMs - firstMs : 0;
  const lateMs = served.map(({ endMs, startMs, drawnServiceMs }) => endMs - (startMs ?? 0) - (drawnServiceMs ?? 0));
  return {
    succeeded,
    refused,
    lost: calls - succeeded,
    makespanMs,
    goodput: makespanMs > 0 ? (succeeded * 1_000) / makespanMs : 0,
    refusalRatio: refused / Math.max(1, succeeded),
    serverLateMs: served.length > 0 ? quantile(lateMs, 0.99) : 0,
  };
}
