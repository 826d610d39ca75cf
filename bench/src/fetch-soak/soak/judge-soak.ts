import { formatCount } from '../../format.ts';
import type { SoakPlan } from './plan.ts';
import type { WalkedPath } from './walked-paths.ts';

/** What a soak has left, and what it has been through. */
export interface SoakReport {
  /** How many calls have ended. */
  calls: number;
  /** What was in use after so many calls, when all had ended and what can be collected was. */
  samples: readonly { calls: number; bytes: number }[];
  walked: Readonly<Record<WalkedPath, number>>;
  /** Timers that are set, beyond those of before. */
  timers: number;
  /** Timers that keep the process alive, beyond those of before. */
  waiting: number;
  /** Listeners of the signal that all calls were given. */
  listeners: number;
  /** What the process warned of, and did not with plain `fetch`. */
  warnings: readonly string[];
}

/** So much may be in use more than when it had settled: of 80,000 calls, 13 bytes each. */
export const MOST_GROWTH_BYTES = 2 ** 20;

/** What is in use at the end beyond what was when it had settled; NaN where one of them was not measured. */
export function growthOf({ samples }: Pick<SoakReport, 'samples'>, { settledAfter, calls }: SoakPlan): number {
  const at = (count: number): number => samples.find((sample) => sample.calls === count)?.bytes ?? Number.NaN;
  return at(calls) - at(settledAfter);
}

/** A sentence for each thing that a soak has left and must not. */
export function leftBySoak(report: SoakReport, plan: SoakPlan): string[] {
  const { timers, waiting, listeners, warnings } = report;
  const growth = growthOf(report, plan);
  return [
    ...(growth > MOST_GROWTH_BYTES
      ? [
          `${formatCount(growth)} bytes more were in use after ${formatCount(plan.calls)} calls than after ${formatCount(plan.settledAfter)}; at most ${formatCount(MOST_GROWTH_BYTES)} are promised.`,
        ]
      : []),
    ...(timers > 0 ? [`${timers} timers are left.`] : []),
    ...(waiting > 0 ? [`${waiting} timers keep the process alive.`] : []),
    ...(listeners > 0 ? [`${listeners} listeners are left at the signal of all calls.`] : []),
    ...warnings.map((name) => `The process warned of ${name}, and did not with plain fetch.`),
  ];
}

/** Why a soak shows nothing: what must have happened in it, and did not. */
export function unwalkedBySoak(report: SoakReport, plan: SoakPlan): string[] {
  return [
    ...(report.calls < plan.calls ? [`Only ${formatCount(report.calls)} calls have ended.`] : []),
    ...(Number.isNaN(growthOf(report, plan)) ? ['The heap was not measured.'] : []),
    ...Object.entries(report.walked)
      .filter(([, count]) => count === 0)
      .map(([path]) => `There was not once ${path}.`),
  ];
}
