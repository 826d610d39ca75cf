import {
  BrokenCircuitError,
  BulkheadRejectedError,
  ConsecutiveBreaker,
  handleType,
  handleWhen,
  handleWhenResult,
  TaskCancelledError,
  wrap,
} from 'cockatiel';
import { describe, expect, it, vi } from 'vitest';
import { EvenkeelError } from '../../errors/errors.ts';
import { FakeClock } from '../../testing/index.ts';
import { CircuitBreaker } from '../breaker/circuit-breaker.ts';
import type { Backoff } from './backoff.ts';
import { RetryBudget } from './retry-budget.ts';
import { broken, down, downs, endOf, make, noJitter, script, second, throttled } from './retry-policy.fixture.ts';
import type { RetryPolicyOptions } from './retry-policy.ts';
import { RetryPolicy } from './retry-policy.ts';

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
    expect(await clock.runUntil(endOf(policy.execute(fn)))).toBe(errors[maxAttempts - 1]);
    expect(attempts).toHaveLength(maxAttempts);
  });

  it('retries a function that throws instead of rejecting', async () => {
    const { clock, policy } = make({ maxAttempts: 2 });
    const fn = vi.fn((): string => {
      throw down;
    });
    expect(await clock.runUntil(endOf(policy.execute(fn)))).toBe(down);
    expect(fn).toHaveBeenCalledTimes(2);
  });

  it.each<[string, RetryPolicyOptions['handle'], unknown, number]>([
    ['a filter of types that fits', handleType(TypeError), new TypeError('odd'), 2],
    ['a filter of types that does not', handleType(TypeError), down, 1],
    ['a filter of errors that does not', handleWhen((error) => error !== down), down, 1],
    ['a predicate that fits', (error) => error === down, down, 2],
    ['a predicate that does not', () => false, down, 1],
    ['a predicate that throws', broken, down, 1],
  ])('asks %s', async (_what, handle, error, attemptsMade) => {
    const { clock, policy } = make({ handle });
    const { attempts, fn } = script(clock, [error]);
    await clock.runUntil(endOf(policy.execute(fn)));
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
    await endOf(policy.execute(() => Promise.reject(down)));
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
    expect(await endOf(policy.execute(fn))).toBe(refusal);
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
    expect(await clock.runUntil(endOf(call))).toMatchObject({ code: 'EVK_CIRCUIT_OPEN' });
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
    const end = await endOf(policy.execute(fn, AbortSignal.abort()));
    expect(end).toMatchObject({ code: 'EVK_CANCELLED', attempts: 0 });
    expect(fn).not.toHaveBeenCalled();
    expect(budget.balance).toBe(0);
  });

  it('ends a backoff at once, and calls nothing afterwards', async () => {
    const { clock, policy } = make();
    const { attempts, fn } = script(clock, downs(9));
    const controller = new AbortController();
    const reason = new Error('enough');
    const end = endOf(policy.execute(fn, controller.signal));
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
    const end = await endOf(policy.execute(fn, controller.signal));
    expect(end).toMatchObject({ code: 'EVK_CANCELLED', attempts: 1 });
    expect(fn).toHaveBeenCalledTimes(1);
    expect(onRetry).not.toHaveBeenCalled();
  });

  it('heeds an abort by its own listener', async () => {
    const controller = new AbortController();
    const { policy, clock } = make({ onRetry: () => controller.abort(), backoff: noJitter });
    const { attempts, fn } = script(clock, downs(9));
    expect(await endOf(policy.execute(fn, controller.signal))).toMatchObject({ code: 'EVK_CANCELLED' });
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

describe('RetryPolicy: budget, idempotency, listeners', () => {
  it('deposits once a call, withdraws once a retry, and gives up where the budget is empty', async () => {
    const clock = new FakeClock(0);
    const budget = new RetryBudget({ ratio: 1, floorPerWindow: 1, windowMs: 60_000, clock });
    const { policy } = make({ clock, budget });
    const { attempts, fn } = script(clock, downs(99));
    expect(await clock.runUntil(endOf(policy.execute(fn)))).toBe(down);
    expect(attempts).toHaveLength(3);
    expect(await clock.runUntil(endOf(policy.execute(fn)))).toBe(down);
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
    await clock.runUntil(endOf(policy.execute(fn)));
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
    [
      { backoff: { ...second, maxMS: 5 } as Backoff },
      'Option backoff.maxMS: there is no such option; there are kind, minMs, maxMs.',
    ],
  ])('refuses %o', (given, says) => {
    expect(() => make(given)).toThrow(says);
  });
});

it('takes a `charges` that throws for a yes, and shows the caller what really failed', async () => {
  const clock = new FakeClock();
  const budget = new RetryBudget({ ratio: 0, floorPerWindow: 1, windowMs: 10_000, clock });
  const policy = new RetryPolicy({
    maxAttempts: 3,
    backoff: { kind: 'uniform', minMs: 1, maxMs: 1 },
    handle: () => true,
    budget,
    clock,
    charges: () => {
      throw new Error('bad judge');
    },
  });
  let attempts = 0;
  const call = policy.execute(() => {
    attempts += 1;
    throw new Error('down');
  });
  await expect(clock.runUntil(call)).rejects.toThrow('down');
  expect(attempts).toBe(2);
});
