import type { Measured } from './measure.ts';

/** The measurement of a client that did well. */
export const good: Measured = {
  succeeded: 100,
  refused: 1,
  lost: 0,
  makespanMs: 1_000,
  goodput: 100,
  refusalRatio: 0.01,
  serverLateMs: 2,
};
