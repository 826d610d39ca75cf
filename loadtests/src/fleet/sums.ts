import { type FleetEvidence, WARM_UP_MS, type WorkerRecord } from './evidence.ts';
import type { Absence } from './judge/degraded.ts';
import type { Span } from './judge/limit-used.ts';
import type { Tally } from './messages.ts';

/** Of the processes that lived to the end. */
export const tallies = (workers: readonly WorkerRecord[]): Tally[] =>
  workers.flatMap(({ tally }) => (tally === null ? [] : [tally]));

export const total = (workers: readonly WorkerRecord[], count: (tally: Tally) => number): number =>
  tallies(workers).reduce((sum, tally) => sum + count(tally), 0);

export const killedWorkers = ({ disturbances }: FleetEvidence): number[] =>
  disturbances.flatMap((deed) => (deed.does === 'kill' ? [deed.worker] : []));

export const steadySpan = ({ startedMs, endedMs }: FleetEvidence): Span => ({
  fromMs: startedMs + WARM_UP_MS,
  toMs: endedMs,
});

/** When the store was away. */
export function absences({ disturbances, endedMs }: FleetEvidence): Absence[] {
  return disturbances.flatMap(({ does, atMs }) => {
    if (does !== 'stop-store') return [];
    const back = disturbances.find((deed) => deed.does === 'restart-store' && deed.atMs > atMs);
    return [{ fromMs: atMs, toMs: back?.atMs ?? endedMs }];
  });
}

/** From when a killed process's share must be in use again, until the next thing is done to the fleet. */
export function recoverySpan({ disturbances, endedMs, shareLifetimeMs }: FleetEvidence): Span | null {
  const kill = disturbances.find(({ does }) => does === 'kill');
  if (kill === undefined) return null;
  const next = disturbances.find(({ atMs }) => atMs > kill.atMs);
  const span = { fromMs: kill.atMs + shareLifetimeMs, toMs: next?.atMs ?? endedMs };
  return span.toMs > span.fromMs ? span : null;
}
