import { formatCount, formatPercent } from '../format.ts';
import { median, sum } from '../statistics.ts';
import { table } from '../table.ts';
import type { BatchMeasured } from './measure.ts';
import type { BatchPlan, Scenario } from './plan.ts';

/** What came of a scenario, over all rounds. */
export interface BatchResult {
  scenario: Scenario;
  rounds: readonly (BatchMeasured & { seed: number })[];
}

const HEAD = ['client', 'is told', 'really', 'ok', '429s', '429s/ok', 'lost', 'makespan', 'of optimum', 'worst'];

/** Says what was done. */
export function aboutBatches({ calls, meanServiceMs, sigma, seeds }: BatchPlan): string[] {
  return [
    `A Nimbus client's batch of ${formatCount(calls)} payloads. Service times lognormal, mean ${meanServiceMs} ms, sigma ${sigma}.`,
    `Seeds ${seeds.join(', ')}: ok, 429s and lost in all; 429s/ok the worst; medians otherwise.`,
  ];
}

const worst = ({ rounds }: BatchResult, key: 'refusalRatio' | 'ofOptimum'): number =>
  Math.max(...rounds.map((round) => round[key]));

const total = ({ rounds }: BatchResult, key: 'succeeded' | 'refused' | 'lost'): number =>
  sum(rounds.map((round) => round[key]));

export function batchTable(results: readonly BatchResult[]): string[] {
  return table([
    HEAD,
    ...results.map((result) => {
      const { scenario, rounds } = result;
      const makespanMs = median(rounds.map((round) => round.makespanMs));
      return [
        scenario.name,
        scenario.told,
        String(scenario.really),
        formatCount(total(result, 'succeeded')),
        formatCount(total(result, 'refused')),
        formatPercent(worst(result, 'refusalRatio')),
        formatCount(total(result, 'lost')),
        `${(makespanMs / 1_000).toFixed(1)} s`,
        median(rounds.map((round) => round.ofOptimum)).toFixed(3),
        worst(result, 'ofOptimum').toFixed(3),
      ];
    }),
  ]);
}

/** A sentence for each promise that does not hold. Every round is checked for 429s, and the median for the makespan. */
export function brokenPromises(results: readonly BatchResult[]): string[] {
  return results.flatMap((result) => {
    const { name, promises } = result.scenario;
    const found: string[] = [];
    const lost = total(result, 'lost');
    if (lost > 0) found.push(`"${name}" lost ${lost} calls.`);
    const refusals = worst(result, 'refusalRatio');
    // A ratio that is NaN must fail, too.
    if (!(refusals <= promises.refusalRatio)) {
      found.push(
        `"${name}" got 429s for ${formatPercent(refusals)} of its successes; at most ${formatPercent(promises.refusalRatio)} is promised.`,
      );
    }
    const makespan = median(result.rounds.map((round) => round.ofOptimum));
    if (!(makespan <= promises.makespan)) {
      found.push(`"${name}" took ${makespan.toFixed(3)} of the optimum; at most ${promises.makespan} is promised.`);
    }
    return found;
  });
}

/** The last line, with the figures. */
export function batchLine(results: readonly BatchResult[], holds: boolean): string {
  const each = results.map((result) => {
    const { scenario, rounds } = result;
    const makespan = median(rounds.map((round) => round.ofOptimum)).toFixed(3);
    return `${scenario.name} (${scenario.told}, really ${scenario.really}): ${total(result, 'lost')} lost, 429s ${formatPercent(worst(result, 'refusalRatio'))} of successes, ${makespan} of the optimum`;
  });
  return `told-ceiling: ${holds ? 'PASS' : 'FAIL'}; ${each.join('; ')}`;
}
