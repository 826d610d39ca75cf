import type { Verdict } from '@evenkeel/tools/command-line';
import { table } from '../table.ts';
import type { Interval } from './interval.ts';

/** The most that a call may cost, divided by what it cost at the earlier commit. */
export const MOST = 1.02;

/** PASS where the interval lies below the bound, FAIL where it lies above, INCONCLUSIVE where it contains the bound. */
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

/** @param microseconds the CPU time of a call of this tree, on this machine */
export function costInOneLine(cost: Interval, commit: string, microseconds: number): string {
  const said = {
    PASS: `at most ${MOST}`,
    FAIL: `above ${MOST}`,
    INCONCLUSIVE: `${MOST} lies within it: measure again, on a quieter machine`,
  };
  const here = `${microseconds.toFixed(1)} µs of CPU time here`;
  return `a call (${here}) costs ${three(cost.mean)} of what it cost at ${commit}, ${between(cost)} with 95 % confidence: ${said[verdictOf(cost)]}`;
}
