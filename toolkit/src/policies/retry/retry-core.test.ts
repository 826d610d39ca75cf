import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { nimbusProfile } from '../../providers/nimbus/contract.ts';
import { FakeClock, seededRandom } from '../../testing/index.ts';
import type { Random } from '../../time/clock.ts';
import { CallScope } from '../../time/wait-scope.ts';
import type { Backoff } from './backoff.ts';
import { RetryBudget } from './retry-budget.ts';
import { type Failing, RetryCore, type RetryCoreOptions } from './retry-core.ts';

const growing: Backoff = { kind: 'additive-jitter', baseMs: 1_000, jitterMs: 1_000, capMs: 60_000, firstExponent: 0 };
const rules = { maxAttempts: 4, hintJitter: { kind: 'uniform', minMs: 0, maxMs: 800 }, hintMarginMs: 25 } as const;
const failing = (given: Partial<Failing> = {}): Failing => ({
  repeatable: true,
  hintMs: undefined,
  backoff: growing,
  charged: true,
  ...given,
});

interface Given extends Partial<RetryCoreOptions> {
  deadlineMs?: number;
  random?: Random;
}

function start({ deadlineMs = Number.POSITIVE_INFINITY, random = () => 0.5, ...given }: Given = {}) {
  const clock = new FakeClock(0);
  const controller = new AbortController();
  const scope = new CallScope(clock, deadlineMs, controller.signal);
  return { clock, controller, core: new RetryCore({ ...rules, clock, random, ...given }, scope) };
}

describe('the delay before the next attempt', () => {
  it.each<[what: string, attempts: number, given: Partial<Failing>, delayMs: number]>([
    ['counts retries from 0', 1, {}, 1_500],
    ['grows with each attempt', 3, {}, 4_500],
    ['is what a function says', 1, { backoff: () => 70 }, 70],
    ['waits out a hint, a margin and the jitter', 1, { hintMs: 7_000 }, 7_425],
    ['takes a hint of 0 as a hint', 3, { hintMs: 0 }, 425],
    ['lets a hint win over the backoff', 1, { hintMs: 1_000, backoff: () => 9_000 }, 1_425],
    ['takes a hint that is no number for none', 1, { hintMs: Number.NaN }, 1_500],
  ])('%s', (_what, attempts, given, delayMs) => {
    const hinted = given.hintMs !== undefined && !Number.isNaN(given.hintMs);
    expect(start().core.next(attempts, failing(given))).toEqual({ delayMs, hinted });
  });

  it('has jitter on top of a hint by the number of the retry, as the backoff has', () => {
    const hintJitter: Backoff = { kind: 'full-jitter', baseMs: 1_000, capMs: 60_000, firstExponent: 0 };
    const { core } = start({ hintJitter });
    const delays = [1, 2, 3].map((attempt) => core.next(attempt, failing({ hintMs: 100 })));
    expect(delays).toMatchObject([{ delayMs: 625 }, { delayMs: 1_125 }, { delayMs: 2_125 }]);
  });

  it('may depend on the backoff before, which a hint is not', () => {
    const { core } = start();
    const backoff: Backoff = { kind: 'decorrelated-jitter', baseMs: 100, capMs: 60_000 };
    const delays = [undefined, 5_000, undefined].map((hintMs, at) => core.next(at + 1, failing({ backoff, hintMs })));
    // uniform(100, 300), the hint, uniform(100, 600)
    expect(delays).toMatchObject([{ delayMs: 200 }, { hinted: true }, { delayMs: 350 }]);
  });

  it('is never shorter than the hint and the margin', () => {
    const { maxAttempts: _, ...retry } = nimbusProfile.retry;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(1e9), fc.nat(), (attempts, hintMs, seed) => {
        const { core } = start({ ...retry, budget: undefined, maxAttempts: 21, random: seededRandom(seed) });
        const next = core.next(attempts, failing({ hintMs }));
        expect('delayMs' in next && next.delayMs).toBeGreaterThanOrEqual(hintMs + retry.hintMarginMs);
      }),
      runs(),
    );
  });
});

describe('there is no further attempt', () => {
  it.each<[why: string, attempts: number, given: Partial<Failing>, end: unknown]>([
    ['where a repeat does harm', 1, { repeatable: false }, { giveUp: 'not-repeatable' }],
    ['after the last one', 4, {}, { giveUp: 'attempts' }],
    ['that the deadline lets come', 1, { hintMs: 2_000 }, { giveUp: 'deadline', retryAfterMs: 2_425 }],
  ])('%s', (_why, attempts, given, end) => {
    expect(start({ deadlineMs: 2_400 }).core.next(attempts, failing(given))).toEqual(end);
  });

  it('that the budget pays for; what is not charged needs none', () => {
    const clock = new FakeClock(0);
    const budget = new RetryBudget({ ratio: 0, floorPerWindow: 1, windowMs: 1_000, clock });
    const { core } = start({ budget, clock });
    expect(core.next(1, failing({ charged: false }))).toHaveProperty('delayMs');
    expect(core.next(1, failing())).toHaveProperty('delayMs');
    expect(core.next(1, failing())).toEqual({ giveUp: 'budget' });
  });
});

describe('the sleep', () => {
  it('lasts to the end, although timers fire early', async () => {
    const { clock } = start();
    const early = {
      now: () => clock.now(),
      setTimeout: (fn: () => void, ms: number) => clock.setTimeout(fn, ms * 0.9),
    };
    const core = new RetryCore({ ...rules, clock: early, random: () => 0 }, new CallScope(clock, 1e6, undefined));
    await clock.runUntil(core.sleep(1_000));
    expect(clock.now()).toBeGreaterThanOrEqual(1_000);
  });

  it('ends at once with its call', async () => {
    const { clock, controller, core } = start();
    const sleep = core.sleep(1_000);
    controller.abort();
    await expect(sleep).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
    expect(clock.pending).toBe(0);
  });
});
