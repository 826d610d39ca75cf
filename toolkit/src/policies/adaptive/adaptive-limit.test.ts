import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { OptionError } from '../../errors/errors.ts';
import { climb, makeLimit, refuse, succeed, tiers } from './adaptive-limit.driver.fixture.ts';
import { AdaptiveLimit, type AdaptiveSample } from './adaptive-limit.ts';

describe('AdaptiveLimit', () => {
  it.each([
    [{ ceilings: [10, 0] }, 'ceilings[1]'],
    [{ ceilings: [1.5] }, 'ceilings[0]'],
    [{ initial: 0 }, 'initial'],
    [{ initial: 201, ceilings: tiers }, 'initial'],
    [{ min: 0 }, 'min'],
    [{ min: 20, max: 19 }, 'max'],
    [{ min: Number.NaN }, 'min'],
    [{ latencyTolerance: 1 }, 'latencyTolerance'],
    [{ latencyTolerance: Number.NaN }, 'latencyTolerance'],
  ])('refuses %o', (options, option) => {
    expect(() => makeLimit(options)).toThrow(OptionError);
    expect(() => makeLimit(options)).toThrow(expect.objectContaining({ option }));
  });

  it.each([
    [{}, 10],
    [{ ceilings: tiers }, 10],
    [{ ceilings: [200, 50] }, 50],
    [{ initial: 7, ceilings: tiers }, 7],
    [{ min: 20, ceilings: tiers }, 20],
    [{ max: 5 }, 5],
    [{ min: 2_000 }, 2_000],
  ])('with %o starts at %d', (options, limit) => {
    expect(makeLimit(options).limit).toBe(limit);
  });

  it('goes up to the largest of the known ceilings, or to 1,000, unless it is told otherwise', () => {
    for (const [options, most] of [
      [{ ceilings: tiers }, 200],
      [{}, 1_000],
      [{ ceilings: tiers, max: 300 }, 300],
    ] as const) {
      const limit = makeLimit(options);
      climb(limit, most);
      succeed(limit, 5_000);
      expect(limit.limit).toBe(most);
    }
  });

  it('stays where it is while less than half of it is used, and does not outrun what is in flight', () => {
    const limit = makeLimit({ initial: 100 });
    for (let sent = 0; sent < 1_000; sent += 1) limit.settle(limit.start(49), 'success');
    expect(limit.limit).toBe(100);
    for (let sent = 0; sent < 1_000; sent += 1) limit.settle(limit.start(99), 'success');
    expect(limit.limit).toBe(100);
    limit.settle(limit.start(100), 'success');
    expect(limit.limit).toBe(101);
  });

  it('confirms each step by a whole round of successes, and doubles the steps', () => {
    const limit = makeLimit({ initial: 20 });
    const targets = [21, 23, 27, 35, 51];
    for (const target of targets) {
      climb(limit, target);
      succeed(limit, target - 1);
      expect(limit.limit).toBe(target);
      succeed(limit, 2);
      expect(limit.limit).toBe(target + 1);
    }
  });

  it('stops at a known ceiling to try one more, and goes straight to the next one where that is accepted', () => {
    const limit = makeLimit({ ceilings: tiers });
    climb(limit, 11);
    succeed(limit, 11 + 50 - 11);
    expect(limit.limit).toBe(50);
    succeed(limit, 49);
    expect(limit.limit).toBe(50);
    succeed(limit, 2);
    expect(limit.limit).toBe(51);
    succeed(limit, 50);
    expect(limit.limit).toBe(51);
    succeed(limit, 1 + 200 - 51);
    expect(limit.limit).toBe(200);
  });

  it('is not changed by late successes, from before a decrease', () => {
    const limit = makeLimit({ ceilings: tiers });
    climb(limit, 50);
    const late = Array.from({ length: 200 }, () => limit.start(50));
    refuse(limit);
    for (const sample of late) limit.settle(sample, 'success');
    expect(limit.limit).toBe(45);
  });

  it.each(['success', 'failure'] as const)('nor by one that leaves above the limit, let in before: "%s"', (outcome) => {
    const limit = makeLimit({ ceilings: tiers });
    climb(limit, 51);
    refuse(limit);
    limit.settle(limit.start(51), outcome);
    expect(limit.limit).toBe(50);
  });

  it('does not change for what says nothing of the ceiling', () => {
    const limit = makeLimit();
    for (let sent = 0; sent < 100; sent += 1) limit.settle(limit.start(10), 'ignored');
    expect(limit.limit).toBe(10);
  });
});

describe('whatever happens', () => {
  it('the limit is a whole number from min to max', () => {
    const outcome = fc.constantFrom('success', 'success', 'success', 'failure', 'ignored');
    const step = fc.record({
      outcome,
      inFlight: fc.nat({ max: 60 }),
      tookMs: fc.nat({ max: 5_000 }),
      late: fc.boolean(),
    });
    const ceilings = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.nat({ max: 40 }),
        ceilings,
        fc.array(step, { maxLength: 400 }),
        (min, above, known, steps) => {
          let nowMs = 0;
          const clock = { now: () => nowMs, setTimeout: () => () => {} };
          const max = min + above;
          const limit = new AdaptiveLimit({ min, max, ceilings: known, clock });
          const late: AdaptiveSample[] = [];
          for (const { outcome: how, inFlight, tookMs, late: isLate } of steps) {
            const sample = limit.start(Math.max(1, inFlight));
            nowMs += tookMs;
            if (isLate) late.push(sample);
            else limit.settle(sample, how as 'success');
            if (late.length > 10) limit.settle(late.shift() as AdaptiveSample, how as 'success');
            expect(Number.isInteger(limit.limit)).toBe(true);
            expect(limit.limit).toBeGreaterThanOrEqual(min);
            expect(limit.limit).toBeLessThanOrEqual(max);
          }
        },
      ),
      runs(),
    );
  });
});
