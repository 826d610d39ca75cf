import { CircuitState } from 'cockatiel';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/index.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { RollingRatioBreaker } from './rolling-ratio-breaker.ts';
import type { RollingRatio } from './rolling-window.ts';

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

  const slow = { ...rule, slowCall: { durationMs: 500, ratio: 0.5 } };

  // How many milliseconds each call takes; x fails.
  it.each([
    { took: [501, 501, 501, 501], opens: true },
    { took: [501, 501, 501], opens: false },
    { took: [500, 500, 500, 500], opens: false },
    { took: [0, 0, 501, 501], opens: false },
    { took: [0, 0, 501, 501], compare: '>=' as const, opens: true },
    { took: [0, 0, 501, 501, 501], opens: true },
    { took: ['x', 'x', 501, 501], opens: false },
    { took: ['x', 501, 501, 501], opens: true },
    { took: [501, 501, 'x', 'x'], opens: false },
    { took: [501, 501, 'x', 'x', 'x'], opens: true },
  ])('with slow calls after $took opens: $opens', ({ took, opens, ...compare }) => {
    const breaker = new RollingRatioBreaker({ ...slow, ...compare }, new FakeClock());
    const opened = took.map((took) =>
      typeof took === 'number' ? breaker.succeeded(CircuitState.Closed, took) : breaker.failure(CircuitState.Closed),
    );
    expect(opened.at(-1)).toBe(opens);
  });

  it.each([
    { took: 501, opens: true },
    { took: 500, opens: false },
  ])('judges a half-open probe of $took ms by itself: opens $opens', ({ took, opens }) => {
    expect(new RollingRatioBreaker(slow, new FakeClock()).succeeded(CircuitState.HalfOpen, took)).toBe(opens);
  });

  it('without slowCall never minds how long a success took', () => {
    const breaker = new RollingRatioBreaker(rule, new FakeClock());
    const opened = [1e9, 1e9, 1e9, 1e9].map((took) => breaker.succeeded(CircuitState.Closed, took));
    expect(opened).toEqual([false, false, false, false]);
    expect(breaker.succeeded(CircuitState.HalfOpen, 1e9)).toBe(false);
  });

  it.each([
    { durationMs: Number.NaN, ratio: 0.5 },
    { durationMs: -1, ratio: 0.5 },
    { durationMs: 1, ratio: 1.1 },
    { durationMs: 1, ratio: Number.NaN },
  ])('refuses slowCall %o', (slowCall) => {
    expect(() => new RollingRatioBreaker({ ...rule, slowCall })).toThrow(/^Option slowCall\./);
  });

  it.each([
    [{ errorRatio: Number.NaN }, 'Option errorRatio is NaN'],
    [{ errorRatio: 50 }, 'Option errorRatio is 50: give a number from 0 to 1.'],
    [{ minimumCalls: Number.NaN }, 'Option minimumCalls is NaN'],
    [{ compare: 'ge' as '>' }, 'Option compare is "ge": give ">" or ">=".'],
  ])('refuses %o', (changed, says) => {
    expect(() => new RollingRatioBreaker({ ...rule, ...changed })).toThrow(says);
  });

  it.each([null, {}, [{ atMs: 0, successes: 1 }]])('refuses the stored state %j', (state) => {
    const breaker = new RollingRatioBreaker(rule, new FakeClock());
    expect(() => {
      breaker.state = state;
    }).toThrow(/^Option initialState\.breaker/);
  });

  describe('in a circuit breaker', () => {
    const setUp = () => {
      const clock = new FakeClock();
      const breaker = new RollingRatioBreaker({ ...slow, minimumCalls: 2 }, clock);
      const circuit = new CircuitBreaker({ breaker, openMs: 1_000, probes: 2, clock });
      const succeed = (durationMs: number) =>
        clock.runUntil(circuit.execute(() => new Promise<void>((resolve) => clock.setTimeout(resolve, durationMs))));
      return { clock, circuit, succeed };
    };

    it('opens for slow successes, as long as they took by its clock', async () => {
      const { circuit, succeed } = setUp();
      await succeed(501);
      expect(circuit.state).toBe(CircuitState.Closed);
      await succeed(501);
      expect(circuit.state).toBe(CircuitState.Open);
    });

    it.each([
      { probes: [500, 500], state: CircuitState.Closed },
      { probes: [500, 501], state: CircuitState.Open },
      { probes: [501], state: CircuitState.Open },
    ])('after probes that took $probes ms is in state $state', async ({ probes, state }) => {
      const { clock, circuit, succeed } = setUp();
      for (const durationMs of [501, 501]) await succeed(durationMs);
      await clock.advance(1_000);
      for (const durationMs of probes) await succeed(durationMs);
      expect(circuit.state).toBe(state);
      if (state !== CircuitState.Closed) return;
      await succeed(501);
      expect(circuit.state).toBe(CircuitState.Closed);
    });
  });
});
