import { describe, expect, it } from 'vitest';
import { broken } from './checks.ts';
import type { CeilingContestant } from './contestant.ts';
import type { Measured } from './measure.ts';
import { promises } from './plan.ts';
import { good } from './result.fixture.ts';
import { type Result, resultsOf } from './result.ts';

const contestant = (name: string): CeilingContestant => ({ name, knows: '', run: async () => {} });
const [told, adaptive] = [contestant('told'), contestant('adaptive')];

/** What the checks find in two rounds: a good one, and one with these measurements. */
function judge(measured: { told?: Partial<Measured>; adaptive?: Partial<Measured> }): string[] {
  const round = (seed: number, of: typeof measured) => ({
    seed,
    measured: { told: { ...good, ...of.told }, adaptive: { ...good, ...of.adaptive } },
  });
  return broken(...(resultsOf([told, adaptive], told, [round(7, measured), round(8, {})]) as [Result, Result]));
}

describe('broken', () => {
  it.each([
    ['all is well', {}],
    ['it is faster than the one that was told', { adaptive: { goodput: 120 } }],
    ['it is just as good as promised', { adaptive: { goodput: 100 * promises.goodputRatio } }],
    ['its 429s are just as few as promised', { adaptive: { refusalRatio: promises.refusalRatio } }],
  ])('finds nothing where %s', (_what, measured) => {
    expect(judge(measured)).toEqual([]);
  });

  it.each([
    [{ adaptive: { goodput: 89.9 } }, ['"adaptive" reached 89.9 % of the told client\'s goodput with seed 7']],
    [{ told: { goodput: 0 }, adaptive: { goodput: 0 } }, ['"adaptive" reached NaN %']],
    [{ adaptive: { refusalRatio: 0.021 } }, ['"adaptive" got 429s for 2.1 % of its successes with seed 7']],
    [{ adaptive: { lost: 3 } }, ['"adaptive" lost 3 calls.']],
    [{ told: { lost: 1 }, adaptive: { lost: 2 } }, ['"told" lost 1 calls.', '"adaptive" lost 2 calls.']],
    [{ adaptive: { goodput: 10, refusalRatio: 1 } }, ['10.0 %', '100.0 %']],
  ])('of %j finds %j', (measured, sentences) => {
    const found = judge(measured);
    expect(found).toHaveLength(sentences.length);
    for (const [at, sentence] of sentences.entries()) expect(found[at]).toContain(sentence);
  });
});
