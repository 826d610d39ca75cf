import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../toolkit/properties/runs.ts';
import type { MeterSettings } from '../settings.ts';
import { KeyLimits } from './key-limits.ts';

const common = { unit: 'tokens', amount: 100, penaltyMs: 0 } as const;
const settings = {
  bucket: { kind: 'bucket', ...common, refillPerSecond: 10 },
  'a window from its first request': { kind: 'window', starts: 'first-request', ...common, windowMs: 1_000 },
  'an aligned window': { kind: 'window', starts: 'aligned', ...common, windowMs: 1_000 },
  'a rolling window': { kind: 'window', starts: 'rolling', ...common, windowMs: 1_000 },
  'a day': { kind: 'calendar', period: 'day', zone: 'UTC', ...common },
} as const satisfies Record<string, MeterSettings>;
type Kind = keyof typeof settings;

const tokens = (amount: number) => ({ tokens: amount });
const limitsOf = (...meters: MeterSettings[]) => new KeyLimits({ ceiling: null, meters });
const leftOf = (limits: KeyLimits, nowMs: number) => limits.quotas(nowMs)[0]?.remaining;

/** What is left after an admission of 60 at 0 was settled for `truth` at `settledMs`, as the kinds say at `seenMs`. */
describe.each<
  [what: string, truth: number, settledMs: number, seenMs: number, left: Partial<Record<Kind, number>>, others: number]
>([
  ['less is given back', 20, 100, 100, { bucket: 81 }, 80],
  ['nothing was taken', 0, 100, 100, {}, 100],
  ['more is taken', 90, 100, 100, { bucket: 11 }, 10],
  ['more than there is becomes debt', 150, 100, 100, { bucket: -49 }, -50],
  ['what a bucket holds is not exceeded', 0, 5_999, 5_999, {}, 100],
  ['another window is given nothing', 0, 90_000_000, 90_000_000, {}, 100],
  ['another window owes nothing', 150, 90_000_000, 90_000_000, { bucket: 10 }, 100],
  ['debt is paid by what is refilled', 150, 0, 4_000, { bucket: -10, 'a day': -50 }, 100],
])('%s', (_what, truth, settledMs, seenMs, left, others) => {
  test.each(Object.keys(settings) as Kind[])('%s', (kind) => {
    const limits = limitsOf(settings[kind]);
    expect(limits.admit(0, undefined, tokens(60))).toBeNull();
    limits.settle({ admittedMs: 0, nowMs: settledMs }, tokens(60), tokens(truth));
    expect(leftOf(limits, seenMs)).toBe(left[kind] ?? others);
  });
});

describe.each<[what: string, kind: Kind, roomAtMs: number]>([
  ['a bucket, by its refill', 'bucket', 6_000],
  ['a window, by its end', 'a window from its first request', 1_000],
  ['an aligned window, by its end', 'an aligned window', 1_000],
  ['a rolling window, by what is forgotten', 'a rolling window', 1_000],
  ['a day, by midnight', 'a day', 86_400_000],
])('until debt is paid nothing is admitted: %s', (_what, kind, roomAtMs) => {
  test('and as long a wait is told', () => {
    const limits = limitsOf(settings[kind]);
    limits.admit(0, undefined, tokens(60));
    limits.settle({ admittedMs: 0, nowMs: 0 }, tokens(60), tokens(150));
    expect(limits.admit(0, undefined, tokens(10))).toBe('window');
    expect(limits.extraWait('window', 0, tokens(10))).toEqual({ ms: roomAtMs, unit: 'tokens' });
    expect(limits.admit(roomAtMs - 1, undefined, tokens(10))).toBe('window');
    expect(limits.admit(roomAtMs, undefined, tokens(10))).toBeNull();
  });
});

