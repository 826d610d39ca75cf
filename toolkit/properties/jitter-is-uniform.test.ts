import { describe, expect, it } from 'vitest';
import { type Backoff, backoffDelayMs } from '../src/policies/retry/backoff.ts';
import { seededRandom } from '../src/testing/index.ts';
import type { Random } from '../src/time/clock.ts';
import { criticalDistance, distanceFromUniform } from './kolmogorov-smirnov.ts';
import { sampleSize } from './runs.ts';
import type { ServerTraits } from './simulated-server.ts';
import { Simulation } from './simulation.ts';
import type { World } from './worlds.ts';

/* The seeds are fixed: one in a hundred truly uniform samples fails the test, and these are none of them. */

const full = { kind: 'full-jitter', baseMs: 1_000, capMs: 60_000, firstExponent: 0 } as const;
const additive = { kind: 'additive-jitter', baseMs: 1_000, jitterMs: 500, capMs: 60_000, firstExponent: 0 } as const;
const decorrelated = { kind: 'decorrelated-jitter', baseMs: 100, capMs: 1_000_000 } as const;
const uniform = { kind: 'uniform', minMs: 200, maxMs: 700 } as const;

describe('a backoff by itself', () => {
  const DRAWS = 25_000;
  const draw = (one: (random: Random) => number): number[] => {
    const random = seededRandom(1);
    return Array.from({ length: DRAWS }, () => one(random));
  };

  it.each<{ backoff: Backoff; retry: number; previousMs?: number; fromMs: number; toMs: number }>([
    { backoff: full, retry: 0, fromMs: 0, toMs: 1_000 },
    { backoff: full, retry: 20, fromMs: 0, toMs: 60_000 },
    { backoff: { ...full, firstExponent: 1, factor: 3 }, retry: 1, fromMs: 0, toMs: 9_000 },
    { backoff: additive, retry: 2, fromMs: 4_000, toMs: 4_500 },
    { backoff: uniform, retry: 5, fromMs: 200, toMs: 700 },
    { backoff: decorrelated, retry: 0, fromMs: 100, toMs: 300 },
    { backoff: decorrelated, retry: 7, previousMs: 500, fromMs: 100, toMs: 1_500 },
  ])(
    '$backoff.kind before retry $retry is uniform from $fromMs to $toMs ms',
    ({ backoff, retry, previousMs, fromMs, toMs }) => {
      const draws = draw((random) => (backoffDelayMs(backoff, retry, random, previousMs) - fromMs) / (toMs - fromMs));
      expect(distanceFromUniform(draws)).toBeLessThan(criticalDistance(DRAWS));
    },
  );

  it.each<[what: string, one: (random: Random) => number]>([
    ['a slight bias to early delays', (random) => random() ** 1.05],
    ['a range that begins 2 % late', (random) => 0.02 + random() * 0.98],
    ['a range that ends 2 % early', (random) => random() * 0.98],
    ['jitter on half of the delay only', (random) => 0.5 + random() / 2],
    ['the mean of two draws', (random) => (random() + random()) / 2],
    ['steps of a fiftieth', (random) => Math.floor(random() * 50) / 50],
  ])('would not pass with %s', (_what, one) => {
    expect(distanceFromUniform(draw(one))).toBeGreaterThan(criticalDistance(DRAWS));
  });
});

describe('the delays of a whole client', () => {
  const ATTEMPTS = sampleSize + 1;
  const MARGIN_MS = 25;
  const HINT_JITTER_MS = 400;

  /** A world with one call, which is retried again and again. */
  const stubborn = (backoff: Backoff, server: Partial<ServerTraits>, maxAttempts = ATTEMPTS): World => ({
    seed: 1,
    client: {
      maxAttempts,
      attemptTimeoutMs: 1_000,
      deadlineMs: 1e12,
      backoff,
      hintJitterMs: HINT_JITTER_MS,
      hintMarginMs: MARGIN_MS,
      maxQueued: 0,
      budget: null,
      breaks: false,
    },
    server: {
      ceiling: 1,
      window: null,
      dialect: 'milliseconds',
      refusal: 429,
      failure: { status: 500, class: 'transient' },
      longestDelayMs: 0,
      longestServiceMs: 0,
      counts: 'at-completion',
      skewMs: 0,
      failing: 1,
      busy: 0,
      lost: 0,
      garbled: 0,
      aborts: 'at-once',
      ...server,
    },
    plans: [{ atMs: 0, payloads: undefined, abort: undefined, leaveAfter: undefined, priority: 0 }],
    acts: [],
  });

  /** The time from each response to the next attempt, and the wait that the response told. */
  async function gapsOf(world: World): Promise<{ gapMs: number; toldMs: number }[]> {
    const simulation = new Simulation(world);
    await simulation.run();
    const { attempts } = simulation.server;
    return attempts.slice(1).map(({ sentAtMs }, at) => {
      const end = attempts[at]?.end;
      return { gapMs: sentAtMs - (end?.atMs ?? 0), toldMs: end?.said?.waitMs ?? 0 };
    });
  }

  function expectUniform(draws: readonly number[]): void {
    expect(draws.length).toBeGreaterThanOrEqual(sampleSize);
    expect(distanceFromUniform(draws)).toBeLessThan(criticalDistance(draws.length));
  }

  it.each<{ backoff: Backoff; fromMs: number; toMs: number }>([
    { backoff: { ...full, capMs: 1_000 }, fromMs: 0, toMs: 1_000 },
    { backoff: { ...additive, factor: 1 }, fromMs: 1_000, toMs: 1_500 },
    { backoff: uniform, fromMs: 200, toMs: 700 },
  ])('are uniform with $backoff.kind', async ({ backoff, fromMs, toMs }) => {
    const gaps = await gapsOf(stubborn(backoff, {}));
    expectUniform(gaps.map(({ gapMs }) => (gapMs - fromMs) / (toMs - fromMs)));
  });

  it('are uniform with decorrelated jitter, from the base to three times the one before', async () => {
    const gaps = await gapsOf(stubborn(decorrelated, {}, 2 * sampleSize));
    const { baseMs, capMs } = decorrelated;
    const draws = gaps.flatMap(({ gapMs }, at) => {
      const upToMs = 3 * (gaps[at - 1]?.gapMs ?? baseMs);
      // If the cap cuts the range off, all draws above it come out as the cap, and are not uniform.
      return upToMs > capMs ? [] : [(gapMs - baseMs) / (upToMs - baseMs)];
    });
    expectUniform(draws);
  });

  it('are uniform beyond a hint and its margin', async () => {
    const gaps = await gapsOf(stubborn(full, { failing: 0, busy: 1 }));
    expectUniform(gaps.map(({ gapMs, toldMs }) => (gapMs - toldMs - MARGIN_MS) / HINT_JITTER_MS));
  });
});
