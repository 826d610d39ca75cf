import { BulkheadRejectedError, ConstantBackoff, handleAll, retry, wrap } from 'cockatiel';
import { describe, expect, it } from 'vitest';
import { EvenkeelError } from '../errors/errors.ts';
import { CircuitBreaker } from '../policies/breaker/circuit-breaker.ts';
import { OpossumRule } from '../policies/breaker/opossum-rule.ts';
import { Bulkhead } from '../policies/bulkhead/bulkhead.ts';
import { Gate } from '../policies/gate.ts';
import { RateLimiter } from '../policies/rate/rate-limiter.ts';
import { TokenBucket } from '../policies/rate/token-bucket.ts';
import { RetryPolicy } from '../policies/retry/retry-policy.ts';
import { AttemptTimeout, Deadline } from '../policies/timeout/timeout.ts';
import { EventRecorder, FakeClock, seededRandom } from '../testing/index.ts';
import type { StackedPolicy } from './policy-layer.ts';
import { PolicyStack } from './policy-stack.ts';

const backoff = { kind: 'uniform', minMs: 100, maxMs: 100 } as const;
const hintJitter = { kind: 'uniform', minMs: 0, maxMs: 0 } as const;
const throttled = (): never => {
  throw new EvenkeelError('EVK_THROTTLED', 'Refused.', { status: 429, retryAfterMs: 2_000 });
};

/** A stack of what is made with its clock, and what it reports after its beginning. */
function stackOf(make: (clock: FakeClock) => StackedPolicy[]) {
  const clock = new FakeClock();
  const recorder = new EventRecorder();
  const stack = new PolicyStack({
    provider: 'example',
    operation: 'items',
    policies: make(clock),
    onEvent: recorder.sink,
    clock,
    random: seededRandom(1),
  });
  const [opened] = recorder.events.splice(0);
  const told = () => recorder.events.map(({ provider: _provider, ...event }) => event);
  return { clock, stack, opened, recorder, told };
}

const retryPolicy = (clock: FakeClock) => new RetryPolicy({ maxAttempts: 3, backoff, hintJitter, clock });
const slow = (clock: FakeClock, ms: number) => () => new Promise<void>((done) => void clock.setTimeout(done, ms));

