import type { Transition } from '../../shared/fleet-evidence.ts';

export interface GaugeOf {
  worker: number;
  transitions: readonly Transition[];
}

/** A time during which the store was away. */
export interface Absence {
  fromMs: number;
  toMs: number;
}

/**
 * What is wrong with the degraded gauges, as sentences: each must go up while the store is away, go down once the store
 * is back, and stay down otherwise.
 */
export function gaugeComplaints(gauges: readonly GaugeOf[], absences: readonly Absence[], graceMs: number): string[] {
  return gauges.flatMap(({ worker, transitions }) => {
    const complaints: string[] = [];
    for (const { fromMs, toMs } of absences) {
      const up = transitions.find(({ atMs, degraded }) => degraded && atMs >= fromMs && atMs <= toMs);
      const down = up && transitions.find(({ atMs, degraded }) => !degraded && atMs > up.atMs);
      if (up === undefined) complaints.push(`Process ${worker} never noticed that the store was away.`);
      else if (down === undefined) complaints.push(`Process ${worker} never came back from its degraded mode.`);
      else if (down.atMs < toMs) complaints.push(`Process ${worker} left its degraded mode before the store was back.`);
      else if (down.atMs > toMs + graceMs) {
        complaints.push(
          `Process ${worker} left its degraded mode ${Math.round(down.atMs - toMs)} ms after the store was back.`,
        );
      }
    }
    const strayed = transitions.find(
      ({ atMs, degraded }) =>
        degraded && !absences.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs + graceMs),
    );
    if (strayed !== undefined) complaints.push(`Process ${worker} was degraded while the store was there.`);
    if (transitions.at(-1)?.degraded === true && absences.length === 0) {
      complaints.push(`Process ${worker} ended degraded.`);
    }
    return complaints;
  });
}
