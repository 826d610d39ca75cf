import { median } from '../statistics.ts';
import type { Turn } from './measure.ts';

/** The processes of a round: the earlier tree twice, then this one. */
export const places = ['earlier', 'control', 'now'] as const;

/** What one round says. */
export interface Ratios {
  /** This tree by the earlier one. */
  cost: number;
  /** The earlier tree by itself, in another process: what is not 1 in it is chance. */
  control: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Each turn is compared within itself, since the next one may fall on a busier machine; of these comparisons the median
 * counts, which a few bad turns do not move.
 */
export function ratiosOf(turns: readonly Turn[]): Ratios {
  const logs = turns.map((turn) => turn.map(Math.log));
  const [earlier = 0, control = 0, now = 0] = places.map((_, who) =>
    median(logs.map((turn) => (turn[who] ?? 0) - mean(turn))),
  );
  return { cost: Math.exp(now - mean([earlier, control])), control: Math.exp(control - earlier) };
}
