import type { WindowFigures } from './measure.ts';
import type { WindowResult } from './result.ts';

/** Of a round in which all went well. */
export const goodFigures: WindowFigures & { ofBest: number } = {
  done: 200,
  failed: 0,
  tookMs: 6_321,
  errors: {},
  lost: 0,
  admitted: 200,
  refused: 150,
  refusedLater: 0,
  ofOptimum: 1.05,
  ofBest: 1.04,
};

/** A contestant's result, in rounds with the seeds 1, 2 and so on. */
export const resultOf = (
  of: Partial<Omit<WindowResult, 'rounds'>>,
  ...rounds: Partial<typeof goodFigures>[]
): WindowResult => ({
  name: 'createFetch()',
  part: 'ours',
  knows: 'nothing',
  said: 'nothing',
  ...of,
  rounds: rounds.map((figures, at) => ({ ...goodFigures, seed: at + 1, ...figures })),
});
