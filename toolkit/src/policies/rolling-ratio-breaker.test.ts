import { CircuitState } from 'cockatiel';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/index.ts';
import { type RollingRatio, RollingRatioBreaker } from './rolling-ratio-breaker.ts';

const rule: RollingRatio = {
  window: { sizeMs: 10_000, buckets: 10 },
  minimumCalls: 4,
  errorRatio: 0.5,
  compare: '>',
};

/** Feeds a string of successes (.) and failures (x); tells whether the last one opens. */
function feed(breaker: RollingRatioBreaker, results: string): boolean {
  let opens = false;
  for (const result of results) {
    if (result === 'x') opens = breaker.failure(CircuitState.Closed);
    else breaker.success(CircuitState.Closed);
  }
  return opens;
}

describe('RollingRatioBreaker', () => {
  it.each([
    { compare: '>' as const, results: 'xxx', opens: false },
    { compare: '>' as const, results: 'xxxx', opens: true },
    { compare: '>' as const, results: '..xx', opens: false },
    { compare: '>' as const, results: '..xxx', opens: true },
    { compare: '>=' as const, results: '..xx', opens: true },
    { compare: '>=' as const, results: '...xx', opens: false },
  ])('with $compare opens after "$results": $opens', ({ compare, results, opens }) => {
    expect(feed(new RollingRatioBreaker({ ...rule, compare }, new FakeClock()), results)).toBe(opens);
  });

  it.each([
    { afterMs: 8_999, opens: true },
    { afterMs: 10_000, opens: false },
    { afterMs: 11_000, opens: false },
    { afterMs: 3_601_000, opens: false },
  ])('remembers failures of $afterMs ms ago: $opens', async ({ afterMs, opens }) => {
    const clock = new FakeClock();
    const breaker = new RollingRatioBreaker(rule, clock);
    feed(breaker, 'xxx');
    await clock.advance(afterMs);
    expect(feed(breaker, 'x')).toBe(opens);
  });

  it.each([0, undefined])(
    'starts afresh once a half-open circuit closes, on a clock that starts at %s',
    async (startMs) => {
      const clock = new FakeClock(startMs);
      const breaker = new RollingRatioBreaker(rule, clock);
      feed(breaker, 'xxxxx');
      await clock.advance(1_000);
      breaker.success(CircuitState.HalfOpen);
      expect(feed(breaker, 'xxx')).toBe(false);
    },
  );

  it('goes on from a stored state, as cockatiel stores one', () => {
    const clock = new FakeClock();
    const before = new RollingRatioBreaker(rule, clock);
    feed(before, 'xxx');
    const after = new RollingRatioBreaker(rule, clock);
    after.state = JSON.parse(JSON.stringify(before.state));
    expect(feed(after, 'x')).toBe(true);
  });
});
