import type { Hint } from '@evenkeel/toolkit/providers';
import { expect, test } from 'vitest';
import { nimbusContract } from '../app.fixture.ts';
import { tell, unlimited } from './quota.ts';
import { hintRenderer } from './render-hints.ts';

const nowMs = 1_700_000_000_000;
const noWait = { ms: 0, unit: null };
const quota = (remaining: number, restMs: number) => ({ unit: 'requests', limit: 300, remaining, restMs });

test.each([
  ['requests remain', quota(7, 4_200), 0, 0, 7],
  ['nothing remains', quota(0, 4_200), 0, 5, 0],
  ['no window is open', quota(300, 0), 0, 0, 300],
  ['the ceiling refused', quota(7, 4_200), 1_000, 1, 7],
  ['it refused and nothing remains', quota(0, 4_200), 1_000, 5, 0],
])('where %s', (_what, of, atLeastMs, after, left) => {
  const render = hintRenderer(nimbusContract.hints, 'header', 'nimbus');
  for (const refuses of [true, false]) {
    expect(render(refuses, [tell(of, nowMs, { ms: atLeastMs, unit: null })])).toEqual([
      ['retry-after', after],
      ['x-ratelimit-remaining', left],
    ]);
  }
});

test('a hint that is sent on refusals only stays off other answers', () => {
  const hints = nimbusContract.hints.map((hint): Hint => ({ ...hint, sentOn: 'refusals' }));
  const render = hintRenderer(hints, 'header', 'nimbus');
  const told = [tell(quota(1, 0), nowMs, noWait)];
  expect(render(false, told)).toEqual([]);
  expect(render(true, told)).toHaveLength(2);
});

test('without a window nothing is said about what remains', () => {
  const told = [tell(unlimited('requests'), nowMs, noWait)];
  expect(hintRenderer(nimbusContract.hints, 'header', 'nimbus')(false, told)).toEqual([['retry-after', 0]]);
});

test('several units, and several hints in one field', () => {
  const hint = { format: 'ratelimit', sentOn: 'all', obeyedOn: [] } as const;
  const hints: Hint[] = [
    { header: 'ratelimit', means: 'remaining', unit: 'requests', ...hint },
    { header: 'ratelimit', means: 'reset', unit: 'requests', ...hint },
    { header: 'x-tokens-left', means: 'remaining', unit: 'tokens', ...hint, format: 'integer' },
    { header: 'x-images-left', means: 'remaining', unit: 'images', ...hint, format: 'integer' },
    { body: 'left', means: 'remaining', unit: 'tokens', ...hint, format: 'integer' },
  ];
  const told = [tell(quota(7, 4_200), nowMs, noWait), tell({ ...quota(9, 0), unit: 'tokens' }, nowMs, noWait)];
  expect(hintRenderer(hints, 'header', 'any')(false, told)).toEqual([
    ['ratelimit', '"any";r=7;t=5'],
    ['x-tokens-left', 9],
  ]);
  expect(hintRenderer(hints, 'body', 'any')(false, told)).toEqual([['left', 9]]);
});
