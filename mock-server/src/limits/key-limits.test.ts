import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../toolkit/properties/runs.ts';
import { fullQuotas, KeyLimits } from './key-limits.ts';

const window = {
  kind: 'window',
  starts: 'first-request',
  unit: 'requests',
  amount: 4,
  windowMs: 1_000,
  penaltyMs: 0,
} as const;
const ceiling = { amount: 2, unit: 'requests', of: 'attempt', retryAfterMs: 250 } as const;
const tier = { ceiling, meters: [window] };

/** What is left of the only unit. */
const quotaOf = (limits: KeyLimits, nowMs: number) => limits.quotas(nowMs)[0];

describe('the ceiling', () => {
  test('refuses what exceeds it, spends no window, and admits again after a release', () => {
    const limits = new KeyLimits(tier);
    expect([limits.admit(0), limits.admit(0), limits.admit(0), limits.admit(0)]).toEqual([
      null,
      null,
      'ceiling',
      'ceiling',
    ]);
    expect(quotaOf(limits, 0)?.remaining).toBe(2);
    limits.release();
    expect(limits.inFlight).toBe(1);
    expect(limits.admit(0)).toBeNull();
  });

  test('is looked at before the window', () => {
    const limits = new KeyLimits({ ...tier, meters: [{ ...window, amount: 2 }] });
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
    const limits = new KeyLimits({ ceiling: null, meters: [] });
    for (let n = 0; n < 1_000; n += 1) expect(limits.admit(0)).toBeNull();
    expect([limits.inFlight, limits.admit(0, 1_000), limits.extraWait('ceiling', 0).ms]).toEqual([1_000, 'ceiling', 0]);
  });

  test('only its refusal asks for more than the window does', () => {
    const limits = new KeyLimits(tier);
    expect(limits.extraWait('ceiling', 0).ms).toBe(250);
    expect(limits.extraWait('window', 0).ms).toBe(0);
  });
});

describe.each(['jobs', 'renders'])('where jobs are counted in %s', (unit) => {
  const jobs = { ...window, unit };
  const ofJobs = () => new KeyLimits({ ceiling: { ...ceiling, unit, of: 'job' }, meters: [jobs] });
  const [one, none] = [{ [unit]: 1 }, {}];

  test('the ceiling is one of jobs', () => {
    expect([ofJobs().ceilingOfJobs, new KeyLimits(tier).ceilingOfJobs]).toEqual([true, false]);
  });

  test('what brings none takes neither slot nor window, even when both are used up', () => {
    const limits = ofJobs();
    for (let n = 0; n < 2; n += 1) expect(limits.admit(0, undefined, one)).toBeNull();
    expect(limits.admit(0, undefined, one)).toBe('ceiling');
    for (let n = 0; n < 10; n += 1) expect(limits.admit(0, undefined, none)).toBeNull();
    limits.release(none);
    expect([limits.inFlight, quotaOf(limits, 0)?.remaining]).toEqual([2, 2]);
  });

  test('what turned out to be nothing new is given back to its window, and to no other', () => {
    const limits = ofJobs();
    limits.admit(0, undefined, one);
    limits.admit(10, undefined, one);
    limits.settle({ admittedMs: 10, nowMs: 10 }, one, none);
    expect(quotaOf(limits, 10)?.remaining).toBe(3);
    limits.release(one);
    limits.admit(2_000, undefined, one);
    limits.settle({ admittedMs: 10, nowMs: 2_000 }, one, none);
    expect(quotaOf(limits, 2_000)?.remaining).toBe(3);
  });
});

describe('several windows', () => {
  const limits = () =>
    new KeyLimits({
      ceiling: null,
      meters: [
        { ...window, amount: 2 },
        { ...window, amount: 3, windowMs: 9_000 },
      ],
    });

  test('a request that one of them refuses spends none', () => {
    const both = limits();
    expect([both.admit(0), both.admit(0), both.admit(0)]).toEqual([null, null, 'window']);
    expect([both.admit(1_000), both.admit(1_000)]).toEqual([null, 'window']);
    expect(quotaOf(both, 1_000)).toMatchObject({ limit: 3, remaining: 0, restMs: 8_000 });
  });

  test('where all are used up the longest wait is told', () => {
    const both = new KeyLimits({ ceiling: null, meters: [window, { ...window, windowMs: 9_000 }] });
    for (let n = 0; n < 4; n += 1) both.admit(0);
    expect(quotaOf(both, 0)?.restMs).toBe(9_000);
  });
});

test('without limits over time there is no quota', () => {
  expect(fullQuotas({ ceiling: null, meters: [] })).toEqual([]);
});

test('in any order of arrivals and ends, in flight stays within the ceiling', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 300 }), fc.integer({ min: 1, max: 8 }), (steps, max) => {
      const limits = new KeyLimits({ ceiling: { ...ceiling, amount: max }, meters: [] });
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
