import fc from 'fast-check';
import { expect } from 'vitest';
import { type Backoff, backoffDelayMs } from '../src/policies/retry/backoff.ts';
import { seededRandom } from '../src/testing/index.ts';
import { reportsByCall } from './call-reports.ts';
import { property } from './runs.ts';
import { GRAIN_MS, Simulation } from './simulation.ts';
import { backoffs, worlds } from './worlds.ts';

interface Bounds {
  leastMs: number;
  mostMs: number;
}

/** The bounds of a delay, by the text of its formula. */
function boundsOf(backoff: Backoff, retry: number, previousMs: number | undefined): Bounds {
  if (backoff.kind === 'uniform') return { leastMs: backoff.minMs, mostMs: backoff.maxMs };
  const { kind, baseMs, capMs } = backoff;
  if (kind === 'decorrelated-jitter') {
    return { leastMs: Math.min(baseMs, capMs), mostMs: Math.min(3 * Math.max(previousMs ?? 0, baseMs), capMs) };
  }
  const grownMs = baseMs * (backoff.factor ?? 2) ** (retry + backoff.firstExponent);
  const cappedMs = Math.min(grownMs, capMs);
  if (kind === 'full-jitter') return { leastMs: 0, mostMs: cappedMs };
  if (kind === 'equal-jitter') return { leastMs: cappedMs / 2, mostMs: cappedMs };
  return { leastMs: cappedMs, mostMs: Math.min(grownMs + backoff.jitterMs, capMs) };
}

const isWithin = (delayMs: number, { leastMs, mostMs }: Bounds): boolean =>
  delayMs >= leastMs - GRAIN_MS && delayMs <= mostMs + GRAIN_MS;

const chains = fc.record({ backoff: backoffs, retries: fc.integer({ min: 1, max: 30 }), seed: fc.nat() });

property(
  'a delay keeps to the bounds of its formula, however many came before',
  chains,
  ({ backoff, retries, seed }) => {
    const random = seededRandom(seed);
    let previousMs: number | undefined;
    const delays = Array.from({ length: retries }, (_, retry) => {
      const bounds = boundsOf(backoff, retry, previousMs);
      previousMs = backoffDelayMs(backoff, retry, random, previousMs);
      return { delayMs: previousMs, bounds };
    });
    expect(delays.filter(({ delayMs, bounds }) => !isWithin(delayMs, bounds))).toEqual([]);
  },
);

property(
  "a client's retries wait as long as the formulas say, a hint, its margin and its jitter included",
  worlds(),
  async (world) => {
    const simulation = new Simulation(world);
    await simulation.run();
    const { backoff, hintMarginMs, hintJitterMs } = world.client;
    const wrong: unknown[] = [];
    for (const [callId, reports] of reportsByCall(simulation.events)) {
      const attempts = simulation.server.attempts.filter((attempt) => attempt.callId === callId);
      let previousMs: number | undefined;
      for (const event of reports) {
        if (event.type !== 'retry-scheduled') continue;
        const { attempt, hinted, delayMs, atMs } = event;
        const told = (attempts.find((one) => one.attempt === attempt)?.end?.said?.waitMs ?? 0) + hintMarginMs;
        const bounds = hinted
          ? { leastMs: told, mostMs: told + hintJitterMs }
          : boundsOf(backoff, attempt - 1, previousMs);
        const next = attempts.find((one) => one.attempt === attempt + 1);
        if (!isWithin(delayMs, bounds)) wrong.push({ callId, attempt, delayMs, bounds });
        if (next !== undefined && next.sentAtMs < atMs + delayMs - GRAIN_MS)
          wrong.push({ callId, attempt, delayMs, next: next.sentAtMs });
        if (!hinted) previousMs = delayMs;
      }
    }
    expect(wrong).toEqual([]);
  },
);
