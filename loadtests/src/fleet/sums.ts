import { type FleetEvidence, WARM_UP_MS, type WorkerCounts, type WorkerRecord } from '../shared/fleet-evidence.ts';
import type { Span } from '../shared/span.ts';
import type { Absence } from './judge/degraded.ts';

/** The counts of the processes that lived to the end. */
export const allCounts = (workers: readonly WorkerRecord[]): WorkerCounts[] =>
  workers.flatMap(({ counts }) => (counts === null ? [] : [counts]));

export const total = (workers: readonly WorkerRecord[], count: (counts: WorkerCounts) => number): number =>
  allCounts(workers).reduce((sum, counts) => sum + count(counts), 0);

export const killedWorkers = ({ disturbances }: FleetEvidence): number[] =>
  disturbances.flatMap((action) => (action.does === 'kill' ? [action.worker] : []));

export const steadySpan = ({ startedMs, endedMs }: FleetEvidence): Span => ({
  fromMs: startedMs + WARM_UP_MS,
  toMs: endedMs,
});

/** When the store was away. */
export function absences({ disturbances, endedMs }: FleetEvidence): Absence[] {
  return disturbances.flatMap(({ does, atMs }) => {
    if (does !== 'stop-store') return [];
    const back = disturbances.find((action) => action.does === 'restart-store' && action.atMs > atMs);
    return [{ fromMs: atMs, toMs: back?.atMs ?? endedMs }];
  });
}

/** From when a killed process's share must be in use again until the next disturbance; null where no time is left. */
export function recoverySpan({ disturbances, endedMs, shareLifetimeMs }: FleetEvidence): Span | null {
  const kill = disturbances.find(({ does }) => does === 'kill');
  if (kill === undefined) return null;
  const next = disturbances.find(({ atMs }) => atMs > kill.atMs);
  const span = { fromMs: kill.atMs + shareLifetimeMs, toMs: next?.atMs ?? endedMs };
  return span.toMs > span.fromMs ? span : null;
}
