import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../errors.ts';
import { FakeClock } from '../testing/index.ts';
import { AdaptiveLimit, type AdaptiveLimitOptions, type AdaptiveSample } from './adaptive-limit.ts';

const tiers = [10, 50, 200];
const make = (options: AdaptiveLimitOptions = {}) => new AdaptiveLimit({ clock: new FakeClock(0), ...options });

/** As many successes, each of an attempt that left when the limit was used up. */
function succeed(limit: AdaptiveLimit, count: number): void {
  for (let sent = 0; sent < count; sent += 1) limit.settle(limit.start(limit.limit), 'ok');
}

/** Successes until the limit is that high. */
function climb(limit: AdaptiveLimit, to: number): void {
  for (let sent = 0; limit.limit < to; sent += 1) {
    if (sent > 10_000) throw new Error(`The limit stays at ${limit.limit}.`);
    succeed(limit, 1);
  }
}

/** One at the limit is refused; returns how far that takes the limit down. */
function refuse(limit: AdaptiveLimit): number {
  limit.settle(limit.start(limit.limit), 'throttled');
  return limit.limit;
}

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
    expect(() => make(options)).toThrow(OptionError);
    expect(() => make(options)).toThrow(expect.objectContaining({ option }));
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
    expect(make(options).limit).toBe(limit);
  });

  it('goes up to the largest of the known ceilings, or to 1,000, unless it is told otherwise', () => {
    for (const [options, most] of [
      [{ ceilings: tiers }, 200],
      [{}, 1_000],
      [{ ceilings: tiers, max: 300 }, 300],
    ] as const) {
      const limit = make(options);
      climb(limit, most);
      succeed(limit, 5_000);
      expect(limit.limit).toBe(most);
    }
  });

  it('stays where it is while less than half of it is used, and does not outrun what is in flight', () => {
    const limit = make({ initial: 100 });
    for (let sent = 0; sent < 1_000; sent += 1) limit.settle(limit.start(49), 'ok');
    expect(limit.limit).toBe(100);
    for (let sent = 0; sent < 1_000; sent += 1) limit.settle(limit.start(99), 'ok');
    expect(limit.limit).toBe(100);
    limit.settle(limit.start(100), 'ok');
    expect(limit.limit).toBe(101);
  });

  it('confirms each step by a whole round of successes, and doubles the steps', () => {
    const limit = make({ initial: 20 });
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
    const limit = make({ ceilings: tiers });
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

  it.each(['ok', 'throttled', 'ignored'] as const)('a late "%s" from before a decrease decides nothing', (verdict) => {
    const limit = make({ ceilings: tiers });
    climb(limit, 50);
    const late = Array.from({ length: 200 }, () => limit.start(50));
    refuse(limit);
    const after = limit.limit;
    for (const sample of late) limit.settle(sample, verdict);
    expect(limit.limit).toBe(after);
  });

  it.each(['ok', 'throttled'] as const)('nor does one that leaves above the limit, let in before: "%s"', (verdict) => {
    const limit = make({ ceilings: tiers });
    climb(limit, 51);
    refuse(limit);
    limit.settle(limit.start(51), verdict);
    expect(limit.limit).toBe(50);
  });

  it('does not change for what says nothing of the ceiling', () => {
    const limit = make();
    for (let sent = 0; sent < 100; sent += 1) limit.settle(limit.start(10), 'ignored');
    expect(limit.limit).toBe(10);
  });
});

