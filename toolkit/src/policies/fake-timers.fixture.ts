import assert from 'node:assert/strict';
import { ConsecutiveBreaker, type IPolicy } from 'cockatiel';
import {
  AdaptiveBulkhead,
  AdaptiveThrottle,
  AttemptTimeout,
  type Backoff,
  Bulkhead,
  CircuitBreaker,
  Deadline,
  EvenkeelError,
  FixedWindow,
  Gate,
  RateLimiter,
  type RateRule,
  RetryBudget,
  RetryPolicy,
  SlidingWindow,
  systemClock,
  TokenBucket,
} from '../index.ts';

/** Timers that a test has put in the platform's place. */
export interface FakeTimers {
  advance(ms: number): Promise<void>;
  /** Where the clock is the machine's: what it shows, in ms. What runs takes a part in its waits, then. */
  machineMs?: (() => number) | undefined;
}

export interface TimedScenario {
  title: string;
  /** Whether timers alone, without a clock that agrees with them, are enough. */
  byTimersAlone: boolean;
  run(timers: FakeTimers): Promise<void>;
}

const LONGEST_MS = 60_000;
const never = (): Promise<never> => new Promise(() => {});
const down = async (): Promise<never> => {
  throw new Error('down');
};
export const endCodeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(() => 'ok').catch((error) => error.code ?? 'error');

/** For how long, by the timers, it takes until the call has ended; to 10 ms. */
async function lasts(call: Promise<unknown>, timers: FakeTimers): Promise<number> {
  let ended = false;
  const end = (): void => {
    ended = true;
  };
  call.then(end, end);
  await timers.advance(0);
  for (let ms = 0; ms <= LONGEST_MS; ms += 10) {
    if (ended) return ms;
    await timers.advance(10);
  }
  throw new Error(`It has not ended after ${LONGEST_MS} ms.`);
}

/** Asserts how long it {@link lasts}; either way off by no more than the machine has taken, where that shows. */
export async function takes(call: Promise<unknown>, timers: FakeTimers, from: number, to: number): Promise<void> {
  const { machineMs = () => 0 } = timers;
  const startedAtMs = machineMs();
  const ms = await lasts(call, timers);
  const offMs = machineMs() - startedAtMs;
  assert.ok(ms >= from - offMs && ms <= to + offMs, `It took ${ms} ms, and not from ${from} to ${to}, by ${offMs}.`);
}

function retries(backoff: Backoff, error: unknown, from: number, to: number): TimedScenario['run'] {
  return async (timers) => {
    for (let nth = 0; nth < 20; nth += 1) {
      const policy = new RetryPolicy({
        maxAttempts: 4,
        backoff,
        handle: () => true,
        hintJitter: { kind: 'uniform', minMs: 0, maxMs: 0.5 },
      });
      const call = policy.execute(({ attempt }) => {
        if (attempt < 4) throw error;
        return 'done';
      });
      await takes(call, timers, from, to);
      assert.equal(await call, 'done');
    }
  };
}

function keepsTo(rule: () => RateRule, from: number, to: number): TimedScenario['run'] {
  return async (timers) => {
    const limiter = new RateLimiter({ rule: rule() });
    const calls = Promise.all(Array.from({ length: 10 }, () => limiter.execute(() => 'done')));
    await takes(calls, timers, from, to);
  };
}

function waitsForASlot(bulkhead: () => IPolicy): TimedScenario['run'] {
  return async (timers) => {
    const policy = bulkhead();
    const hold = (): Promise<void> => new Promise((resolve) => systemClock.setTimeout(resolve, 100));
    await takes(Promise.all([policy.execute(hold), policy.execute(hold)]), timers, 200, 220);
  };
}

const growing = { baseMs: 100.5, capMs: 1_000.25, firstExponent: 0 } as const;
const busy = new EvenkeelError('EVK_THROTTLED', 'Busy.', { retryAfterMs: 300.5 });

