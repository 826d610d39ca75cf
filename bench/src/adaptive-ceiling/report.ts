import { formatCount, formatPercent } from '../format.ts';
import { table } from '../table.ts';
import { ceilings, type Plan } from './plan.ts';
import type { Result } from './result.ts';

const HEAD = ['client', 'is told', 'ok', '429s', '429s/ok', 'lost', 'makespan', 'goodput', 'of told', 'worst'];

/** Says what was done. */
export function introduction({ calls, meanServiceMs, sigma, seeds }: Plan, results: readonly Result[]): string[] {
  const lateMs = Math.max(...results.flatMap(({ rounds }) => rounds.map(({ serverLateMs }) => serverLateMs)));
  return [
    `${formatCount(calls)} calls; a ceiling of ${ceilings.before} that falls to ${ceilings.after} when half of them have ended.`,
    `Service times lognormal, mean ${meanServiceMs} ms, sigma ${sigma}; p99 of the servers' own delay at most ${lateMs.toFixed(0)} ms.`,
    `Seeds ${seeds.join(', ')}: ok, 429s and lost in all, medians otherwise. Lost calls void the comparison.`,
  ];
}

export function resultTable(results: readonly Result[]): string[] {
  return table([
    HEAD,
    ...results.map(({ name, knows, worst, ...result }) => [
      name,
      knows,
      formatCount(result.succeeded),
      formatCount(result.refused),
      formatPercent(result.refusalRatio),
      formatCount(result.lost),
      `${(result.makespanMs / 1_000).toFixed(1)} s`,
      `${result.goodput.toFixed(1)}/s`,
      // A client that loses calls has less to do, so its goodput can't be compared.
      result.lost > 0 ? 'void' : formatPercent(result.ofTold),
      result.lost > 0 ? 'void' : formatPercent(worst.ofTold),
    ]),
  ]);
}

/** The last line, with the figure. */
export function closingLine({ ofTold, worst, refusalRatio, lost }: Result, holds: boolean): string {
  const goodput = `${formatPercent(ofTold)} of a told client's goodput (worst ${formatPercent(worst.ofTold)})`;
  const refusals = `429s ${formatPercent(refusalRatio)} of successes (worst ${formatPercent(worst.refusalRatio)})`;
  return `adaptive-ceiling: ${holds ? 'PASS' : 'FAIL'}; told nothing but the tiers: ${goodput}, ${refusals}, ${lost} lost`;
}
