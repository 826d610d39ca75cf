import {
  BrokenCircuitError,
  BulkheadRejectedError,
  ConsecutiveBreaker,
  DelegateBackoff,
  handleAll,
  handleType,
  handleWhen,
  handleWhenResult,
  IterableBackoff,
  type Policy,
  TaskCancelledError,
  wrap,
} from 'cockatiel';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { EvenkeelError } from '../errors.ts';
import { FakeClock, seededRandom } from '../testing/index.ts';
import type { Backoff } from './backoff.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { RetryBudget } from './retry-budget.ts';
import { type RetryContext, RetryPolicy, type RetryPolicyOptions } from './retry-policy.ts';

const second: Backoff = { kind: 'uniform', minMs: 1_000, maxMs: 1_000 };
const noJitter: Backoff = { kind: 'uniform', minMs: 0, maxMs: 0 };

function make(given: Partial<RetryPolicyOptions> = {}) {
  const clock = new FakeClock(0);
  const options = { maxAttempts: 4, backoff: second, hintJitter: noJitter, handle: handleAll, clock, ...given };
  return { clock, policy: new RetryPolicy(options) };
}

/** Fails with `errors` one after the other, then succeeds; remembers when each attempt came. */
function script(clock: FakeClock, errors: readonly unknown[]) {
  const attempts: { attempt: number; atMs: number }[] = [];
  const fn = async ({ attempt }: RetryContext): Promise<string> => {
    const at = attempts.push({ attempt, atMs: clock.now() }) - 1;
    if (at < errors.length) throw errors[at];
    return 'done';
  };
  return { attempts, fn };
}

const down = new Error('down');
const broken = (): never => {
  throw new Error('broken');
};
const downs = (count: number): Error[] => Array.from({ length: count }, () => down);
const outcomeOf = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);
const throttled = (retryAfterMs?: number) =>
  new EvenkeelError('EVK_THROTTLED', 'Busy.', retryAfterMs === undefined ? {} : { retryAfterMs });

