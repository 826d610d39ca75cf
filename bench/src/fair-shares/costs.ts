import type { Random } from '@evenkeel/toolkit';
import { COST_FACTOR, ERRS_BY } from './plan.ts';

/** What a call takes, and what it is thought to take. */
export interface CallCost {
  actual: number;
  estimate: number;
}

/** Costs spread evenly by a factor both ways, so that their mean is about `mean`; estimates err by another. */
export function drawCost(mean: number, estimatesTimes: number, random: Random): CallCost {
  const spread = (factor: number): number => factor ** (2 * random() - 1);
  const meanOfSpread = (COST_FACTOR - 1 / COST_FACTOR) / (2 * Math.log(COST_FACTOR));
  const actual = Math.max(1, Math.round((mean * spread(COST_FACTOR)) / meanOfSpread));
  return { actual, estimate: Math.max(1, Math.round(actual * estimatesTimes * spread(ERRS_BY))) };
}
