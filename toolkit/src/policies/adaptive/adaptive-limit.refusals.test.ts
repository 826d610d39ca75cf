import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { climb, makeLimit, refuse, succeed, tiers } from './adaptive-limit.driver.fixture.ts';
import type { AdaptiveSample } from './adaptive-limit.ts';

describe('a refusal', () => {
  it.each([
    { name: 'above a known ceiling goes back to it', at: 51, ceilings: tiers, limit: 50 },
    { name: 'a few above it as well', at: 54, ceilings: tiers, max: 200, limit: 50 },
    { name: 'at a known ceiling takes a tenth', at: 50, ceilings: tiers, limit: 45 },
    { name: 'elsewhere, too', at: 40, ceilings: [], limit: 36 },
    { name: 'takes one at least', at: 3, ceilings: [], initial: 2, limit: 2 },
    { name: 'takes nothing from the least', at: 4, ceilings: [], initial: 3, min: 4, limit: 4 },
  ])('$name', ({ at, limit: after, ...options }) => {
    const limit = makeLimit({ ...options, initial: Math.max(options.min ?? 1, options.initial ?? 10) });
    climb(limit, at);
    expect(refuse(limit)).toBe(after);
  });

  it.each([
    { ceilings: tiers, after: [45, 10, 5, 2, 1, 1] },
    { ceilings: [], after: [45, 22, 11, 5, 2, 1] },
    { ceilings: tiers, min: 8, after: [45, 10, 8, 8, 8, 8] },
  ])('of the first ones under the lower limit shows a fall: with $ceilings $after', ({ after, ...options }) => {
    const limit = makeLimit({ ...options, initial: 10 });
    climb(limit, 50);
    expect(after.map(() => refuse(limit))).toEqual(after);
  });

  it('is one decrease for a whole burst, but for leaving no more than were not refused', () => {
    const most = fc.integer({ min: 2, max: 200 });
    fc.assert(
      fc.property(most, fc.subarray(tiers), fc.nat({ max: 199 }), fc.boolean(), (initial, ceilings, more, proven) => {
        const limit = makeLimit({ initial, ceilings, max: 200 });
        if (proven) limit.settle(limit.start(initial), 'success');
        const inFlight = limit.limit;
        const samples = Array.from({ length: inFlight }, (_, at) => limit.start(at + 1)).reverse();
        const [first, ...others] = samples as [AdaptiveSample, ...AdaptiveSample[]];
        limit.settle(first, 'failure');
        const after = limit.limit;
        const refused = others.slice(0, more);
        for (const sample of refused) limit.settle(sample, 'failure');
        for (const sample of others.slice(more)) limit.settle(sample, 'success');
        expect(limit.limit).toBe(Math.max(1, Math.min(after, inFlight - 1 - refused.length)));
      }),
      runs(),
    );
  });

  it('of a burst that went before counts no more once something was accepted', () => {
    const limit = makeLimit({ initial: 50 });
    succeed(limit, 1);
    const late = Array.from({ length: 51 }, (_, at) => limit.start(at + 1));
    refuse(limit);
    const after = limit.limit;
    limit.settle(limit.start(after), 'success');
    for (const sample of late) limit.settle(sample, 'failure');
    expect(limit.limit).toBeGreaterThanOrEqual(after);
  });

  it('counts as one at the limit where two left at once and the first came second', () => {
    const limit = makeLimit({ ceilings: tiers });
    climb(limit, 51);
    limit.settle(limit.start(50), 'failure');
    expect(limit.limit).toBe(50);
  });

  it.each([
    { name: 'of one of many that left at once tells how many were accepted', burst: 100, limit: 10 },
    { name: 'while the limit is not used tells no more than one at the limit', burst: 12, limit: 50 },
  ])('$name', ({ burst, limit: after }) => {
    const limit = makeLimit({ ceilings: tiers, initial: 200 });
    const samples = Array.from({ length: burst }, (_, at) => limit.start(at + 1));
    limit.settle(samples[11] as AdaptiveSample, 'failure');
    expect(limit.limit).toBe(after);
  });

  it('is not risked again before 100 successes, then 200, 400, 800, and never more', () => {
    const limit = makeLimit({ ceilings: tiers });
    climb(limit, 51);
    refuse(limit);
    const waits = Array.from({ length: 6 }, () => {
      let successes = 0;
      for (; limit.limit === 50; successes += 1) succeed(limit, 1);
      refuse(limit);
      return successes;
    });
    // One more success lifts the limit.
    expect(waits).toEqual([101, 201, 401, 801, 801, 801]);
  });

  it('makes it wait for fewer successes where few are in flight', () => {
    const limit = makeLimit({ initial: 1, max: 10 });
    climb(limit, 2);
    refuse(limit);
    succeed(limit, 20);
    expect(limit.limit).toBe(1);
    succeed(limit, 1);
    expect(limit.limit).toBe(2);
  });

  it('is forgotten once more than that is confirmed', () => {
    const limit = makeLimit({ initial: 50 });
    const successesUntil = (to: number): number => {
      let successes = 0;
      for (; limit.limit < to; successes += 1) succeed(limit, 1);
      return successes;
    };
    successesUntil(51);
    const waits = [51, 51, 51].map((to) => {
      refuse(limit);
      return successesUntil(to);
    });
    expect(waits).toEqual([101, 201, 401]);
    successesUntil(53);
    refuse(limit);
    // The wait is as long as after the first refusal.
    expect(successesUntil(53)).toBe(101);
  });

  it('shows a fall: that tries the known ceiling for a round, then one more, and forgets what failed before', () => {
    const limit = makeLimit({ ceilings: tiers });
    for (let times = 0; times < 4; times += 1) {
      climb(limit, 51);
      refuse(limit);
    }
    expect(refuse(limit)).toBe(10);
    succeed(limit, 10);
    expect(limit.limit).toBe(10);
    succeed(limit, 1);
    expect(limit.limit).toBe(11);
    refuse(limit);
    succeed(limit, 100);
    expect(limit.limit).toBe(10);
    succeed(limit, 1);
    expect(limit.limit).toBe(11);
  });

  it('goes on by single steps, however far the last one was', () => {
    const limit = makeLimit({ initial: 20 });
    climb(limit, 40);
    refuse(limit);
    climb(limit, 40);
    // One more than was held, then two more.
    succeed(limit, 40);
    expect(limit.limit).toBe(40);
    succeed(limit, 2 + 42);
    expect(limit.limit).toBe(42);
  });

  it('is no chance one for what succeeds meanwhile with few in flight', () => {
    const limit = makeLimit({ ceilings: tiers });
    climb(limit, 50);
    refuse(limit);
    for (let sent = 0; sent < 100; sent += 1) limit.settle(limit.start(5), 'success');
    limit.start(45);
    expect(refuse(limit)).toBe(10);
  });

  it('makes it climb anew only as far as is used', () => {
    const limit = makeLimit({ initial: 40 });
    succeed(limit, 1);
    refuse(limit);
    const after = limit.limit;
    for (let sent = 0; sent < 10; sent += 1) limit.settle(limit.start(after - 1), 'success');
    expect(limit.limit).toBe(after);
  });
});
