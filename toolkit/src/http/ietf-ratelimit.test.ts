import { describe, expect, it } from 'vitest';
import { parseRateLimit, parseRateLimitPolicy } from './ietf-ratelimit.ts';

describe('parseRateLimit', () => {
  it.each<[why: string, text: string, remaining: number, resetMs: number | undefined]>([
    ["the draft's example", '"protection";r=50;t=30', 50, 30_000],
    ['an older revision, with a token', 'default;r=50;t=5', 50, 5_000],
    ['no reset', '"default";r=999', 999, undefined],
    ['nothing left', '"default";r=0;t=0', 0, 0],
    ['parameters of others are comments', '"a";r=5;t=3;acme-burst=7;pk=:dHJpYWwxMjEzMjM=:', 5, 3_000],
    ['the policy with the least remaining', '"permin";r=20;t=23, "perhr";r=399;t=2402', 20, 23_000],
    ['the same, in another order', '"perhr";r=399;t=2402, "permin";r=20;t=23', 20, 23_000],
    ['of equals the one renewed last', '"a";r=0;t=5, "b";r=0;t=60, "c";r=1;t=900', 0, 60_000],
    ['of equals the one that tells', '"a";r=0, "b";r=0;t=60', 0, 60_000],
    ['not the reset of a laxer policy', '"a";r=0, "b";r=9;t=60', 0, undefined],
  ])('%s: %s', (_why, text, remaining, resetMs) => {
    expect(parseRateLimit(text)).toEqual({ remaining, resetMs });
  });

  it.each([
    ['an empty list', ''],
    ['no parameters', '"default"'],
    ['no remaining', '"default";t=5'],
    ['no remaining in one of two', '"a";r=5;t=5, "b";t=5'],
    ['a negative remaining', '"default";r=-1;t=5'],
    ['a fraction', '"default";r=1.5;t=5'],
    ['text for a number', '"default";r="5";t=5'],
    ['a negative reset', '"default";r=5;t=-5'],
    ['a reset that is a date', '"default";r=5;t=@1659578233'],
    ['a flag for a number', '"default";r;t=5'],
    ['a policy named by a number', '5;r=5;t=5'],
    ["the headers' older form", '100, 100;w=60'],
    ['what is no list', 'r=50, t=30'],
    ['a trailing comma', '"default";r=5;t=5,'],
  ])('ignores %s: %s', (_why, text) => {
    expect(parseRateLimit(text)).toBeUndefined();
  });
});

describe('parseRateLimitPolicy', () => {
  it.each<[text: string, quota: number]>([
    ['"default";q=100;w=60', 100],
    ['default;q=100;w=60', 100],
    ['"burst";q=100', 100],
    ['"permin";q=50;w=60, "perhr";q=1000;w=3600, "perday";q=5000;w=86400', 50],
    ['"peruser";q=65535;qu="content-bytes";w=10;pk=:sdfjLJUOUH==:', 65_535],
  ])('%s', (text, quota) => {
    expect(parseRateLimitPolicy(text)).toMatchObject({ limit: quota });
  });

  it.each(['', '"default"', '"default";w=60', '"default";q=-1', '"default";q=5;w=1.5', '"default";q=5;w=?1'])(
    'ignores %j',
    (text) => {
      expect(parseRateLimitPolicy(text)).toBeUndefined();
    },
  );
});
