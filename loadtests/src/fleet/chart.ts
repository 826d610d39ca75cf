import type { Chart } from '@evenkeel/dashboards';
import type { FleetEvidence, Served } from '../shared/fleet-evidence.ts';
import { isAdmitted, isThrottled } from './judge/served.ts';

const STEP_MS = 500;

/** How many requests the server admitted and refused, over the time of the load. */
export function admittedChart({ journal, limit, startedMs, endedMs }: FleetEvidence): Chart {
  const steps = Math.max(1, Math.ceil((endedMs - startedMs) / STEP_MS));
  const perSecond = (which: (served: Served) => boolean): [number, number][] => {
    const counts = new Array<number>(steps).fill(0);
    for (const served of journal.filter(which)) {
      const step = Math.floor((served.arrivalMs - startedMs) / STEP_MS);
      if (counts[step] !== undefined) counts[step]++;
    }
    return counts.map((count, step) => [(step + 0.5) * STEP_MS, (count * 1_000) / STEP_MS]);
  };
  return {
    title: 'Requests a second, by the journal',
    unit: 'count',
    line: (limit.limit * 1_000) / limit.windowMs,
    lengthMs: endedMs - startedMs,
    curves: [
      { legend: 'admitted', points: perSecond(isAdmitted) },
      { legend: '429s', points: perSecond(isThrottled) },
    ],
  };
}
