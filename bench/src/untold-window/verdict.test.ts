import { describe, expect, it } from 'vitest';
import { type goodFigures, resultOf } from './result.fixture.ts';
import type { WindowResult } from './result.ts';
import { ruleOnWindows } from './verdict.ts';

type Rounds = Partial<typeof goodFigures>[];
const calm: Rounds = [{ ofOptimum: 1.01 }, { ofOptimum: 1.05 }, { ofOptimum: 1.01 }];
const rule = (ours: Rounds, best = calm, ...others: WindowResult[]) =>
  ruleOnWindows([resultOf({ name: 'a pacer', part: 'best' }, ...best), resultOf({}, ...ours), ...others]);

it('passes where every call is done, nothing is refused later, and the median is short; peers do not matter', () => {
  const peer = resultOf({ name: 'peer', part: 'peer' }, { lost: 90, refusedLater: 7, ofOptimum: 2 });
  expect(rule([{}, { ofOptimum: 1.1, ofBest: 1.09 }, { ofOptimum: 1.3, ofBest: 1.2 }], calm, peer)).toEqual({
    verdict: 'PASS',
    reasons: [],
    figure:
      'a 429 says nothing: 600 of 600 done, 0 refused after the first window, 1.100 of the optimum (1.090 of the measured best)',
  });
});

const who = 'createFetch(), where a 429 says nothing,';

it.each<[string, Rounds, string]>([
  ['a lost call', [{}, { done: 199, lost: 1 }, {}], `${who} lost 1 of its calls with seed 2 (stopped).`],
  [
    'a call that failed',
    [{ done: 198, lost: 2, errors: { EVK_X: 2 } }],
    `${who} lost 2 of its calls with seed 1 (EVK_X).`,
  ],
  ['a later refusal', [{}, {}, { refusedLater: 2 }], `${who} was refused 2 times after the first window with seed 3.`],
  ['a slow median', [{}, { ofOptimum: 1.101 }, { ofOptimum: 1.2 }], `${who} took 1.101 of the optimum; at most 1.1 is`],
  ['no figure', [{ ofOptimum: Number.NaN }], `${who} took NaN of the optimum`],
  ['no round', [], `${who} took NaN of the optimum`],
])('fails for %s', (_what, ours, reason) => {
  const { verdict, reasons } = rule(ours);
  expect([verdict, reasons.length]).toEqual(['FAIL', 1]);
  expect(reasons[0]).toContain(reason);
});

it('holds ours to it in each way of being refused', () => {
  const hinted = resultOf({ said: 'Retry-After' }, { refusedLater: 1 });
  const { verdict, figure } = rule([{}], calm, hinted);
  expect([verdict, figure.split('; ').length]).toEqual(['FAIL', 2]);
});

describe('where the best that could be measured was slow', () => {
  const slow = { ofOptimum: 1.051 };
  const again =
    'With seed 1 the best that could be measured took 1.051 of the optimum: measure again, on a quieter machine.';

  it.each<[string, Rounds, Rounds]>([
    ['all rounds', [{ ofOptimum: 1.2 }], [slow]],
    ['the rounds that make the median', [{ ofOptimum: 1.2 }, { ofOptimum: 1.2 }, {}], [slow, slow, {}]],
    ['the round with a later refusal', [{ refusedLater: 1 }, {}, {}], [slow, {}, {}]],
    ['the round in which it was not done itself', [{ ofOptimum: 1.2 }], [{ lost: 1, ofOptimum: 1.051 }]],
  ])('in %s, nothing follows', (_what, ours, best) => {
    const { verdict, reasons } = rule(ours, best);
    expect([verdict, reasons]).toEqual(['INCONCLUSIVE', expect.arrayContaining([again])]);
  });

  it.each<[string, Rounds, Rounds]>([
    ['a lost call', [{ done: 199, lost: 1 }], [slow]],
    ['a later refusal in another round', [{}, { refusedLater: 1 }, {}], [slow, {}, {}]],
    ['other rounds that took too long, too', [{ ofOptimum: 1.2 }, { ofOptimum: 1.2 }, {}], [slow, {}, slow]],
    ['no round', [], [slow]],
  ])('it is no excuse for %s', (_what, ours, best) => {
    expect(rule(ours, best).verdict).toBe('FAIL');
  });

  it('it does no harm to what is kept', () => {
    expect(rule([{}], [slow])).toMatchObject({ verdict: 'PASS', reasons: [] });
  });
});

it('believes nobody who is faster than can be', () => {
  const { verdict, reasons } = rule([{ ofOptimum: 0.7 }]);
  expect([verdict, reasons[0]]).toEqual(['INCONCLUSIVE', expect.stringContaining('the server let too many in')]);
});