describe('PolicyStack', () => {
  it('tells of a call, its attempts and what they waited for', async () => {
    const { clock, stack, told } = stackOf((clock) => [retryPolicy(clock), new Bulkhead({ limit: 1, clock })]);
    const numbers: number[] = [];
    const value = await clock.runUntil(
      stack.execute(({ attempt, signal }) => {
        numbers.push(attempt);
        expect(signal.aborted).toBe(false);
        return attempt === 1 ? throttled() : 'done';
      }),
    );
    expect([value, numbers]).toEqual(['done', [1, 2]]);
    const { callId } = told()[0] as { callId: string };
    expect(callId).toMatch(/\.1$/);
    const about = { operation: 'items', callId };
    const message = expect.stringContaining('Refused.');
    expect(told()).toEqual([
      { ...about, type: 'attempt-started', attempt: 1 },
      { ...about, type: 'attempt-ended', attempt: 1, result: 'throttled', durationMs: 0, status: 429 },
      { ...about, type: 'rate-limited', source: 'upstream' },
      { ...about, type: 'retry-scheduled', attempt: 1, delayMs: 2_025, reason: 'throttled', hinted: true, message },
      { ...about, type: 'wait-started', cause: 'backoff' },
      { ...about, type: 'wait-ended', cause: 'backoff', durationMs: 2_025 },
      { ...about, type: 'attempt-started', attempt: 2 },
      { ...about, type: 'attempt-ended', attempt: 2, result: 'ok', durationMs: 0, status: undefined },
      { ...about, type: 'call-ended', outcome: 'ok', durationMs: 2_025, attempts: 2, code: undefined },
    ]);
  });

  it.each<[cause: string, make: (clock: FakeClock) => StackedPolicy]>([
    ['concurrency', (clock) => new Bulkhead({ limit: 1, clock })],
    ['rate', (clock) => new RateLimiter({ rule: new TokenBucket({ limit: 1, windowMs: 500 }), clock })],
  ])('tells of a wait for %s, and only where there is one', async (cause, make) => {
    const { clock, stack, recorder } = stackOf((clock) => [make(clock)]);
    const calls = Promise.all([stack.execute(slow(clock, 500)), stack.execute(slow(clock, 1))]);
    expect(recorder.ofType('wait-started').map(({ cause, callId }) => [cause, callId.split('.')[1]])).toEqual([
      [cause, '2'],
    ]);
    await clock.runUntil(calls);
    expect(recorder.ofType('wait-ended')).toMatchObject([{ cause, durationMs: 500 }]);
  });

  it('tells that a gate closes, and how long calls wait at it', async () => {
    const { clock, stack, recorder } = stackOf((clock) => [new Gate({ clock })]);
    await expect(stack.execute(throttled)).rejects.toMatchObject({ code: 'EVK_THROTTLED' });
    expect(recorder.ofType('gate-closed')).toMatchObject([{ forMs: 2_000 }]);
    await clock.runUntil(stack.execute(() => 1));
    expect(recorder.ofType('wait-ended')).toMatchObject([{ cause: 'gate', durationMs: 2_000 }]);
  });

  it('tells what waits that is cancelled, and of a call that is cancelled before it begins', async () => {
    const { clock, stack, recorder } = stackOf((clock) => [new Bulkhead({ limit: 1, clock })]);
    const caller = new AbortController();
    const first = stack.execute(slow(clock, 500));
    const second = stack.execute(() => 2, caller.signal);
    caller.abort();
    await expect(second).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
    await expect(stack.execute(() => 3, caller.signal)).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
    await clock.runUntil(first);
    expect(recorder.ofType('wait-ended')).toHaveLength(1);
    expect(recorder.ofType('call-ended')).toMatchObject([
      { outcome: 'cancelled', code: 'EVK_CANCELLED', attempts: 0 },
      { outcome: 'cancelled', code: 'EVK_CANCELLED', attempts: 0 },
      { outcome: 'ok', attempts: 1 },
    ]);
  });

  it.each<[what: string, make: (clock: FakeClock) => StackedPolicy, result: string, code: string]>([
    ['its own time limit', (clock) => new AttemptTimeout({ timeoutMs: 50, clock }), 'transient', 'EVK_ATTEMPT_TIMEOUT'],
    ["the call's deadline", (clock) => new Deadline({ deadlineMs: 50, clock }), 'cancelled', 'EVK_DEADLINE_EXCEEDED'],
  ])('ends an attempt at %s, though it goes on', async (_what, make, result, code) => {
    const { clock, stack, recorder } = stackOf((clock) => [make(clock)]);
    await expect(clock.runUntil(stack.execute(slow(clock, 500)))).rejects.toMatchObject({ code });
    clock.tick(1_000);
    expect(recorder.ofType('attempt-ended')).toMatchObject([{ result, durationMs: 50 }]);
    expect(recorder.ofType('call-ended')).toMatchObject([{ outcome: 'error', code, durationMs: 50, attempts: 1 }]);
  });

  it('tells how circuits change, which it has told of when it began', async () => {
    const breaker = (clock: FakeClock) =>
      new CircuitBreaker({ breaker: new OpossumRule({ clock }), openMs: 1_000, clock });
    const { clock, stack, opened, recorder } = stackOf((clock) => [breaker(clock), breaker(clock)]);
    expect(opened).toMatchObject({ type: 'client-opened', circuits: { default: 'closed', 'default-2': 'closed' } });
    await expect(stack.execute(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
    await expect(stack.execute(() => 1)).rejects.toMatchObject({ code: 'EVK_CIRCUIT_OPEN' });
    clock.tick(1_000);
    await stack.execute(() => 1);
    const of = (name: string) =>
      recorder.ofType('breaker-changed').flatMap(({ upstream, to }) => (upstream === name ? [to] : []));
    expect(of('default')).toEqual(['open', 'half-open', 'closed']);
    expect(of('default-2')).toEqual(['open', 'half-open', 'closed']);
    expect(recorder.ofType('call-ended').map(({ outcome, attempts }) => [outcome, attempts])).toEqual([
      ['error', 1],
      ['rejected', 0],
      ['ok', 1],
    ]);
  });

  it('tells the ceiling, by the bulkhead that has the fewest slots', async () => {
    const wide = new Bulkhead({ limit: 20 });
    const { stack, opened, recorder } = stackOf(() => [wide, new Bulkhead({ limit: 10 })]);
    expect(opened).toMatchObject({ ceiling: 10 });
    wide.setLimit(15);
    await stack.execute(() => 1);
    wide.setLimit(5);
    await stack.execute(() => 1);
    expect(recorder.ofType('limits-changed')).toMatchObject([{ ceiling: { from: 10, to: 5 } }]);
    expect(stackOf((clock) => [new Gate({ clock })]).opened).toMatchObject({ ceiling: null, circuits: {} });
  });

  it.each<[what: string, error: unknown, outcome: string, code: string, result: string]>([
    [
      'a refusal for limits',
      new EvenkeelError('EVK_BULKHEAD_FULL', 'Full.'),
      'rejected',
      'EVK_BULKHEAD_FULL',
      'cancelled',
    ],
    ["cockatiel's", new BulkheadRejectedError(1, 1), 'rejected', 'EVK_BULKHEAD_FULL', 'cancelled'],
    [
      'an overload',
      new EvenkeelError('EVK_UPSTREAM_ERROR', 'Busy.', { status: 503 }),
      'error',
      'EVK_UPSTREAM_ERROR',
      'overloaded',
    ],
    [
      'a failure',
      new EvenkeelError('EVK_UPSTREAM_ERROR', 'Down.', { status: 500 }),
      'error',
      'EVK_UPSTREAM_ERROR',
      'transient',
    ],
    [
      'a wrong request',
      new EvenkeelError('EVK_UPSTREAM_REFUSED', 'No.', { status: 404 }),
      'error',
      'EVK_UPSTREAM_REFUSED',
      'permanent',
    ],
    ['what is not ours', new TypeError('fetch failed: nmb_secret'), 'error', 'EVK_NETWORK', 'transient'],
  ])('tells of %s', async (_what, error, outcome, code, result) => {
    const { stack, recorder } = stackOf((clock) => [new Gate({ clock })]);
    await expect(stack.execute(() => Promise.reject(error))).rejects.toBe(error);
    expect(recorder.ofType('attempt-ended')).toMatchObject([{ result }]);
    expect(recorder.ofType('call-ended')).toMatchObject([{ outcome, code }]);
    const refused = code === 'EVK_BULKHEAD_FULL' ? [{ source: 'local' }] : [];
    expect(recorder.ofType('rate-limited')).toMatchObject(refused);
    expect(JSON.stringify(recorder.events)).not.toContain('nmb_secret');
  });

  it("takes cockatiel's policies, and goes into its wrap()", async () => {
    const theirs = retry(handleAll, { maxAttempts: 2, backoff: new ConstantBackoff(0) });
    const { stack, recorder } = stackOf(() => [theirs]);
    const flaky = ({ attempt }: { attempt: number }) => (attempt < 3 ? Promise.reject(new Error('down')) : attempt);
    expect(await wrap(stack, new Gate()).execute(flaky)).toBe(3);
    expect(recorder.ofType('retry-scheduled')).toMatchObject([
      { attempt: 1, reason: 'transient', hinted: false },
      { attempt: 2, reason: 'transient', hinted: false },
    ]);
  });

  it('calls by other operations share its policies', async () => {
    const { stack, recorder } = stackOf((clock) => [new Bulkhead({ limit: 1, maxQueued: 0, clock })]);
    const first = stack.execute(() => 1);
    await expect(stack.withOperation('orders').execute(() => 2)).rejects.toMatchObject({ code: 'EVK_BULKHEAD_FULL' });
    await first;
    expect(recorder.ofType('call-ended').map(({ operation }) => operation)).toEqual(['orders', 'items']);
  });

  it('goes on whatever its listeners throw, and without any', async () => {
    const broken = (): never => {
      throw new Error('broken listener');
    };
    const policies = [new Gate()];
    const told = new PolicyStack({ provider: 'example', policies, onEvent: [broken, broken] });
    expect(await told.execute(() => 1)).toBe(1);
    expect(await new PolicyStack({ provider: 'example', policies }).execute(() => 1)).toBe(1);
  });

  it.each<[option: string, options: object]>([
    ['provider', { policies: [new Gate()] }],
    ['operation', { provider: 'example', operation: '', policies: [new Gate()] }],
    ['policies', { provider: 'example', policies: [] }],
    ['policies[1]', { provider: 'example', policies: [new Gate(), {}] }],
    ['onEvent', { provider: 'example', policies: [new Gate()], onEvent: [5] }],
    ['clock', { provider: 'example', policies: [new Gate()], clock: {} }],
    ['polices', { provider: 'example', polices: [new Gate()] }],
  ])('refuses a wrong %s', (option, options) => {
    expect(() => new PolicyStack(options as never)).toThrow(expect.objectContaining({ option }));
  });
});
