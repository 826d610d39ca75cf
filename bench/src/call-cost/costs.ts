import { median } from '../statistics.ts';
import type { Turn } from './measure.ts';

/** The processes of a round: two run the earlier tree, and one runs this tree. */
export const places = ['earlier', 'control', 'now'] as const;

/** The ratios that one round gives. */
export interface Ratios {
  /** The cost of a call in this tree, divided by that in the earlier one. */
  cost: number;
  /** The same for two processes of the earlier tree: it differs from 1 only by chance. */
  control: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Compares the processes within each turn, since the next turn may fall on a busier machine. Of these comparisons the
 * median counts, which a few bad turns do not move.
 */
export function ratiosOf(turns: readonly Turn[]): Ratios {
  const logs = turns.map((turn) => turn.map(Math.log));
  const [earlier = 0, control = 0, now = 0] = places.map((_, who) =>
    median(logs.map((turn) => (turn[who] ?? 0) - mean(turn))),
  );
  return { cost: Math.exp(now - mean([earlier, control])), control: Math.exp(control - earlier) };
}
