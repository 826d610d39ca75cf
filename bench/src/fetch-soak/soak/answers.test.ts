import { seededRandom } from '@evenkeel/toolkit/testing';
import { describe, expect, it } from 'vitest';
import { kindOf, limitedAnswer, mixedAnswer } from './answers.ts';

describe('an origin', () => {
  it('is one of four kinds, and mostly mixed', () => {
    const kinds = Array.from({ length: 20 }, (_, origin) => kindOf(origin));
    expect(kinds.filter((kind) => kind === 'mixed').length).toBe(14);
    expect(new Set(kinds).size).toBe(4);
  });

  it('that is mixed has each kind of trouble', () => {
    const random = seededRandom(1);
    const answers = Array.from({ length: 2_000 }, () => mixedAnswer(random, '/items'));
    const seen = new Set(answers.map(({ status, pieces, cut }) => [status, pieces, cut].join()));
    expect([...seen].toSorted()).toEqual(['200,,', '200,,true', '200,3,', '302,,', '404,,', '429,,', '503,,']);
  });

  it('redirects once', () => {
    const random = seededRandom(1);
    const answers = Array.from({ length: 2_000 }, () => mixedAnswer(random, '/there'));
    expect(answers.some(({ status }) => status === 302)).toBe(false);
  });

  it('that limits refuses what is too much, and may tell what is left', () => {
    expect(limitedAnswer(15, 100, false)).toEqual({ status: 200 });
    expect(limitedAnswer(16, 100, false)).toEqual({ status: 429 });
    expect(limitedAnswer(16, 100, true)).toMatchObject({
      status: 429,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '0.1' },
    });
  });
});
