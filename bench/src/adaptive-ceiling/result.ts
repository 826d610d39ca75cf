import { median, sum } from '../statistics.ts';
import type { CeilingContestant } from './contestant.ts';
import type { Measured } from './measure.ts';
import type { Round } from './round.ts';

/** What a contestant did, over all rounds. */
export interface Result extends Pick<CeilingContestant, 'name' | 'knows'> {
  rounds: (Measured & {
    seed: number;
    /** Its goodput, divided by that of the told client in the same round. */
    ofTold: number;
  })[];
  /** Medians of the rounds. */
  refusalRatio: number;
  makespanMs: number;
  goodput: number;
  ofTold: number;
  /** Sums over all rounds. */
  succeeded: number;
  refused: number;
  lost: number;
  worst: { ofTold: number; refusalRatio: number };
}

export function resultsOf(
  contestants: readonly CeilingContestant[],
  reference: CeilingContestant,
  all: readonly Round[],
): Result[] {
  return contestants.map(({ name, knows }) => {
    const rounds = all.map(({ seed, measured }) => {
      const own = measured[name] as Measured;
      return { seed, ...own, ofTold: own.goodput / (measured[reference.name] as Measured).goodput };
    });
    const each = (key: Exclude<keyof (typeof rounds)[number], 'seed'>): number[] => rounds.map((round) => round[key]);
    return {
      name,
      knows,
      rounds,
      refusalRatio: median(each('refusalRatio')),
      makespanMs: median(each('makespanMs')),
      goodput: median(each('goodput')),
      ofTold: median(each('ofTold')),
      succeeded: sum(each('succeeded')),
      refused: sum(each('refused')),
      lost: sum(each('lost')),
      worst: { ofTold: Math.min(...each('ofTold')), refusalRatio: Math.max(...each('refusalRatio')) },
    };
  });
}
