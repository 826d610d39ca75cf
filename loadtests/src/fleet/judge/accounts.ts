import type { Served } from '../../shared/fleet-evidence.ts';
import { workerOf } from './served.ts';

/** The own count of a process that lived to the end. */
export interface Account {
  worker: number;
  attempts: number;
}

/**
 * The differences between the processes' own counts and the journal, as sentences. The requests of killed processes
 * can't be compared, since nobody knows how many they had sent.
 */
export function discrepancies(
  journal: readonly Served[],
  accounts: readonly Account[],
  killed: readonly number[],
): string[] {
  const seen = new Map<number | null, number>();
  for (const served of journal) {
    const worker = workerOf(served);
    seen.set(worker, (seen.get(worker) ?? 0) + 1);
  }
  const reasons = accounts
    .filter(({ worker, attempts }) => (seen.get(worker) ?? 0) !== attempts)
    .map(
      ({ worker, attempts }) =>
        `Process ${worker} sent ${attempts} requests, and the journal has ${seen.get(worker) ?? 0} of it.`,
    );
  const known = new Set<number | null>([...accounts.map(({ worker }) => worker), ...killed]);
  for (const [worker, count] of seen) {
    if (!known.has(worker)) reasons.push(`The journal has ${count} requests of nobody in the fleet.`);
  }
  return reasons;
}
