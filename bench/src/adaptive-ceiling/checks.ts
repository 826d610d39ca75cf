import { formatPercent } from '../format.ts';
import { promises } from './plan.ts';
import type { Result } from './result.ts';

/** A sentence for each promise that does not hold. Every round is checked, since a median would hide a bad one. */
export function broken(told: Result, adaptive: Result): string[] {
  const found: string[] = [];
  for (const { name, lost } of [told, adaptive]) if (lost > 0) found.push(`"${name}" lost ${lost} calls.`);
  for (const { seed, ofTold, refusalRatio } of adaptive.rounds) {
    // The ratios of a client that did nothing may be NaN, which must fail too.
    if (!(ofTold >= promises.goodputRatio)) {
      found.push(
        `"${adaptive.name}" reached ${formatPercent(ofTold)} of the told client's goodput with seed ${seed}; at least ${formatPercent(promises.goodputRatio)} is promised.`,
      );
    }
    if (!(refusalRatio <= promises.refusalRatio)) {
      found.push(
        `"${adaptive.name}" got 429s for ${formatPercent(refusalRatio)} of its successes with seed ${seed}; at most ${formatPercent(promises.refusalRatio)} is promised.`,
      );
    }
  }
  return found;
}
