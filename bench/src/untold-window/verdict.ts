import type { Verdict } from '@evenkeel/tools/command-line';
import { median, sum } from '../statistics.ts';
import { BEST_AT_MOST, windowPromises } from './plan.ts';
import type { WindowResult } from './result.ts';

export interface WindowRuling {
  verdict: Verdict;
  /** A sentence each. */
  reasons: string[];
  /** For the last line. */
  figure: string;
}

/** What does not hold, and whether nothing follows from that. */
interface Unkept {
  sentence: string;
  excused: boolean;
}

/** Nobody is faster than the optimum; a timer may fire a moment early. */
const FASTEST = 0.99;

/**
 * Ours is held to what is promised, by the optimum that is computed; peers are only shown. Where the measured best itself
 * was slow in the rounds that do not hold it, nothing follows; but a lost call is lost on any machine.
 */
export function ruleOnWindows(results: readonly WindowResult[]): WindowRuling {
  const ours = results.filter(({ part }) => part === 'ours');
  const best = results.filter(({ part }) => part === 'best').flatMap(({ rounds }) => rounds);
  const slow = best.filter(({ lost, ofOptimum }) => lost > 0 || !(ofOptimum <= BEST_AT_MOST));
  const slowSeeds = new Set(slow.map(({ seed }) => seed));
  const found = ours.flatMap((result) => unkeptOf(result, slowSeeds));
  const figure = ours.map(figureOfWindow).join('; ');
  if (found.length === 0) return { verdict: 'PASS', reasons: [], figure };
  const slowness = slow.map(
    ({ seed, ofOptimum }) =>
      `With seed ${seed} the best that could be measured took ${ofOptimum.toFixed(3)} of the optimum: measure again, on a quieter machine.`,
  );
  return {
    verdict: found.every(({ excused }) => excused) ? 'INCONCLUSIVE' : 'FAIL',
    reasons: [...found.map(({ sentence }) => sentence), ...slowness],
    figure,
  };
}

function unkeptOf(result: WindowResult, slowSeeds: ReadonlySet<number>): Unkept[] {
  const name = `${result.name}, where a 429 says ${result.said},`;
  const found: Unkept[] = [];
  for (const { seed, lost, errors, refusedLater, ofOptimum } of result.rounds) {
    if (lost > 0) {
      const why = Object.keys(errors).join(' ');
      found.push({
        sentence: `${name} lost ${lost} of its calls with seed ${seed} (${why || 'stopped'}).`,
        excused: false,
      });
    }
    if (refusedLater > 0) {
      const sentence = `${name} was refused ${refusedLater} times after the first window with seed ${seed}.`;
      found.push({ sentence, excused: slowSeeds.has(seed) });
    }
    if (ofOptimum < FASTEST) {
      const sentence = `${name} took ${ofOptimum.toFixed(3)} of the optimum with seed ${seed}: the server let too many in.`;
      found.push({ sentence, excused: true });
    }
  }
  const timesOf = (rounds: WindowResult['rounds']): number => median(rounds.map(({ ofOptimum }) => ofOptimum));
  const ofOptimum = timesOf(result.rounds);
  // What was not measured is NaN, which must not pass.
  if (!(ofOptimum <= windowPromises.ofOptimum)) {
    const calm = result.rounds.filter(({ seed }) => !slowSeeds.has(seed));
    found.push({
      sentence: `${name} took ${ofOptimum.toFixed(3)} of the optimum; at most ${windowPromises.ofOptimum} is promised.`,
      excused: result.rounds.length > 0 && (calm.length === 0 || timesOf(calm) <= windowPromises.ofOptimum),
    });
  }
  return found;
}

function figureOfWindow({ said, rounds }: WindowResult): string {
  const done = sum(rounds.map((round) => round.done));
  const calls = done + sum(rounds.map(({ lost }) => lost));
  const later = sum(rounds.map(({ refusedLater }) => refusedLater));
  const times = (key: 'ofOptimum' | 'ofBest'): string => median(rounds.map((round) => round[key])).toFixed(3);
  return `a 429 says ${said}: ${done} of ${calls} done, ${later} refused after the first window, ${times('ofOptimum')} of the optimum (${times('ofBest')} of the measured best)`;
}