describe('RetryPolicy', () => {
  it('calls until it succeeds, counting attempts from 1, a backoff apart', async () => {
    const { clock, policy } = make();
    const { attempts, fn } = script(clock, downs(2));
    expect(await clock.runUntil(policy.execute(fn))).toBe('done');
    expect(attempts).toEqual([
      { attempt: 1, atMs: 0 },
      { attempt: 2, atMs: 1_000 },
      { attempt: 3, atMs: 2_000 },
    ]);
    expect(clock.pending).toBe(0);
  });

  it.each([1, 2, 4])('makes %d attempts in all, the first included, and gives the last error', async (maxAttempts) => {
    const { clock, policy } = make({ maxAttempts });
    const errors = Array.from({ length: 9 }, (_, at) => new Error(`down ${at + 1}`));
    const { attempts, fn } = script(clock, errors);
    expect(await clock.runUntil(outcomeOf(policy.execute(fn)))).toBe(errors[maxAttempts - 1]);
    expect(attempts).toHaveLength(maxAttempts);
  });

  it('retries a function that throws instead of rejecting', async () => {
    const { clock, policy } = make({ maxAttempts: 2 });
    const fn = vi.fn((): string => {
      throw down;
    });
    expect(await clock.runUntil(outcomeOf(policy.execute(fn)))).toBe(down);
    expect(fn).toHaveBeenCalledTimes(2);
  });

  it.each<[string, Policy | ((failure: { error: unknown } | { value: unknown }) => boolean), unknown, number]>([
    ['a filter of types that fits', handleType(TypeError), new TypeError('odd'), 2],
    ['a filter of types that does not', handleType(TypeError), down, 1],
    ['a filter of errors that does not', handleWhen((error) => error !== down), down, 1],
    ['a predicate that fits', (failure) => 'error' in failure && failure.error === down, down, 2],
    ['a predicate that does not', () => false, down, 1],
    ['a predicate that throws', broken, down, 1],
  ])('asks %s', async (_what, handle, error, attemptsMade) => {
    const { clock, policy } = make({ handle });
    const { attempts, fn } = script(clock, [error]);
    await clock.runUntil(outcomeOf(policy.execute(fn)));
    expect(attempts).toHaveLength(attemptsMade);
  });

  it('retries a result that counts as a failure, and returns the last one', async () => {
    const { clock, policy } = make({ maxAttempts: 3, handle: handleWhenResult((status) => Number(status) >= 500) });
    const [onSuccess, onFailure] = [vi.fn(), vi.fn()];
    policy.onSuccess(onSuccess);
    policy.onFailure(onFailure);
    const statuses = [500, 501, 502, 200];
    expect(await clock.runUntil(policy.execute(({ attempt }) => statuses[attempt - 1]))).toBe(502);
    expect(onFailure.mock.calls).toEqual([[{ duration: 2_000, handled: true, reason: { value: 502 } }]]);
    expect(await clock.runUntil(policy.execute(() => 200))).toBe(200);
    expect(onSuccess).toHaveBeenCalledTimes(1);
  });

  it('reports what it does not handle as such', async () => {
    const { policy } = make({ handle: () => false });
    const onFailure = vi.fn();
    policy.onFailure(onFailure);
    await outcomeOf(policy.execute(() => Promise.reject(down)));
    expect(onFailure).toHaveBeenCalledExactlyOnceWith({ duration: 0, handled: false, reason: { error: down } });
  });

  it.each<[string, unknown]>([
    ['an open circuit', new EvenkeelError('EVK_CIRCUIT_OPEN', 'Open.')],
    ['a full bulkhead', new EvenkeelError('EVK_BULKHEAD_FULL', 'Full.')],
    ['a closed gate', new EvenkeelError('EVK_GATE_CLOSED', 'Closed.', { retryAfterMs: 5 })],
    ['a cancellation', new EvenkeelError('EVK_CANCELLED', 'Cancelled.')],
    ["cockatiel's open circuit", new BrokenCircuitError()],
    ["cockatiel's full bulkhead", new BulkheadRejectedError(1, 1)],
  ])('never retries %s', async (_what, refusal) => {
    const { policy, clock } = make();
    const { attempts, fn } = script(clock, [refusal]);
    expect(await outcomeOf(policy.execute(fn))).toBe(refusal);
    expect(attempts).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['a time-out', new EvenkeelError('EVK_ATTEMPT_TIMEOUT', 'Late.')],
    ["cockatiel's time-out", new TaskCancelledError()],
  ])('retries %s, which is no cancellation', async (_what, timeout) => {
    const { policy, clock } = make();
    expect(await clock.runUntil(policy.execute(script(clock, [timeout]).fn))).toBe('done');
  });

  it('stops at a breaker inside it that has opened', async () => {
    const { clock, policy } = make({ maxAttempts: 9 });
    const circuit = new CircuitBreaker({ breaker: new ConsecutiveBreaker(2), openMs: 60_000, clock });
    const fn = vi.fn(() => Promise.reject(down));
    const call = wrap(policy, circuit).execute(fn);
    expect(await clock.runUntil(outcomeOf(call))).toMatchObject({ code: 'EVK_CIRCUIT_OPEN' });
    expect(fn).toHaveBeenCalledTimes(2);
  });

  it("gives its attempt through cockatiel's wrap() to the innermost function", async () => {
    const { clock, policy } = make();
    const circuit = new CircuitBreaker({ breaker: new ConsecutiveBreaker(9), openMs: 1, clock });
    const { attempts, fn } = script(clock, [down]);
    await clock.runUntil(wrap(policy, circuit).execute(fn));
    expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });
});

describe('RetryPolicy: cancellation', () => {
  it('calls nothing for a signal that was aborted before, and charges no budget', async () => {
    const budget = new RetryBudget({ ratio: 1, floorPerWindow: 0, windowMs: 1_000, clock: new FakeClock() });
    const { policy } = make({ budget });
    const fn = vi.fn();
    const end = await outcomeOf(policy.execute(fn, AbortSignal.abort()));
    expect(end).toMatchObject({ code: 'EVK_CANCELLED', attempts: 0 });
    expect(fn).not.toHaveBeenCalled();
    expect(budget.balance).toBe(0);
  });

  it('ends a backoff at once, and calls nothing afterwards', async () => {
    const { clock, policy } = make();
    const { attempts, fn } = script(clock, downs(9));
    const controller = new AbortController();
    const reason = new Error('enough');
    const end = outcomeOf(policy.execute(fn, controller.signal));
    await clock.advance(1_500);
    controller.abort(reason);
    expect(await end).toMatchObject({ code: 'EVK_CANCELLED', cause: reason, attempts: 2 });
    expect(clock.now()).toBe(1_500);
    expect(clock.pending).toBe(0);
    await clock.advance(60_000);
    expect(attempts).toHaveLength(2);
  });

  it.each<[string, unknown]>([
    ['an error', down],
    ["cockatiel's TaskCancelledError", new TaskCancelledError()],
  ])('retries nothing that ended in %s after the abort', async (_what, error) => {
    const onRetry = vi.fn();
    const { policy } = make({ onRetry });
    const controller = new AbortController();
    const fn = vi.fn(() => {
      controller.abort();
      return Promise.reject(error);
    });
    const end = await outcomeOf(policy.execute(fn, controller.signal));
    expect(end).toMatchObject({ code: 'EVK_CANCELLED', attempts: 1 });
    expect(fn).toHaveBeenCalledTimes(1);
    expect(onRetry).not.toHaveBeenCalled();
  });

  it('heeds an abort by its own listener', async () => {
    const controller = new AbortController();
    const { policy, clock } = make({ onRetry: () => controller.abort(), backoff: noJitter });
    const { attempts, fn } = script(clock, downs(9));
    expect(await outcomeOf(policy.execute(fn, controller.signal))).toMatchObject({ code: 'EVK_CANCELLED' });
    expect(attempts).toHaveLength(1);
  });

  it('gives the result of an attempt that succeeded in spite of the abort', async () => {
    const { policy } = make();
    const controller = new AbortController();
    const fn = (): string => {
      controller.abort();
      return 'done';
    };
    expect(await policy.execute(fn, controller.signal)).toBe('done');
  });
});

