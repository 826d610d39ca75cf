import fc from 'fast-check';
import { expect } from 'vitest';
import { EvenkeelError } from '../src/errors/errors.ts';
import type { Failure } from '../src/policies/retry/failures.ts';
import { RetryBudget } from '../src/policies/retry/retry-budget.ts';
import { RetryPolicy } from '../src/policies/retry/retry-policy.ts';
import type { BudgetSettings } from '../src/policies/retry/retry-settings.ts';
import { FakeClock, seededRandom } from '../src/testing/index.ts';
import { property } from './runs.ts';
import type { AttemptEnd } from './simulated-server.ts';
import { Simulation } from './simulation.ts';
import { budgets, type World, worlds } from './worlds.ts';

interface Spent {
  /** When calls were made. */
  calls: readonly number[];
  /** When the retries that the budget pays for were decided on. */
  retries: readonly number[];
}

/** The retries that were not paid for: the window that ends with each held too few calls. */
function unpaid({ calls, retries }: Spent, { ratio, floorPerWindow, windowMs }: BudgetSettings): number[] {
  const inWindow = (times: readonly number[], endMs: number): number =>
    times.filter((atMs) => atMs <= endMs && atMs > endMs - windowMs).length;
  return retries.filter((atMs) => inWindow(retries, atMs) > ratio * inWindow(calls, atMs) + floorPerWindow);
}

/** The most attempts in all. So many windows, each ending with a retry, cover all retries; each may use one floor. */
function mostAttempts({ calls, retries }: Spent, { ratio, floorPerWindow, windowMs }: BudgetSettings): number {
  const windows = retries.length === 0 ? 0 : Math.floor((Math.max(...retries) - Math.min(...retries)) / windowMs) + 1;
  return calls.length * (1 + ratio) + floorPerWindow * windows;
}

/** Why an attempt failed, as the budget sees it: a 429 whose hint is obeyed is free. */
function causeOf(end: AttemptEnd | undefined): 'transient' | 'throttled' | 'free' {
  if (end === undefined || end.givenUp || end.status !== 429) return 'transient';
  return end.said?.waitMs === undefined ? 'throttled' : 'free';
}

const spending = worlds({ client: { budget: budgets, maxAttempts: fc.integer({ min: 2, max: 4 }) } });

/** The first call is given up by a listener that hears of its attempt just before it is sent: it must pay for nothing. */
const givenUpAsItLeaves: World = {
  seed: 0,
  client: {
    maxAttempts: 2,
    attemptTimeoutMs: 50,
    deadlineMs: 1_500,
    backoff: { kind: 'uniform', minMs: 0, maxMs: 100 },
    hintJitterMs: 0,
    hintMarginMs: 0,
    maxQueued: 1_000,
    budget: { ratio: 0.4, floorPerWindow: 0, windowMs: 1_125, charges: ['transient', 'throttled'] },
    breaks: false,
  },
  server: {
    ceiling: null,
    window: { limit: 1, windowMs: 100, starts: 'first-request' },
    dialect: 'seconds',
    refusal: 429,
    failure: { status: 500, class: 'transient' },
    longestDelayMs: 86,
    longestServiceMs: 0,
    counts: 'at-admission',
    skewMs: 0,
    failing: 0,
    busy: 0,
    lost: 0,
    garbled: 0,
    aborts: 'at-once',
  },
  plans: [
    { atMs: 0, payloads: undefined, abort: { onEvent: 1 }, leaveAfter: 0, priority: 0 },
    { atMs: 0, payloads: undefined, abort: undefined, leaveAfter: undefined, priority: 0 },
    { atMs: 0, payloads: 1, abort: { onEvent: 4 }, leaveAfter: undefined, priority: 0 },
  ],
  acts: [],
};

property(
  "a client's retries keep to the budget in every window, and its attempts in all",
  spending,
  async (world) => {
    const simulation = new Simulation(world);
    await simulation.run();
    const { server, events } = simulation;
    const budget = world.client.budget as BudgetSettings;
    const charged = (callId: string, attempt: number): boolean => {
      const failed = server.attempts.find((one) => one.callId === callId && one.attempt === attempt);
      return budget.charges.some((cause) => cause === causeOf(failed?.end));
    };
    const spent = {
      calls: server.attempts.flatMap(({ attempt, sentAtMs }) => (attempt === 1 ? sentAtMs : [])),
      retries: events.flatMap((event) =>
        event.type === 'retry-scheduled' && charged(event.callId, event.attempt) ? event.atMs : [],
      ),
    };
    expect(unpaid(spent, budget)).toEqual([]);
    const attempts = server.attempts.filter(({ callId, attempt }) => attempt === 1 || charged(callId, attempt - 1));
    expect(attempts.length).toBeLessThanOrEqual(mostAttempts(spent, budget));
  },
  [givenUpAsItLeaves],
);

const lone = fc.record({
  settings: budgets,
  seed: fc.nat(),
  calls: fc.array(fc.record({ atMs: fc.nat(3_000), failures: fc.nat(3), hinted: fc.boolean() }), { maxLength: 20 }),
});

property(
  'retry policies that share a budget keep to it, but for hints that they obey',
  lone,
  async ({ settings, seed, calls }) => {
    const clock = new FakeClock();
    const { ratio, floorPerWindow, windowMs } = settings;
    const budget = new RetryBudget({ ratio, floorPerWindow, windowMs, clock });
    const spent = { calls: [] as number[], retries: [] as number[] };
    const isHinted = (failure: Failure): boolean =>
      'error' in failure && failure.error instanceof EvenkeelError && failure.error.retryAfterMs !== undefined;
    const policies = [1, 2].map(
      (nth) =>
        new RetryPolicy({
          maxAttempts: 3,
          backoff: { kind: 'full-jitter', baseMs: 100, capMs: 500, firstExponent: 0 },
          handle: () => true,
          budget,
          charges: (failure) => !isHinted(failure),
          clock,
          random: seededRandom(seed + nth),
          onRetry: ({ failure }) => {
            if (!isHinted(failure)) spent.retries.push(clock.now());
          },
        }),
    );
    let attempts = 0;
    const run = async ({ atMs, failures, hinted }: (typeof calls)[number], at: number): Promise<void> => {
      await new Promise<void>((resolve) => clock.setTimeout(resolve, atMs));
      const call = policies[at % 2]?.execute(({ attempt }) => {
        if (attempt === 1) spent.calls.push(clock.now());
        if (attempt === 1 || !hinted) attempts += 1;
        if (attempt <= failures) throw new EvenkeelError('EVK_THROTTLED', 'Busy.', hinted ? { retryAfterMs: 200 } : {});
      });
      await call?.catch(() => {});
    };
    await clock.runUntil(Promise.all(calls.map(run)));
    expect(unpaid(spent, settings)).toEqual([]);
    expect(attempts).toBeLessThanOrEqual(mostAttempts(spent, settings));
  },
);
