import { describe, expect, it } from 'vitest';
import { Account } from './account.ts';

const limits = { requests: { amount: 3, refillPerSecond: 1 }, tokens: { amount: 100, refillPerSecond: 10 } };
const account = (charges: 'estimate' | 'actual' = 'estimate'): Account => new Account(limits, charges, 0);

describe('an account', () => {
  it('takes from both buckets, and settles what a call took in truth', () => {
    const one = account();
    expect(one.arrive({ estimate: 40, actual: 70 }, 0)).toEqual({ admitted: true, charged: 40 });
    expect([one.level('requests', 0), one.level('tokens', 0)]).toEqual([2, 60]);
    one.settle({ actual: 70 }, 40, 0);
    expect(one.level('tokens', 0)).toBe(30);
  });

  it('may be in debt by what was estimated too low', () => {
    const one = account();
    one.arrive({ estimate: 60, actual: 150 }, 0);
    one.settle({ actual: 150 }, 60, 0);
    expect(one.level('tokens', 0)).toBe(-50);
    expect(one.headers(0)).toMatchObject({
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '15.000s',
    });
  });

  it('refuses what either bucket lacks, says for how long in whole seconds, and takes nothing', () => {
    const one = account();
    one.arrive({ estimate: 85, actual: 85 }, 0);
    expect(one.arrive({ estimate: 30, actual: 30 }, 0)).toEqual({
      admitted: false,
      lacking: ['tokens'],
      retryAfterS: 2,
    });
    for (let at = 0; at < 2; at += 1) one.arrive({ estimate: 1, actual: 1 }, 0);
    expect(one.arrive({ estimate: 1, actual: 1 }, 0)).toEqual({
      admitted: false,
      lacking: ['requests'],
      retryAfterS: 1,
    });
    expect([one.level('requests', 0), one.level('tokens', 0)]).toEqual([0, 13]);
  });

  it('judges a call by what it will take, if told so', () => {
    const one = account('actual');
    expect(one.arrive({ estimate: 10, actual: 101 }, 0)).toMatchObject({ admitted: false });
    expect(one.arrive({ estimate: 200, actual: 100 }, 0)).toEqual({ admitted: true, charged: 100 });
  });

  it('tells limit, what is left, and when it is full again', () => {
    const one = account();
    one.arrive({ estimate: 25, actual: 25 }, 0);
    expect(one.headers(0)).toEqual({
      'x-ratelimit-limit-requests': '3',
      'x-ratelimit-remaining-requests': '2',
      'x-ratelimit-reset-requests': '1.000s',
      'x-ratelimit-limit-tokens': '100',
      'x-ratelimit-remaining-tokens': '75',
      'x-ratelimit-reset-tokens': '2.500s',
    });
  });
});