describe('RetryPolicy: delays', () => {
  const delaysOf = async (given: Partial<RetryPolicyOptions>, errors: readonly unknown[]) => {
    const onRetry = vi.fn();
    const { clock, policy } = make({ onRetry, ...given });
    await clock.runUntil(outcomeOf(policy.execute(script(clock, errors).fn)));
    return onRetry.mock.calls.map(([{ delayMs, hinted }]) => [delayMs, hinted]);
  };
  const plain = (...delays: number[]) => delays.map((delayMs) => [delayMs, false]);

  it('grow with the attempts', async () => {
    const backoff: Backoff = { kind: 'full-jitter', baseMs: 100, capMs: 300, firstExponent: 0 };
    expect(await delaysOf({ backoff, random: () => 0.5 }, downs(3))).toEqual(plain(50, 100, 150));
  });

  it('of decorrelated jitter depend on the one before', async () => {
    const backoff: Backoff = { kind: 'decorrelated-jitter', baseMs: 100, capMs: 400 };
    expect(await delaysOf({ backoff, random: () => 0.5 }, downs(3))).toEqual(plain(200, 350, 400));
  });

  it('of decorrelated jitter do not depend on a hint in between', async () => {
    const backoff: Backoff = { kind: 'decorrelated-jitter', baseMs: 100, capMs: 9_000 };
    const delays = await delaysOf({ backoff, random: () => 0.5 }, [down, throttled(50_000), down]);
    expect(delays).toEqual([
      [200, false],
      [50_025, true],
      [350, false],
    ]);
  });

  it("may be one of cockatiel's, asked for each call anew", async () => {
    const backoff = new IterableBackoff([5, 7]);
    expect(await delaysOf({ backoff }, downs(3))).toEqual(plain(5, 7, 7));
    expect(await delaysOf({ backoff }, downs(1))).toEqual(plain(5));
  });

  it("tell cockatiel's the attempt and what failed", async () => {
    const seen: unknown[] = [];
    const backoff = new DelegateBackoff<{ attempt: number; result: unknown }>(({ attempt, result }) => {
      seen.push([attempt, result]);
      return 1;
    });
    await delaysOf({ backoff }, downs(2));
    expect(seen).toEqual([
      [1, { error: down }],
      [2, { error: down }],
    ]);
  });

  it.each<[string, Partial<RetryPolicyOptions>, unknown, [number, boolean]]>([
    ['of an EvenkeelError', {}, throttled(7_000), [7_025, true]],
    ['by a function', { retryAfterMs: () => 300 }, down, [325, true]],
    ['with a margin', { retryAfterMs: () => 300, marginMs: 0 }, down, [300, true]],
    ['with jitter', { retryAfterMs: () => 300, hintJitter: second }, down, [1_325, true]],
    ['of 0', { retryAfterMs: () => 0 }, down, [25, true]],
    ['that is past', { retryAfterMs: () => -5 }, down, [25, true]],
    ['that is none', { retryAfterMs: () => undefined }, throttled(7_000), [1_000, false]],
    ['that is no number', { retryAfterMs: () => Number.NaN }, down, [1_000, false]],
    ['that cannot be read', { retryAfterMs: broken }, down, [1_000, false]],
    ['that never ends', { retryAfterMs: () => Number.POSITIVE_INFINITY }, down, [1_000, false]],
  ])('obey a hint %s', async (_what, given, error, delay) => {
    expect(await delaysOf(given, [error])).toEqual([delay]);
  });

  it('are never shorter than a hint and the margin, even where timers fire early', async () => {
    class HastyClock extends FakeClock {
      override setTimeout(fn: () => void, delayMs: number) {
        return super.setTimeout(fn, delayMs > 1 ? delayMs * 0.9 : delayMs);
      }
    }
    const hint = fc.oneof(fc.nat(100), fc.double({ min: 0, max: 1e5, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(fc.array(hint, { minLength: 1, maxLength: 4 }), fc.nat(), async (hints, seed) => {
        const clock = new HastyClock();
        const { policy } = make({ clock, maxAttempts: 9, random: seededRandom(seed) });
        const { attempts, fn } = script(clock, hints.map(throttled));
        await clock.runUntil(policy.execute(fn));
        for (const [at, hintMs] of hints.entries()) {
          const gapMs = (attempts[at + 1]?.atMs ?? 0) - (attempts[at]?.atMs ?? 0);
          // The clock's own steps are fractions of a microsecond.
          expect(gapMs).toBeGreaterThanOrEqual(hintMs + 25 - 0.001);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('RetryPolicy: budget, idempotency, listeners', () => {
  it('deposits once a call, withdraws once a retry, and gives up where the budget is empty', async () => {
    const clock = new FakeClock(0);
    const budget = new RetryBudget({ ratio: 1, floorPerWindow: 1, windowMs: 60_000, clock });
    const { policy } = make({ clock, budget });
    const { attempts, fn } = script(clock, downs(99));
    expect(await clock.runUntil(outcomeOf(policy.execute(fn)))).toBe(down);
    expect(attempts).toHaveLength(3);
    expect(await clock.runUntil(outcomeOf(policy.execute(fn)))).toBe(down);
    expect(attempts).toHaveLength(5);
  });

  it('takes nothing from the budget for a retry that is not charged', async () => {
    const clock = new FakeClock(0);
    const budget = new RetryBudget({ ratio: 0, floorPerWindow: 1, windowMs: 60_000, clock });
    const charges = (failure: object): boolean => 'error' in failure && failure.error === down;
    const { policy } = make({ clock, budget, charges });
    const { attempts, fn } = script(clock, [throttled(5), down, throttled(5)]);
    expect(await clock.runUntil(policy.execute(fn))).toBe('done');
    expect([attempts.length, budget.balance]).toEqual([4, 0]);
  });

  it.each<[string, unknown, number]>([
    ['what may have been done', down, 1],
    ['what was throttled', throttled(5), 2],
    ['what timed out', new EvenkeelError('EVK_ATTEMPT_TIMEOUT', 'Late.'), 1],
  ])('if not idempotent, decides by the failure: %s', async (_what, error, attemptsMade) => {
    const { clock, policy } = make({ idempotent: false });
    const { attempts, fn } = script(clock, [error]);
    await clock.runUntil(outcomeOf(policy.execute(fn)));
    expect(attempts).toHaveLength(attemptsMade);
  });

  it('tells its listener of each retry before the sleep', async () => {
    const onRetry = vi.fn();
    const { clock, policy } = make({ onRetry });
    const call = policy.execute(script(clock, [down]).fn);
    await clock.advance(0);
    expect(onRetry.mock.calls).toEqual([[{ attempt: 1, delayMs: 1_000, hinted: false, failure: { error: down } }]]);
    await clock.runUntil(call);
    expect(onRetry).toHaveBeenCalledTimes(1);
  });

  it.each<[string, () => void]>([
    [
      'throws',
      () => {
        throw new Error('broken listener');
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken listener'))],
  ])('is not disturbed by a listener that %s', async (_what, onRetry) => {
    const { clock, policy } = make({ onRetry });
    const { attempts, fn } = script(clock, downs(2));
    expect(await clock.runUntil(policy.execute(fn))).toBe('done');
    expect(attempts).toHaveLength(3);
  });

  it.each<[Partial<RetryPolicyOptions>, string]>([
    [{ maxAttempts: 0 }, 'Option maxAttempts is 0: give a whole number of at least 1.'],
    [{ marginMs: -1 }, 'Option marginMs is -1: give a number of milliseconds of at least 0.'],
    [{ marginMs: Number.NaN }, 'Option marginMs is NaN: '],
    [{ backoff: { ...second, minMs: -1 } }, 'Option backoff.minMs is -1: give a number of at least 0.'],
    [{ hintJitter: { ...second, maxMs: 5 } }, 'Option hintJitter.minMs is 1000: give at most maxMs, which is 5.'],
  ])('refuses %o', (given, says) => {
    expect(() => make(given)).toThrow(says);
  });
});
