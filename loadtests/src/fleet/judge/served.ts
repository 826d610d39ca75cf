import type { Served } from '../../shared/fleet-evidence.ts';

export const byArrival = <S extends Served>(journal: readonly S[]): S[] =>
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
