import { describe, expect, it } from 'vitest';
import { AdaptiveLimit, type AdaptiveLimitOptions, type AdaptiveSample } from './adaptive-limit.ts';

function setUp(options: AdaptiveLimitOptions = {}) {
  let nowMs = 0;
  const clock = { now: () => nowMs, setTimeout: () => () => {} };
  const limit = new AdaptiveLimit({ initial: 10, max: 200, ...options, clock });
  /** Settles `count` successes, one after the other, each of an attempt that left when the limit was used up. */
  const succeed = (count: number, tookMs: number): void => {
    for (let sent = 0; sent < count; sent += 1) {
      const sample = limit.start(limit.limit);
      nowMs += tookMs;
      limit.settle(sample, 'success');
    }
  };
  return {
    limit,
    succeed,
    /** Settles successes until the limit is as wanted. */
    until(isThere: (limit: number) => boolean, tookMs: number): void {
      for (let sent = 0; !isThere(limit.limit); sent += 1) {
        if (sent > 5_000) throw new Error(`The limit stays at ${limit.limit}.`);
        succeed(1, tookMs);
      }
    },
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

/** The most in flight while the baseline was measured. */
const FEW = 13;
const isLower = (limit: number): boolean => limit < 40;
const isLow = (limit: number): boolean => limit <= FEW;

/** A limit that has come to 40, with a baseline of 100 ms. */
function atForty(options?: AdaptiveLimitOptions) {
  const all = setUp(options);
  all.until((limit) => limit === 40, 100);
  return all;
}

describe('latency', () => {
  it('three times that of the first round halves the limit, and it stays there for 100 successes', () => {
    const { limit, succeed } = atForty();
    let before = 0;
    for (let sent = 0; sent < 200 && !isLower(limit.limit); sent += 1) {
      before = limit.limit;
      succeed(1, 350);
    }
    const half = limit.limit;
    expect(half).toBe(Math.floor(before / 2));
    succeed(100, 100);
    expect(limit.limit).toBe(half);
    succeed(1, 100);
    expect(limit.limit).toBe(half + 1);
  });

  it.each([
    { name: 'below that', tookMs: 290 },
    { name: 'above that, where it decides nothing', tookMs: 9_000, latencyTolerance: Number.POSITIVE_INFINITY },
    { name: 'below another tolerance', tookMs: 550, latencyTolerance: 6 },
  ])('does not, $name', ({ tookMs, ...options }) => {
    const { limit, succeed } = atForty(options);
    succeed(500, tookMs);
    expect(limit.limit).toBeGreaterThan(100);
  });

  it('is measured again with as few in flight as at first, if half the limit is no better', () => {
    const { limit, succeed, until } = atForty();
    until(isLower, 350);
    until(isLow, 350);
    expect(limit.limit).toBe(FEW);
    // One window shows that few in flight are just as slow; then the limit climbs again.
    succeed(21, 350);
    expect(limit.limit).toBe(FEW + 1);
    succeed(500, 350);
    expect(limit.limit).toBeGreaterThan(100);
  });

  it('is held against the limit no longer, where few in flight are as slow', () => {
    const { limit, succeed, until } = setUp({ max: 24 });
    until((is) => is === 24, 100);
    until((is) => is < 24, 350);
    expect(limit.limit).toBe(12);
    succeed(21, 350);
    expect(limit.limit).toBe(13);
  });

  it('before a refusal is not held against what comes after', () => {
    const { limit, succeed } = atForty();
    succeed(35, 2_000);
    limit.settle(limit.start(limit.limit), 'failure');
    const after = limit.limit;
    succeed(30, 100);
    expect(limit.limit).toBeGreaterThanOrEqual(after);
  });

  it('that has gone up with what is in flight keeps the limit low when it is measured again', () => {
    const { limit, succeed, until } = atForty();
    until(isLower, 350);
    until(isLow, 350);
    succeed(21, 100);
    expect(limit.limit).toBe(FEW + 1);
    let most = 0;
    for (let sent = 0; sent < 5_000; sent += 1) {
      // A server that works on ten at once.
      succeed(1, 10 * Math.max(10, limit.limit));
      most = Math.max(most, limit.limit);
    }
    expect(most).toBeLessThan(100);
  });

  it('that halves the limit leaves no room for late refusals to lower it further', () => {
    const { limit, until } = atForty();
    limit.settle(limit.start(limit.limit), 'failure');
    until((is) => is === 39, 100);
    const late = Array.from({ length: 39 }, (_, at) => limit.start(at + 1));
    until((is) => is < 30, 500);
    const half = limit.limit;
    for (const sample of late) limit.settle(sample, 'failure');
    expect(limit.limit).toBe(half);
  });

  it('does not count what was in flight before the limit was lowered', () => {
    const { limit, until, pass } = atForty();
    until(isLower, 350);
    const half = limit.limit;
    const late: AdaptiveSample[] = Array.from({ length: 100 }, () => limit.start(half + 1));
    pass(10_000);
    for (const sample of late) limit.settle(sample, 'success');
    expect(limit.limit).toBe(half);
  });
});

describe('the climb', () => {
  it.each([
    { name: 'many successes at once, after a stall, raise the limit by one', apartMs: 0, raised: 1 },
    { name: 'it is at most doubled in half a latency', apartMs: 0.5, raised: 10 },
    { name: 'each success raises it where they come further apart', apartMs: 2, raised: 20 },
  ])('$name', ({ apartMs, raised }) => {
    const { limit, succeed, pass } = setUp({ initial: 50, max: 100 });
    // Confirmed are 51, 53, 57 and 65; the next target is 81.
    succeed(51 + 2 + 53 + 4 + 57 + 8 + 65 + 1, 100);
    const before = limit.limit;
    const samples = Array.from({ length: 20 }, () => limit.start(before));
    pass(100);
    for (const sample of samples) {
      pass(apartMs);
      limit.settle(sample, 'success');
      limit.start(limit.limit);
    }
    expect(Math.abs(limit.limit - before - raised)).toBeLessThanOrEqual(raised > 1 ? 4 : 0);
  });
});
