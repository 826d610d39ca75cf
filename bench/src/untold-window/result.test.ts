import { expect, it } from 'vitest';
import type { WindowRow } from './contestants/index.ts';
import { goodFigures } from './result.fixture.ts';
import { windowResults } from './result.ts';

const row = (name: string, part: 'ours' | 'best'): WindowRow => ({
  contestant: {
    name,
    part,
    knows: 'nothing',
    says: ['nothing'],
    open: () => ({ call: async () => {}, close: async () => {} }),
  },
  said: 'nothing',
});
const { ofBest: _, ...good } = goodFigures;

it('compares each with the best of its round', () => {
  const [best, ours] = [row('a pacer', 'best'), row('createFetch()', 'ours')];
  const rounds = [
    [1, 6_000, 6_600],
    [2, 8_000, 8_000],
  ].map(([seed = 0, bestMs = 0, ownMs = 0]) => ({
    seed,
    figures: new Map([
      [best, { ...good, tookMs: bestMs }],
      [ours, { ...good, tookMs: ownMs }],
    ]),
  }));
  const [, result] = windowResults([best, ours], rounds);
  expect(result).toMatchObject({ name: 'createFetch()', part: 'ours', said: 'nothing' });
  expect(result?.rounds.map(({ seed, ofBest }) => [seed, ofBest])).toEqual([
    [1, 1.1],
    [2, 1],
  ]);
});