describe('a refusal', () => {
  it.each([
    { name: 'above a known ceiling goes back to it', at: 51, ceilings: tiers, limit: 50 },
    { name: 'a few above it as well', at: 54, ceilings: tiers, max: 200, limit: 50 },
    { name: 'at a known ceiling takes a tenth', at: 50, ceilings: tiers, limit: 45 },
    { name: 'elsewhere, too', at: 40, ceilings: [], limit: 36 },
    { name: 'takes one at least', at: 3, ceilings: [], initial: 2, limit: 2 },
    { name: 'takes nothing from the least', at: 4, ceilings: [], initial: 3, min: 4, limit: 4 },
  ])('$name', ({ at, limit: after, ...options }) => {
    const limit = make({ ...options, initial: Math.max(options.min ?? 1, options.initial ?? 10) });
    climb(limit, at);
    expect(refuse(limit)).toBe(after);
  });

  it.each([
    { ceilings: tiers, after: [45, 10, 5, 2, 1, 1] },
    { ceilings: [], after: [45, 22, 11, 5, 2, 1] },
    { ceilings: tiers, min: 8, after: [45, 10, 8, 8, 8, 8] },
  ])('of the first ones under the lower limit shows a fall: with $ceilings $after', ({ after, ...options }) => {
    const limit = make({ ...options, initial: 10 });
    climb(limit, 50);
    expect(after.map(() => refuse(limit))).toEqual(after);
  });

  it('is one decrease, however many there are of a burst', () => {
    const burst = fc.array(fc.constantFrom('throttled', 'ok', 'ignored'), { maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.subarray(tiers), burst, (initial, ceilings, verdicts) => {
        const [one, many] = [0, 0].map(() => make({ initial, ceilings, max: 200 })) as [AdaptiveLimit, AdaptiveLimit];
        const samples: AdaptiveSample[] = Array.from({ length: initial }, (_, at) => many.start(at + 1));
        for (let at = 1; at <= initial; at += 1) one.start(at);
        many.settle(samples.at(-1) as AdaptiveSample, 'throttled');
        refuse(one);
        for (const [at, verdict] of verdicts.entries()) {
          many.settle(samples[at % samples.length] as AdaptiveSample, verdict as 'ok');
        }
        expect(many.limit).toBe(one.limit);
      }),
    );
  });

  it('counts as one at the limit where two left at once and the first came second', () => {
    const limit = make({ ceilings: tiers });
    climb(limit, 51);
    limit.settle(limit.start(50), 'throttled');
    expect(limit.limit).toBe(50);
  });

  it.each([
    { name: 'of one of many that left at once tells how many were accepted', burst: 100, limit: 10 },
    { name: 'while the limit is not used tells no more than one at the limit', burst: 12, limit: 50 },
  ])('$name', ({ burst, limit: after }) => {
    const limit = make({ ceilings: tiers, initial: 200 });
    const samples = Array.from({ length: burst }, (_, at) => limit.start(at + 1));
    limit.settle(samples[11] as AdaptiveSample, 'throttled');
    expect(limit.limit).toBe(after);
  });

  it('is not risked again before 100 successes, then 200, 400, 800, and never more', () => {
    const limit = make({ ceilings: tiers });
    climb(limit, 51);
    refuse(limit);
    const waits = Array.from({ length: 6 }, () => {
      let successes = 0;
      for (; limit.limit === 50; successes += 1) succeed(limit, 1);
      refuse(limit);
      return successes;
    });
    // One more lifts the limit.
    expect(waits).toEqual([101, 201, 401, 801, 801, 801]);
  });

  it('makes it wait for fewer successes where few are in flight', () => {
    const limit = make({ initial: 1, max: 10 });
    climb(limit, 2);
    refuse(limit);
    succeed(limit, 20);
    expect(limit.limit).toBe(1);
    succeed(limit, 1);
    expect(limit.limit).toBe(2);
  });

  it('is forgotten once more than that is confirmed', () => {
    const limit = make({ ceilings: tiers });
    climb(limit, 51);
    for (let times = 0; times < 3; times += 1) {
      refuse(limit);
      climb(limit, 51);
    }
    succeed(limit, 52);
    expect(limit.limit).toBe(52);
    refuse(limit);
    expect(limit.limit).toBe(50);
    // As after the first refusal.
    succeed(limit, 101);
    expect(limit.limit).toBe(51);
  });
});

describe('whatever happens', () => {
  it('the limit is a whole number from min to max', () => {
    const verdict = fc.constantFrom('ok', 'ok', 'ok', 'throttled', 'ignored');
    const step = fc.record({
      verdict,
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
          for (const { verdict: how, inFlight, tookMs, late: isLate } of steps) {
            const sample = limit.start(Math.max(1, inFlight));
            nowMs += tookMs;
            if (isLate) late.push(sample);
            else limit.settle(sample, how as 'ok');
            if (late.length > 10) limit.settle(late.shift() as AdaptiveSample, how as 'ok');
            expect(Number.isInteger(limit.limit)).toBe(true);
            expect(limit.limit).toBeGreaterThanOrEqual(min);
            expect(limit.limit).toBeLessThanOrEqual(max);
          }
        },
      ),
    );
  });
});
