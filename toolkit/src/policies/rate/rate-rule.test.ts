import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { OptionError } from '../../errors/errors.ts';
import { FixedWindow } from './fixed-window.ts';
import type { RatePermit, RateRule } from './rate-rule.ts';
import { SlidingWindow } from './sliding-window.ts';
import { TokenBucket } from './token-bucket.ts';

const windowMs = 100;

describe.each([
  ['TokenBucket', (limit: number, ms: number) => new TokenBucket({ limit, windowMs: ms })],
  ['SlidingWindow', (limit: number, ms: number) => new SlidingWindow({ limit, windowMs: ms })],
  ['FixedWindow', (limit: number, ms: number) => new FixedWindow({ limit, windowMs: ms })],
] as const)('%s', (_name, make) => {
  it.each([
    [0, 1],
    [1.5, 1],
    [1, 0],
    [1, Number.NaN],
  ])('refuses a limit of %d in %d ms', (limit, ms) => {
    expect(() => make(limit, ms)).toThrow(OptionError);
  });

  it('counts a call that was not sent for nothing', () => {
    const rule: RateRule = make(5, windowMs);
    const permit = rule.spend(5, 0);
    expect(rule.waitMs(5, 0)).toBe(windowMs);
    rule.reconcile(permit, 0, 0);
    expect(rule.waitMs(5, 0)).toBe(0);
  });

  it('takes back what was estimated too high, and waits for what was estimated too low', () => {
    const [high, low]: RateRule[] = [make(10, windowMs), make(10, windowMs)] as const;
    high.reconcile(high.spend(10, 0), 4, 0);
    expect(high.waitMs(6, 0)).toBe(0);
    expect(high.waitMs(7, 0)).toBeGreaterThan(0);
    low.reconcile(low.spend(2, 0), 10, 0);
    expect(low.waitMs(1, 0)).toBeGreaterThan(0);
  });
});

describe('TokenBucket', () => {
  it.each([
    { cost: 1, atMs: 0, waitMs: 10 },
    { cost: 5, atMs: 0, waitMs: 50 },
    { cost: 5, atMs: 30, waitMs: 20 },
    { cost: 20, atMs: 1_000, waitMs: 0 },
  ])('emptied at 0, has $cost tokens $waitMs ms after $atMs', ({ cost, atMs, waitMs }) => {
    const bucket = new TokenBucket({ limit: 10, windowMs, capacity: 20 });
    bucket.spend(20, 0);
    expect(bucket.waitMs(cost, atMs)).toBeCloseTo(waitMs);
  });

  it('gives nothing back that would have flowed over since', () => {
    const bucket = new TokenBucket({ limit: 10, windowMs });
    const early = bucket.spend(10, 0);
    const later = bucket.spend(8, 80);
    bucket.reconcile(early, 0, 80);
    // The bucket held 8 of 10 before the later draught, so only 2 of the 10 tokens had room.
    expect(bucket.waitMs(2, 80)).toBe(0);
    expect(bucket.waitMs(3, 80)).toBeCloseTo(10);
    bucket.reconcile(later, 0, 80);
    expect(bucket.waitMs(10, 80)).toBe(0);
  });
});

describe('SlidingWindow', () => {
  it.each([
    { cost: 1, waitMs: 40 },
    { cost: 5, waitMs: 40 },
    { cost: 6, waitMs: 90 },
  ])('waits $waitMs ms for as many calls to leave as $cost needs', ({ cost, waitMs }) => {
    const rule = new SlidingWindow({ limit: 10, windowMs });
    rule.spend(5, 0);
    rule.spend(5, 50);
    expect(rule.waitMs(cost, 60)).toBe(waitMs);
  });
});

describe('FixedWindow', () => {
  it.each([
    { starts: 'first-request', atMs: 30, waitMs: 100 },
    { starts: 'aligned', atMs: 30, waitMs: 70 },
  ] as const)('$starts: spent at $atMs, waits $waitMs ms', ({ starts, atMs, waitMs }) => {
    const rule = new FixedWindow({ limit: 2, windowMs, starts });
    rule.spend(2, atMs);
    expect(rule.waitMs(1, atMs)).toBe(waitMs);
    expect(rule.waitMs(2, atMs + waitMs)).toBe(0);
  });

  it('refuses a start that it does not know', () => {
    expect(() => new FixedWindow({ limit: 1, windowMs, starts: 'never' as 'aligned' })).toThrow(
      'Option starts is "never": give "first-request" or "aligned".',
    );
  });

  it('opens its window with the first call that was sent', () => {
    const rule = new FixedWindow({ limit: 2, windowMs });
    const unsent = rule.spend(1, 0);
    rule.spend(1, 40);
    rule.reconcile(unsent, 0, 50);
    rule.spend(1, 60);
    expect(rule.waitMs(1, 60)).toBe(80);
  });

  it.each([
    { penaltyMs: 0, actual: 3, waitMs: 80 },
    { penaltyMs: 50, actual: 3, waitMs: 80 },
    { penaltyMs: 500, actual: 3, waitMs: 500 },
    { penaltyMs: 500, actual: 2, waitMs: 80 },
  ])('with a penalty of $penaltyMs ms and $actual of 2 spent, waits $waitMs ms', ({ penaltyMs, actual, waitMs }) => {
    const rule = new FixedWindow({ limit: 2, windowMs, penaltyMs });
    const hit = rule.spend(1, 0);
    rule.reconcile(hit, actual, 20);
    expect(rule.waitMs(2, 20)).toBe(waitMs);
    expect(rule.waitMs(2, 20 + waitMs)).toBe(0);
  });

  it('does not lengthen the penalty when a later correction lowers the cost', () => {
    const rule = new FixedWindow({ limit: 2, windowMs, penaltyMs: 500 });
    const hit = rule.spend(1, 0);
    rule.reconcile(hit, 9, 0);
    rule.reconcile(hit, 8, 50);
    expect(rule.waitMs(1, 50)).toBe(450);
  });
});

