import type { JournalEntry } from '@evenkeel/mock-server';

/** What a fleet is judged by: one request, as the mock server saw it. Times by its own clock. */
export type Served = Pick<JournalEntry, 'callId' | 'attempt' | 'arrivalMs' | 'startMs' | 'status' | 'refusedBy'>;

/** The window that must not be exceeded, from the contract. */
export interface Limit {
  limit: number;
  windowMs: number;
  penaltyMs: number;
}

export const byArrival = (journal: readonly Served[]): Served[] =>
  journal.toSorted((a, b) => a.arrivalMs - b.arrivalMs);

/** Refused because the limit was exceeded, or still blocked for it; not by a fault. */
export const isThrottled = ({ status, refusedBy }: Served): boolean => status === 429 && refusedBy === 'window';

/** The server let it through and counted it. */
export const isAdmitted = ({ startMs }: Served): boolean => startMs !== null;

/** Who sent it: the worker's number is the first part of its call ids. */
export const workerOf = ({ callId }: Served): number | null => {
  const [, worker] = /^w(\d+)\./.exec(callId) ?? [];
  return worker === undefined ? null : Number(worker);
};

export const callIdOf = (worker: number, call: number): string => `w${worker}.${call}`;
