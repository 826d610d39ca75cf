import { setImmediate } from 'node:timers/promises';
import {
  ConsecutiveBreaker,
  ConstantBackoff,
  handleAll,
  handleWhen,
  type IPolicy,
  isBrokenCircuitError,
  isBulkheadRejectedError,
  isTaskCancelledError,
  retry,
  wrap,
} from 'cockatiel';
import { describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../testing/index.ts';
import { AdaptiveThrottle } from './adaptive/adaptive-throttle.ts';
import { CircuitBreaker } from './breaker/circuit-breaker.ts';
import { Bulkhead } from './bulkhead/bulkhead.ts';
import { Gate } from './gate.ts';
import { RateLimiter } from './rate/rate-limiter.ts';
import { TokenBucket } from './rate/token-bucket.ts';
import { RetryPolicy } from './retry/retry-policy.ts';

const never = (): Promise<never> => new Promise(() => {});
const failing = () => Promise.reject(new Error('down'));

const makers: [string, (clock: FakeClock) => IPolicy][] = [
  ['Bulkhead', (clock) => new Bulkhead({ limit: 1, clock })],
  ['Gate', (clock) => new Gate({ clock })],
  ['RateLimiter', (clock) => new RateLimiter({ rule: new TokenBucket({ limit: 9, windowMs: 1_000 }), clock })],
  ['AdaptiveThrottle', (clock) => new AdaptiveThrottle({ clock })],
  [
    'RetryPolicy',
    (clock) =>
      new RetryPolicy({ maxAttempts: 1, backoff: { kind: 'uniform', minMs: 0, maxMs: 0 }, handle: handleAll, clock }),
  ],
  ['CircuitBreaker', (clock) => new CircuitBreaker({ breaker: new ConsecutiveBreaker(5), openMs: 1_000, clock })],
];

describe.each(makers)('%s by itself', (_name, make) => {
  it('reports how long what it guards took', async () => {
    const clock = new FakeClock();
    const policy = make(clock);
    const [onSuccess, onFailure] = [vi.fn(), vi.fn()];
    policy.onSuccess(onSuccess);
    policy.onFailure(onFailure);
    const slow = () => new Promise<string>((resolve) => clock.setTimeout(() => resolve('done'), 40));
    expect(await clock.runUntil(policy.execute(slow))).toBe('done');
    await expect(policy.execute(failing)).rejects.toThrow('down');
    expect(onSuccess.mock.calls).toEqual([[{ duration: 40 }]]);
    expect(onFailure.mock.calls).toMatchObject([
      [{ duration: 0, handled: true, reason: { error: { message: 'down' } } }],
    ]);
  });

  it('gives the caller the result, whatever a listener throws', async () => {
    const policy = make(new FakeClock());
    const broken = (): never => {
      throw new Error('broken listener');
    };
    policy.onSuccess(broken);
    policy.onFailure(broken);
    expect(await policy.execute(() => 'done')).toBe('done');
    await expect(policy.execute(failing)).rejects.toThrow('down');
  });

  it('tells the listeners that come after one that throws', async () => {
    const policy = make(new FakeClock());
    policy.onSuccess(() => {
      throw new Error('broken listener');
    });
    const heard = vi.fn();
    const listening = policy.onSuccess(heard);
    await policy.execute(() => 'done');
    listening.dispose();
    await policy.execute(() => 'done');
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('neither waits for a listener, nor leaves its rejection to nobody', async () => {
    const policy = make(new FakeClock());
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    policy.onSuccess(never);
    policy.onSuccess(failing);
    policy.onFailure(failing);
    expect(await policy.execute(() => 'done')).toBe('done');
    await expect(policy.execute(failing)).rejects.toThrow('down');
    await setImmediate();
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('runs nothing for a signal that was aborted before', async () => {
    const fn = vi.fn();
    const error: unknown = await make(new FakeClock())
      .execute(fn, AbortSignal.abort())
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'EVK_CANCELLED' });
    expect(isTaskCancelledError(error)).toBe(true);
    expect(fn).not.toHaveBeenCalled();
  });

  it("hands its caller's signal on", async () => {
    const { signal } = new AbortController();
    expect(await make(new FakeClock()).execute((context) => context.signal, signal)).toBe(signal);
  });
});

describe("in cockatiel's wrap()", () => {
  it('a retry that leaves refusals alone sees ours for what they are', async () => {
    const circuit = new CircuitBreaker({ breaker: new ConsecutiveBreaker(2), openMs: 1_000, clock: new FakeClock() });
    const failures = handleWhen((error) => !isBrokenCircuitError(error));
    const policy = wrap(retry(failures, { maxAttempts: 5, backoff: new ConstantBackoff(0) }), circuit);
    const fn = vi.fn(failing);
    const error: unknown = await policy.execute(fn).catch((e: unknown) => e);
    expect(isBrokenCircuitError(error)).toBe(true);
    expect(fn).toHaveBeenCalledTimes(2);
  });

  it('a retry around ours is not set off by a listener of ours that throws', async () => {
    const bulkhead = new Bulkhead({ limit: 1, clock: new FakeClock() });
    bulkhead.onSuccess(() => {
      throw new Error('broken listener');
    });
    const policy = wrap(retry(handleAll, { maxAttempts: 3, backoff: new ConstantBackoff(0) }), bulkhead);
    const fn = vi.fn(() => 'done');
    expect(await policy.execute(fn)).toBe('done');
    expect(fn).toHaveBeenCalledTimes(1);
  });

  it('a full bulkhead inside does not open the breaker around it', async () => {
    const clock = new FakeClock();
    const circuit = new CircuitBreaker({ breaker: new ConsecutiveBreaker(1), openMs: 1_000, clock });
    const policy = wrap(circuit, new Bulkhead({ limit: 1, maxQueued: 0, clock }));
    void policy.execute(never);
    const error: unknown = await policy.execute(never).catch((e: unknown) => e);
    expect(isBulkheadRejectedError(error)).toBe(true);
    circuit.peek();
  });

  it('passes the signal through to a call that waits in ours', async () => {
    const clock = new FakeClock();
    const bulkhead = new Bulkhead({ limit: 1, clock });
    const policy = wrap(new Gate({ clock }), bulkhead);
    const controller = new AbortController();
    void policy.execute(never);
    const waiting = policy.execute(never, controller.signal);
    await clock.advance(0);
    expect(bulkhead.queued).toBe(1);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
    expect(bulkhead.queued).toBe(0);
  });
});