describe('a wait', () => {
  test.each<[what: string, kind: Kind, cost: number, ms: number]>([
    ['until a bucket has that much', 'bucket', 70, 3_000],
    ['until so much of a rolling window is forgotten', 'a rolling window', 70, 1_000],
    ['for the later of two, where one is too little', 'a rolling window', 90, 1_400],
    ['of more than ever fits, until all is there', 'a rolling window', 500, 1_400],
    ['of more than a bucket ever holds, until it is full', 'bucket', 101, 6_000],
  ])('is as long as it takes: %s', (_what, kind, cost, ms) => {
    const limits = limitsOf(settings[kind]);
    limits.admit(0, undefined, tokens(40));
    limits.admit(400, undefined, tokens(kind === 'bucket' ? 24 : 20));
    expect(limits.admit(400, undefined, tokens(cost))).toBe('window');
    const { ms: waited } = limits.extraWait('window', 400, tokens(cost));
    expect(waited + (kind === 'bucket' ? 0 : 400)).toBe(ms);
  });

  test('is for the unit of which there is too little the longest', () => {
    const limits = limitsOf(settings.bucket, { ...settings.bucket, unit: 'requests', amount: 1, refillPerSecond: 1 });
    limits.admit(0, undefined, { requests: 1, tokens: 50 });
    expect(limits.admit(0, undefined, { requests: 1, tokens: 50 })).toBe('window');
    expect(limits.extraWait('window', 0, { requests: 1, tokens: 50 })).toEqual({ ms: 1_000, unit: 'requests' });
    expect(limits.extraWait('window', 0, { requests: 1, tokens: 90 })).toEqual({ ms: 4_000, unit: 'tokens' });
  });
});

test('what a refused request lacks of one limit, no other is charged for', () => {
  const limits = limitsOf(settings.bucket, { ...settings.bucket, unit: 'requests', amount: 9 });
  expect(limits.admit(0, undefined, { requests: 1, tokens: 101 })).toBe('window');
  expect(limits.quotas(0).map(({ remaining }) => remaining)).toEqual([100, 9]);
});

test('a penalty blocks whatever would still fit, and gives nothing back', () => {
  const limits = limitsOf({ ...settings['a window from its first request'], penaltyMs: 5_000 });
  limits.admit(0, undefined, tokens(60));
  expect(limits.admit(0, undefined, tokens(60))).toBe('window');
  limits.settle({ admittedMs: 0, nowMs: 10 }, tokens(60), tokens(0));
  expect([leftOf(limits, 10), limits.admit(10, undefined, tokens(1))]).toEqual([0, 'window']);
  expect(limits.admit(5_000, undefined, tokens(100))).toBeNull();
});

test('what was estimated at nothing is taken when it is known', () => {
  const limits = limitsOf(settings['a window from its first request']);
  limits.admit(0, undefined, tokens(0));
  limits.settle({ admittedMs: 0, nowMs: 900 }, tokens(0), tokens(30));
  expect([leftOf(limits, 1_800), leftOf(limits, 1_900)]).toEqual([70, 100]);
});

test('a rolling window has the true sum of each stretch, whatever is settled when', () => {
  const call = fc.record({
    gapMs: fc.integer({ min: 0, max: 400 }),
    takesMs: fc.integer({ min: 0, max: 400 }),
    cost: fc.integer({ min: 1, max: 60 }),
    truth: fc.integer({ min: 0, max: 120 }),
  });
  fc.assert(
    fc.property(fc.array(call, { maxLength: 60 }), (calls) => {
      const limits = limitsOf(settings['a rolling window']);
      const admitted: { atMs: number; dueMs: number; cost: number; truth: number; took: number }[] = [];
      let nowMs = 0;
      for (const { gapMs, takesMs, cost, truth } of calls) {
        nowMs += gapMs;
        for (const one of admitted.filter(({ dueMs }) => dueMs <= nowMs)) {
          limits.settle({ admittedMs: one.atMs, nowMs }, tokens(one.cost), tokens(one.truth));
          Object.assign(one, { took: one.truth, dueMs: Number.POSITIVE_INFINITY });
        }
        const used = admitted.filter(({ atMs }) => atMs > nowMs - 1_000).reduce((sum, { took }) => sum + took, 0);
        expect(leftOf(limits, nowMs)).toBe(100 - used);
        const fits = limits.admit(nowMs, undefined, tokens(cost)) === null;
        expect(fits).toBe(used + cost <= 100);
        if (fits) admitted.push({ atMs: nowMs, dueMs: nowMs + takesMs, cost, truth, took: cost });
      }
    }),
    runs(),
  );
});