/** Calls at any time, of any cost; each is tried once, and some turn out cheaper than estimated. */
const traffic = fc.array(
  fc.record({
    gapMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 60, noNaN: true })),
    cost: fc.integer({ min: 1, max: 6 }),
    actual: fc.integer({ min: 1, max: 6 }),
    correctedAfter: fc.integer({ min: 0, max: 8 }),
  }),
  { maxLength: 80 },
);
const limits = fc.integer({ min: 6, max: 12 });

interface Arrival {
  gapMs: number;
  cost: number;
  actual: number;
  correctedAfter: number;
}

/** What was really spent, and when. Each call is admitted as soon as the rule allows. */
function play<P extends RatePermit>(rule: RateRule<P>, arrivals: readonly Arrival[]): RatePermit[] {
  const spent: { permit: P; actual: number; correctAt: number }[] = [];
  // Away from 0, where floating point has digits to spare.
  let nowMs = 1_767_225_600_000;
  for (const [at, { gapMs, cost, actual, correctedAfter }] of arrivals.entries()) {
    nowMs += gapMs;
    nowMs += rule.waitMs(cost, nowMs);
    const left = rule.waitMs(cost, nowMs);
    expect(left).toBeLessThan(0.01);
    // What is left of the wait is the clock's own grain.
    if (left > 0) nowMs += 0.01;
    spent.push({ permit: rule.spend(cost, nowMs), actual: Math.min(cost, actual), correctAt: at + correctedAfter });
    for (const call of spent) if (call.correctAt === at) rule.reconcile(call.permit, call.actual, nowMs);
  }
  return spent.map(({ permit, actual, correctAt }) => ({
    atMs: permit.atMs,
    cost: correctAt < arrivals.length ? actual : permit.cost,
  }));
}

const sum = (calls: readonly RatePermit[]): number => calls.reduce((total, { cost }) => total + cost, 0);

describe('whatever comes', () => {
  it('a sliding window never exceeds its limit in any window', () => {
    fc.assert(
      fc.property(limits, traffic, (limit, arrivals) => {
        const spent = play(new SlidingWindow({ limit, windowMs }), arrivals);
        for (const { atMs } of spent) {
          const inWindow = spent.filter((call) => call.atMs >= atMs && call.atMs < atMs + windowMs);
          expect(sum(inWindow)).toBeLessThanOrEqual(limit);
        }
      }),
      runs(),
    );
  });

  it.each(['first-request', 'aligned'] as const)(
    'a fixed window never exceeds its limit in any %s window',
    (starts) => {
      fc.assert(
        fc.property(limits, traffic, (limit, arrivals) => {
          const spent = play(new FixedWindow({ limit, windowMs, starts, penaltyMs: 500 }), arrivals);
          let opensAtMs = Number.NEGATIVE_INFINITY;
          let used = 0;
          for (const { atMs, cost } of spent) {
            if (atMs >= opensAtMs + windowMs) {
              opensAtMs = starts === 'aligned' ? Math.floor(atMs / windowMs) * windowMs : atMs;
              used = 0;
            }
            used += cost;
            expect(used).toBeLessThanOrEqual(limit);
          }
        }),
        runs(),
      );
    },
  );

  it('a token bucket never gives more than its capacity and what flows in, in any span', () => {
    fc.assert(
      fc.property(limits, fc.integer({ min: 1, max: 20 }), traffic, (capacity, limit, arrivals) => {
        const spent = play(new TokenBucket({ limit, windowMs, capacity }), arrivals);
        for (const [from, first] of spent.entries()) {
          for (const [to, last] of spent.entries()) {
            if (to < from) continue;
            const flowedIn = ((last.atMs - first.atMs) * limit) / windowMs;
            expect(sum(spent.slice(from, to + 1))).toBeLessThanOrEqual(capacity + flowedIn + 0.01);
          }
        }
      }),
      runs(),
    );
  });
});
