import type { Verdict } from '@evenkeel/tools/command-line';
import { table } from '../table.ts';
import type { Interval } from './interval.ts';

/** A call may cost so much of what it cost at the earlier commit, at most. */
export const MOST = 1.02;

/** What the interval says: it lies below the bound, above it, or on both sides. */
export function verdictOf({ lower, upper }: Interval): Verdict {
  if (upper <= MOST) return 'PASS';
  return lower > MOST ? 'FAIL' : 'INCONCLUSIVE';
}

const three = (value: number): string => value.toFixed(3);
const between = ({ lower, upper }: Interval): string => `${three(lower)} to ${three(upper)}`;

export function costTable(cost: Interval, control: Interval): string[] {
  return table([
    ['CPU time of a call', 'ratio', '95 % interval'],
    ['this tree by the earlier one', three(cost.mean), between(cost)],
    ['the earlier one by itself', three(control.mean), between(control)],
  ]);
}

/** @param microseconds of CPU time: what a call costs this tree here */
export function costInOneLine(cost: Interval, commit: string, microseconds: number): string {
  const said = {
    PASS: `at most ${MOST}`,
    FAIL: `above ${MOST}`,
    INCONCLUSIVE: `${MOST} lies within it: measure again, on a quieter machine`,
  };
  const here = `${microseconds.toFixed(1)} µs of CPU time here`;
  return `a call (${here}) costs ${three(cost.mean)} of what it cost at ${commit}, ${between(cost)} with 95 % confidence: ${said[verdictOf(cost)]}`;
}
