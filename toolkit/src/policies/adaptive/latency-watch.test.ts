import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../testing/index.ts';
import type { Random } from '../../time/clock.ts';
import { type LatencyVerdict, LatencyWatch } from './latency-watch.ts';

function lognormal(random: Random, median: number, sigma: number): number {
  return median * Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}

/** Feeds `count` latencies; returns each slow window, and after how many latencies it was complete. */
function feed(watch: LatencyWatch, count: number, inFlight: number, latencyMs: () => number) {
  const seen: (LatencyVerdict & { after: number })[] = [];
  for (let after = 1; after <= count; after += 1) {
    const verdict = watch.add(latencyMs(), inFlight);
    if (verdict?.slow) seen.push({ ...verdict, after });
  }
  return seen;
}

const constant = (latencyMs: number) => () => latencyMs;

describe('LatencyWatch', () => {
  it.each([0.1, 0.5, 1, 1.5])('takes no noise for congestion: sigma %d', (sigma) => {
    const random = seededRandom(1);
    const watch = new LatencyWatch(2);
    expect(feed(watch, 100_000, 10, () => lognormal(random, 100, sigma))).toEqual([]);
    expect(feed(watch, 100_000, 50, () => lognormal(random, 100, sigma))).toEqual([]);
  });

  it.each([0.1, 0.5, 1, 1.5])('sees through that noise when all takes three times as long: sigma %d', (sigma) => {
    const random = seededRandom(2);
    const watch = new LatencyWatch(2);
    feed(watch, 2_000, 10, () => lognormal(random, 100, sigma));
    const [first] = feed(watch, 1_000, 40, () => lognormal(random, 300, sigma));
    expect(first).toMatchObject({ inFlight: 40, crowded: true });
  });

  it('needs a round of what is in flight, and 20 at least', () => {
    for (const [inFlight, after] of [
      [11, 20],
      [70, 70],
    ] as const) {
      const watch = new LatencyWatch(2);
      feed(watch, 20, 10, constant(100));
      expect(feed(watch, after, inFlight, constant(250))).toEqual([{ slow: true, inFlight, crowded: true, after }]);
    }
  });

  it('says of every window what it saw, and under which conditions it learns', () => {
    const watch = new LatencyWatch(2);
    expect(watch.baselineInFlight).toBe(Number.POSITIVE_INFINITY);
    feed(watch, 19, 8, constant(100));
    expect(watch.add(100, 10)).toEqual({ slow: false, inFlight: 10, crowded: false });
    expect(watch.baselineInFlight).toBe(10);
    feed(watch, 19, 8, constant(100));
    expect(watch.add(100, 12)).toEqual({ slow: false, inFlight: 12, crowded: true });
  });

  it('goes by its tolerance, and by nothing where that is infinite', () => {
    for (const [tolerance, seen] of [
      [1.5, 1],
      [1.7, 0],
      [Number.POSITIVE_INFINITY, 0],
    ] as const) {
      const watch = new LatencyWatch(tolerance);
      feed(watch, 20, 10, constant(100));
      expect(feed(watch, 50, 50, constant(160))).toHaveLength(seen);
    }
  });

  it('does not hold more in flight against what is as slow with fewer, and learns from it', () => {
    const watch = new LatencyWatch(2);
    feed(watch, 20, 10, constant(100));
    expect(feed(watch, 20, 10, constant(500))).toMatchObject([{ crowded: false }]);
    expect(feed(watch, 100, 50, constant(900))).toEqual([]);
  });

  it('follows small changes slowly, while no more are in flight than at first', () => {
    const watch = new LatencyWatch(2);
    for (const latencyMs of [100, 150, 200, 300]) expect(feed(watch, 20, 10, constant(latencyMs))).toEqual([]);
    expect(feed(watch, 50, 50, constant(400))).toEqual([]);
    expect(feed(watch, 50, 50, constant(500))).toHaveLength(1);
  });

  it('does not follow a queue that grows with what is in flight', () => {
    const watch = new LatencyWatch(2);
    feed(watch, 20, 10, constant(100));
    let seenAt = 0;
    for (let inFlight = 11; seenAt === 0; inFlight += 1) {
      if (feed(watch, inFlight * 2, inFlight, constant(10 * inFlight)).length > 0) seenAt = inFlight;
    }
    expect(seenAt).toBe(21);
  });

  it('forgets a window that was begun before a restart', () => {
    const watch = new LatencyWatch(2);
    feed(watch, 20, 10, constant(100));
    feed(watch, 19, 20, constant(1_000));
    watch.restart();
    expect(feed(watch, 20, 20, constant(150))).toEqual([]);
  });

  it('makes nothing of differences below a millisecond', () => {
    const watch = new LatencyWatch(2);
    feed(watch, 20, 10, constant(0));
    expect(feed(watch, 50, 50, constant(0.9))).toEqual([]);
  });
});
