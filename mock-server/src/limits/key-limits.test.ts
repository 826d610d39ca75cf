import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../toolkit/properties/runs.ts';
import { fullQuota, KeyLimits } from './key-limits.ts';

const window = { resource: 'requests' as const, limit: 4, windowMs: 1_000, penaltyMs: 0 };
const tier = { ceiling: { max: 2, unit: 'attempt' as const, retryAfterMs: 250 }, windows: [window] };

describe('the ceiling', () => {
  test('refuses what exceeds it, spends no window, and admits again after a release', () => {
    const limits = new KeyLimits(tier);
    expect([limits.admit(0), limits.admit(0), limits.admit(0), limits.admit(0)]).toEqual([
      null,
      null,
      'ceiling',
      'ceiling',
    ]);
    expect(limits.quota(0).remaining).toBe(2);
    limits.release();
    expect(limits.inFlight).toBe(1);
    expect(limits.admit(0)).toBeNull();
  });

  test('is looked at before the window', () => {
    const limits = new KeyLimits({ ...tier, windows: [{ ...window, limit: 2 }] });
    expect([limits.admit(0), limits.admit(0), limits.admit(0)]).toEqual([null, null, 'ceiling']);
    limits.release();
    expect(limits.admit(0)).toBe('window');
    expect(limits.inFlight).toBe(1);
  });

  test('is full earlier under a lower cap, and no later under a higher one', () => {
    const limits = new KeyLimits(tier);
    const refusedUnder = (cap: number) => {
      const refusal = limits.admit(0, cap);
      if (refusal === null) limits.release();
      return refusal !== null;
    };
    expect([0, 1, 9].map(refusedUnder)).toEqual([true, false, false]);
    limits.admit(0);
    expect([0, 1, 9].map(refusedUnder)).toEqual([true, true, false]);
  });

  test('without one nothing is refused, but by a cap', () => {
    const limits = new KeyLimits({ ceiling: null, windows: [] });
    for (let n = 0; n < 1_000; n += 1) expect(limits.admit(0)).toBeNull();
    expect([limits.inFlight, limits.admit(0, 1_000), limits.extraWaitMs('ceiling')]).toEqual([1_000, 'ceiling', 0]);
  });

  test('only its refusal asks for more than the window does', () => {
    const limits = new KeyLimits(tier);
    expect(limits.extraWaitMs('ceiling')).toBe(250);
    expect(limits.extraWaitMs('window')).toBe(0);
  });
});

describe('where jobs are counted', () => {
  const jobs = { resource: 'jobs' as const, limit: 4, windowMs: 1_000, penaltyMs: 0 };
  const ofJobs = () => new KeyLimits({ ceiling: { max: 2, unit: 'job', retryAfterMs: 0 }, windows: [jobs] });
  const [one, none] = [
    { requests: 0, jobs: 1 },
    { requests: 0, jobs: 0 },
  ];

  test('what brings none takes neither slot nor window, even when both are used up', () => {
    const limits = ofJobs();
    for (let n = 0; n < 2; n += 1) expect(limits.admit(0, undefined, one)).toBeNull();
    expect(limits.admit(0, undefined, one)).toBe('ceiling');
    for (let n = 0; n < 10; n += 1) expect(limits.admit(0, undefined, none)).toBeNull();
    limits.release(none);
    expect([limits.inFlight, limits.quota(0).remaining]).toEqual([2, 2]);
  });

  test('what turned out to be nothing new is given back to its window, and to no other', () => {
    const limits = ofJobs();
    limits.admit(0, undefined, one);
    limits.admit(10, undefined, one);
    limits.refund(10, one);
    expect(limits.quota(10).remaining).toBe(3);
    limits.release(one);
    limits.admit(2_000, undefined, one);
    limits.refund(10, one);
    expect(limits.quota(2_000).remaining).toBe(3);
  });
});

describe('several windows', () => {
  const limits = () =>
    new KeyLimits({
      ceiling: null,
      windows: [
        { ...window, limit: 2 },
        { ...window, limit: 3, windowMs: 9_000 },
      ],
    });

  test('a request that one of them refuses spends none', () => {
    const both = limits();
    expect([both.admit(0), both.admit(0), both.admit(0)]).toEqual([null, null, 'window']);
    expect([both.admit(1_000), both.admit(1_000)]).toEqual([null, 'window']);
    expect(both.quota(1_000)).toEqual({ limit: 3, remaining: 0, restMs: 8_000 });
  });

  test('where all are used up the longest wait is told', () => {
    const both = new KeyLimits({ ceiling: null, windows: [window, { ...window, windowMs: 9_000 }] });
    for (let n = 0; n < 4; n += 1) both.admit(0);
    expect(both.quota(0).restMs).toBe(9_000);
  });
});

test('without windows any number is left', () => {
  expect(fullQuota({ ceiling: null, windows: [] }).remaining).toBe(Number.POSITIVE_INFINITY);
});

test('in any order of arrivals and ends, in flight stays within the ceiling', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 300 }), fc.integer({ min: 1, max: 8 }), (steps, max) => {
      const limits = new KeyLimits({ ceiling: { max, unit: 'attempt', retryAfterMs: 0 }, windows: [] });
      let inFlight = 0;
      for (const arrives of steps) {
        if (arrives) {
          expect(limits.admit(0)).toBe(inFlight < max ? null : 'ceiling');
          inFlight = Math.min(max, inFlight + 1);
        } else if (inFlight > 0) {
          limits.release();
          inFlight -= 1;
        }
        expect(limits.inFlight).toBe(inFlight);
      }
    }),
    runs(),
  );
});
