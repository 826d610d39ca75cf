import { formatCount, formatPercent } from '@evenkeel/tools/command-line';
import type { Reading, Tally } from '../shared/evidence.ts';

/** From `ENOUGH_CALLS` on, sources may differ by this share, of bad calls and of all calls; below, not at all. */
const TOLERANCE = 0.001;
const ENOUGH_CALLS = 5_000;

/** Binary fractions are not exact; a billionth of a share is no difference. */
const EPSILON = 1e-9;

export const ratio = ({ bad, total }: Tally): number => (total === 0 ? 0 : bad / total);

/** Where the three sources disagree, as sentences; none where they agree. */
export function disagreements({ objective, k6, prometheus, panel }: Reading): string[] {
  const { name } = objective;
  const reasons = prometheus === undefined ? [] : countsApart(name, k6, prometheus);
  if (panel !== undefined && panel !== null && apart(ratio(k6), panel)) {
    reasons.push(differ(name, ['k6', ratio(k6)], ['the panel', panel]));
  }
  return reasons;
}

function countsApart(name: string, k6: Tally, prometheus: Tally): string[] {
  const counted = `${name}: k6 counted ${tally(k6)}, Prometheus ${tally(prometheus)}`;
  if (k6.total < ENOUGH_CALLS) {
    if (k6.bad === prometheus.bad && k6.total === prometheus.total) return [];
    return [`${counted}; below ${formatCount(ENOUGH_CALLS)} calls the counts must be equal.`];
  }
  const reasons: string[] = [];
  // Totals are compared too: in healthy runs all shares are 0, so equal shares alone prove nothing.
  if (Math.abs(k6.total - prometheus.total) > k6.total * TOLERANCE) {
    reasons.push(`${counted}; the totals may differ by ${TOLERANCE * 100} %.`);
  }
  if (apart(ratio(k6), ratio(prometheus))) {
    reasons.push(differ(name, ['k6', ratio(k6)], ['Prometheus', ratio(prometheus)]));
  }
  return reasons;
}

const apart = (a: number, b: number): boolean => !(Math.abs(a - b) <= TOLERANCE + EPSILON);

const tally = ({ bad, total }: Tally): string => `${formatCount(bad)} bad of ${formatCount(total)}`;

const differ = (name: string, [a, x]: [string, number], [b, y]: [string, number]): string =>
  `${name}: ${a} says ${formatPercent(x)}, ${b} ${formatPercent(y)}; they may differ by ${TOLERANCE * 100} percentage points.`;