/** Each policy that the package exports, where time has a part in what it does. */
export const scenarios: readonly TimedScenario[] = [
  ...(['full-jitter', 'equal-jitter'] as const).map((kind) => ({
    title: `RetryPolicy, ${kind}`,
    byTimersAlone: true,
    run: retries({ kind, ...growing }, new Error('down'), 0, 760),
  })),
  {
    title: 'RetryPolicy, decorrelated-jitter',
    byTimersAlone: true,
    run: retries({ kind: 'decorrelated-jitter', baseMs: 50.5, capMs: 500 }, new Error('down'), 150, 1_300),
  },
  {
    title: 'RetryPolicy, a hint',
    byTimersAlone: true,
    run: retries({ kind: 'full-jitter', ...growing }, busy, 970, 1_010),
  },
  {
    title: 'RetryBudget',
    byTimersAlone: false,
    async run(timers) {
      const budget = new RetryBudget({ ratio: 0, floorPerWindow: 1, windowMs: 5_000 });
      assert.deepEqual([budget.withdraw(), budget.withdraw()], [true, false]);
      await timers.advance(6_000);
      assert.equal(budget.withdraw(), true);
    },
  },
  {
    title: 'CircuitBreaker',
    byTimersAlone: false,
    async run(timers) {
      const policy = new CircuitBreaker({ breaker: new ConsecutiveBreaker(1), openMs: 5_000 });
      assert.equal(await endCodeOf(policy.execute(down)), 'error');
      await timers.advance(4_900);
      assert.equal(await endCodeOf(policy.execute(() => 'done')), 'EVK_CIRCUIT_OPEN');
      await timers.advance(101);
      assert.equal(await endCodeOf(policy.execute(() => 'done')), 'ok');
    },
  },
  { title: 'Bulkhead', byTimersAlone: true, run: waitsForASlot(() => new Bulkhead({ limit: 1 })) },
  { title: 'AdaptiveBulkhead', byTimersAlone: true, run: waitsForASlot(() => new AdaptiveBulkhead({ max: 1 })) },
  {
    title: 'AdaptiveThrottle',
    byTimersAlone: false,
    async run(timers) {
      const policy = new AdaptiveThrottle({ minimumRequests: 10, windowMs: 5_000, random: () => 0 });
      for (let nth = 0; nth < 10; nth += 1) await endCodeOf(policy.execute(down));
      assert.equal(await endCodeOf(policy.execute(() => 'done')), 'EVK_THROTTLED_LOCALLY');
      await timers.advance(6_000);
      assert.equal(await endCodeOf(policy.execute(() => 'done')), 'ok');
    },
  },
  {
    title: 'RateLimiter, TokenBucket',
    byTimersAlone: true,
    run: keepsTo(() => new TokenBucket({ limit: 3, windowMs: 1_000, capacity: 1 }), 3_000, 3_020),
  },
  {
    title: 'RateLimiter, SlidingWindow',
    byTimersAlone: true,
    run: keepsTo(() => new SlidingWindow({ limit: 3, windowMs: 1_000 }), 3_000, 3_020),
  },
  {
    title: 'RateLimiter, FixedWindow',
    byTimersAlone: true,
    run: keepsTo(() => new FixedWindow({ limit: 3, windowMs: 1_000 }), 3_000, 3_020),
  },
  {
    title: 'Gate',
    byTimersAlone: true,
    async run(timers) {
      const gate = new Gate();
      gate.close(250.5);
      await takes(
        gate.execute(() => 'done'),
        timers,
        250,
        270,
      );
    },
  },
  ...(
    [
      ['AttemptTimeout', () => new AttemptTimeout({ timeoutMs: 300 }), 'EVK_ATTEMPT_TIMEOUT'],
      ['Deadline', () => new Deadline({ deadlineMs: 300 }), 'EVK_DEADLINE_EXCEEDED'],
    ] as const
  ).map(
    ([title, make, code]): TimedScenario => ({
      title,
      byTimersAlone: true,
      async run(timers) {
        const end = endCodeOf(make().execute(never));
        await takes(end, timers, 300, 310);
        assert.equal(await end, code);
      },
    }),
  ),
];
