import fc from 'fast-check';
import { expect } from 'vitest';
import { LearntLimiter } from '../src/policies/rate/learnt-limiter.ts';
import { LimiterLine } from '../src/policies/rate/limiter-line.fixture.ts';
import { FakeClock, seededRandom } from '../src/testing/index.ts';
import { CallScope } from '../src/time/wait-scope.ts';
import { property } from './runs.ts';
import { type Kind, ServedCount } from './served-limits.ts';

/*
 * A server of which nothing is known tells with each answer what is left, and when all of it is there again. It is used
 * by this client alone, or by another, too. Requests and answers take any time up to the longest one.
 */

interface World {
  seed: number;
  kind: Kind;
  amount: number;
  windowMs: number;
  /** Whether the answers tell the limit, too; those of a bucket do. */
  tellsLimit: boolean;
  longestMs: number;
  /** A few have no answer that tells. */
  attempts: readonly { atMs: number; part: number; tells: boolean }[];
}

/** Nobody says how long a window is. What was told this long ago is forgotten, and all is as before the first answer. */
const FORGOTTEN_MS = 120_000;

const worlds: fc.Arbitrary<World> = fc.record({
  seed: fc.nat(),
  kind: fc.constantFrom<Kind>('first-request', 'aligned', 'bucket'),
  amount: fc.integer({ min: 10, max: 80 }),
  windowMs: fc.integer({ min: 2_000, max: 10_000 }),
  tellsLimit: fc.boolean(),
  longestMs: fc.integer({ min: 0, max: 60 }),
  attempts: fc.array(
    fc.record({
      atMs: fc.nat({ max: 10_000 }),
      // A double would nearly always be tiny.
      part: fc.integer({ min: 0, max: 30 }).map((n) => n / 100),
      tells: fc.nat({ max: 9 }).map((n) => n > 0),
    }),
    { minLength: 20, maxLength: 60 },
  ),
});

/** When each comes, its part of the limit, and whether its answer tells. */
const attempts = (...lines: string[]): World['attempts'] =>
  lines
    .flatMap((line) => line.split(', '))
    .map((text) => {
      const [atMs, part, tells] = text.split(' ');
      return { atMs: Number(atMs), part: Number(part), tells: tells === 'tells' };
    });

const few = { seed: 0, kind: 'first-request', amount: 10, windowMs: 2_000, tellsLimit: false, longestMs: 0 } as const;

/** Worlds in which a call once waited for ever, or a limit was exceeded. */
const broken: readonly World[] = [
  // The first answers of each window were taken for late ones of the window before, whose end had moved.
  {
    ...{ ...few, seed: 1_398_535_152, tellsLimit: true, longestMs: 1 },
    attempts: attempts(
      '0 0.11, 1 0.21, 0 0.11, 1 0, 1 0, 0 0 tells, 0 0, 3806 0',
      '1 0, 3806 0, 3806 0, 3804 0, 3806 0, 3806 0.11, 1806 0 tells, 3807 0',
      '3806 0.21, 3807 0, 3807 0, 3807 0, 3806 0.21 tells, 3806 0, 3806 0',
    ),
  },
  // An answer of a window that was over came when the next one had begun.
  {
    ...{ ...few, seed: 485_034_185, kind: 'aligned', amount: 15, windowMs: 5_542, longestMs: 12 },
    attempts: attempts(
      '0 0, 8 0, 7 0 tells, 0 0.21, 0 0, 8 0, 7 0, 8 0',
      '0 0.07, 8 0, 8 0, 8 0, 8 0, 7 0, 8 0, 8 0',
      '1 0.27 tells, 8 0, 7 0, 7 0, 29 0, 7 0.14, 8 0, 8 0',
    ),
  },
  // A bucket was in debt, and the time until it is full was that of a bucket that is just empty.
  {
    ...{ ...few, kind: 'bucket' },
    attempts: attempts(
      '0 0, 0 0, 0 0, 0 0, 0 0, 1 0, 0 0, 1 0',
      '0 0, 0 0, 1 0.11, 0 0, 0 0, 1 0.11 tells, 0 0, 1 0',
      '0 0, 0 0, 1 0, 0 0, 0 0, 2 0, 1 0, 1 0.11',
      '2 0.11, 1 0.21 tells, 1 0.21, 1 0.11, 1 0.21 tells',
    ),
  },
  // A window ended that an answer without a word was counted in, and the next one did not begin.
  {
    ...few,
    attempts: attempts('0 0.1 tells, 0 0.2, 100 0.9 tells'),
  },
];

property(
  'no limit that answers tell is exceeded once one has told it, and all leave',
  worlds,
  async (world) => {
    const { seed, kind, amount, windowMs, tellsLimit, longestMs, attempts } = world;
    const clock = new FakeClock();
    const random = seededRandom(seed);
    const server = new ServedCount({ kind, amount, windowMs }, 0);
    const line = new LimiterLine(new LearntLimiter(clock), clock);
    const { limiter } = line;
    let firstToldAtMs = Number.POSITIVE_INFINITY;
    let toldAtMs = 0;
    let left = 0;
    let mostBeyond = 0;
    const make = async ({ atMs, part, tells }: World['attempts'][number], index: number): Promise<void> => {
      // The first one comes alone, and tells.
      await new Promise<void>((resolve) => clock.setTimeout(resolve, index === 0 ? 0 : 200 + atMs));
      const cost = Math.max(1, Math.ceil(part * amount));
      const permit = await line.send(new CallScope(clock, Number.POSITIVE_INFINITY, undefined), cost);
      left += 1;
      const isKnown = firstToldAtMs < permit.sentAtMs && permit.sentAtMs < toldAtMs + FORGOTTEN_MS;
      await new Promise<void>((resolve) => clock.setTimeout(resolve, random() * longestMs));
      server.count(cost, clock.now());
      if (isKnown) mostBeyond = Math.max(mostBeyond, server.overBy(clock.now()));
      const { limit, ...told } = server.told(clock.now());
      await new Promise<void>((resolve) => clock.setTimeout(resolve, random() * longestMs));
      limiter.answered(permit);
      if (tells || index % 3 === 0) {
        limiter.observe?.(permit, told.remaining, tellsLimit || kind === 'bucket' ? { ...told, limit } : told);
        toldAtMs = clock.now();
        firstToldAtMs = Math.min(firstToldAtMs, toldAtMs);
      } else limiter.untold?.();
      limiter.release(permit);
    };
    await clock.runUntil(Promise.all(attempts.map(make)));
    // Times that are nearer than a microsecond are the same time.
    expect(mostBeyond).toBeLessThan(0.01);
    expect(left).toBe(attempts.length);
  },
  broken,
);
