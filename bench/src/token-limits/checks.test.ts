import { describe, expect, it } from 'vitest';
import { unkept } from './checks.ts';
import { goodUse } from './measure.fixture.ts';
import type { Measurement } from './measure.ts';
import { promisesFor, tokenPromises } from './plan.ts';

const find = (measured: Partial<Measurement>, of: keyof typeof tokenPromises = 'fleet'): string[] =>
  unkept('ours', 7, { ...goodUse, ...measured }, tokenPromises[of]);

describe('broken', () => {
  it.each([
    ['all is well', {}],
    ['it uses as much as is promised', { used: tokenPromises.fleet.used }],
    ['it is refused as seldom as is promised', { refusalRatio: tokenPromises.fleet.refusalRatio }],
    ['it goes to the store as seldom as is promised', { tripsPerCall: 0.2 }],
  ])('finds nothing where %s', (_what, measured) => {
    expect(find(measured)).toEqual([]);
  });

  it.each([
    [{ used: 0.929 }, '"ours" used 92.9 % of the tokens\' limit (at least 93.0 % is promised) with seed 7.'],
    [{ used: Number.NaN }, '"ours" used NaN %'],
    [{ refusalRatio: 0.006 }, '"ours" got 0.60 429s for a hundred admitted calls (at most 0.50 429s'],
    [{ lost: 2, errors: { 'The answer is 429.': 2 } }, '"ours" lost 2 calls (The answer is 429.) with seed 7.'],
    [{ unfinished: 3 }, '"ours" had not ended 3 calls when it was stopped with seed 7.'],
    [
      { aboveBound: 4, worst: { call: 1, waitMs: 1_600, boundMs: 1_500 } },
      '"ours" let 4 calls wait beyond their bound, one 1600 ms instead of 1500 ms with seed 7.',
    ],
    [{ tripsPerCall: 0.21 }, '"ours" made 0.21 trips to the store a call (at most 0.2 is promised) with seed 7.'],
  ])('of %j finds %j', (measured, sentence) => {
    const found = find(measured);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(sentence);
  });

  it.each([
    [[0.5, 0.5], []],
    [[0.48, 0.52], []],
    [
      [0.47, 0.53],
      ['let build 0 have 47.0 % of all (50.0 % is its part)', 'let build 1 have 53.0 % of all'],
    ],
  ])('holds builds to their parts: %j', (shares, sentences) => {
    expect(find({ shares }, 'builds')).toEqual(sentences.map((sentence) => expect.stringContaining(sentence)));
    expect(find({ shares })).toEqual([]);
  });

  it('holds no waits to a bound where each process learns the limits by itself', () => {
    const waits = { ...goodUse, aboveBound: 4, worst: { call: 1, waitMs: 1_600, boundMs: 1_500 } };
    const fleet = { processes: 8, builds: 1, callsPerSecond: 320 };
    expect(unkept('ours', 7, waits, promisesFor(fleet))).toHaveLength(1);
    expect(unkept('ours', 7, waits, promisesFor(fleet, true))).toEqual([]);
  });

  it('counts trips by the time where there are few calls', () => {
    const promised = promisesFor({ processes: 8, builds: 1, callsPerSecond: 50 });
    const of = (tripsPerSecond: number) => unkept('ours', 7, { ...goodUse, tripsPerCall: 9, tripsPerSecond }, promised);
    expect(of(1.2)).toEqual([]);
    expect(of(1.21)).toEqual([
      '"ours" made 1.21 trips to the store a second for each process (at most 1.2 is promised) with seed 7.',
    ]);
  });

  it('allows builds no refusal', () => {
    expect(find({ refusalRatio: 0.0001, shares: [0.5, 0.5] }, 'builds')).toHaveLength(1);
  });

  it('asks more of one process, and nothing about a store', () => {
    expect(find({ used: 0.94, tripsPerCall: 9 }, 'alone')).toEqual([expect.stringContaining('used 94.0 %')]);
  });
});
