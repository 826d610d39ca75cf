import fc from 'fast-check';
import { expect } from 'vitest';
import {
  acts,
  FLIGHT_MS,
  type FleetAct,
  type WindowRun,
  type WindowWorld,
  who,
  windowWorlds,
} from './shared-window-worlds.ts';

/*
 * The same processes as those that share a window, with a bucket instead. The API takes for a request what its client
 * says that it costs, and settles what it took in truth before it answers.
 */

const LIMIT = 216;
/** Longer than a lease: who dies may leave its part empty until after the lease has ended. */
export const FILL_MS = 3_600;
export const bucket = { limit: LIMIT, windowMs: FILL_MS, refillPerSecond: (LIMIT / FILL_MS) * 1_000 };

/** Estimates are wrong by up to this factor. */
const FACTOR = 3;

/** @param tooLow which estimates may be too low */
export function bucketWorlds(
  tooLow: 'none' | 'some',
  more: readonly fc.Arbitrary<FleetAct>[] = [],
): fc.Arbitrary<WindowWorld> {
  const demand = (act: 'demand' | 'rush', calls: number, least: number, most: number): fc.Arbitrary<FleetAct> =>
    fc
      .record({
        act: fc.constant(act),
        who,
        calls: fc.nat({ max: calls }),
        cost: fc.integer({ min: least, max: most }),
        share: fc.double({ min: 1 / FACTOR, max: tooLow === 'some' ? FACTOR : 1, noNaN: true }),
        serviceMs: fc.constantFrom(1, 5, 5, 400),
      })
      .map(({ share, ...act }) => ({ ...act, takes: Math.max(1, Math.floor(act.cost * share)) }) as FleetAct);
  const usual = {
    demand: demand('demand', 30, 1, 12),
    large: demand('demand', 2, 13, LIMIT),
    rush: demand('rush', 15, 1, 12),
    // Nothing of what flows in is lost at the brim of a bucket that nobody uses, so that each token counts.
    again: demand('rush', 15, 1, 12),
  };
  const worlds = windowWorlds(more, { ...acts, ...usual });
  // The longer the delays, the more flows into the API's bucket that no client counts on.
  return fc.tuple(worlds, fc.constantFrom(1, 10, FLIGHT_MS)).map(([world, delayMs]) => ({ ...world, delayMs }));
}

/** In the end the members hold as many tokens as there are, and each has as much in its bucket. */
export async function isFullAgain(run: WindowRun): Promise<void> {
  const { fleet } = run;
  const living = run.living();
  if (living.length === 0) return;
  await fleet.clock.advance(20_000);
  const held = living.map((one) => one.held);
  const free = fleet.store.state?.pools['rate:partition']?.free ?? [];
  const now = fleet.clock.now();
  const idle = free.filter(([atMs]) => atMs <= now).reduce((sum, [, amount]) => sum + amount, 0);
  expect(held.reduce((sum, each) => sum + each, idle)).toBe(LIMIT);
  living.forEach((one, at) => {
    if ((held[at] as number) > 0) expect(one.limiter.hasRoom(held[at])).toBe(true);
  });
}
