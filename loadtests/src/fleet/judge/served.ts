import type { Served } from '../../shared/fleet-evidence.ts';

export const byArrival = <S extends Served>(journal: readonly S[]): S[] =>
  journal.toSorted((a, b) => a.arrivalMs - b.arrivalMs);

/** Whether it was refused because the limit was, or had been, exceeded; not by a fault. */
export const isThrottled = ({ status, refusedBy }: Served): boolean => status === 429 && refusedBy === 'window';

/** Whether the server admitted it. */
export const isAdmitted = ({ startMs }: Served): boolean => startMs !== null;

/** Which worker sent it, by the first part of its call id; null: none of the fleet. */
export const workerOf = ({ callId }: Served): number | null => {
  const [, worker] = /^w(\d+)\./.exec(callId) ?? [];
  return worker === undefined ? null : Number(worker);
};

export const callIdOf = (worker: number, call: number): string => `w${worker}.${call}`;
