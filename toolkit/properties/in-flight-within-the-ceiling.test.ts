import { expect } from 'vitest';
import { lowered, untoldEnd } from './in-flight-within-the-ceiling.examples.ts';
import { property } from './runs.ts';
import { Simulation } from './simulation.ts';
import { ceilingChanges, countingDialect, keptActs, worlds } from './worlds.ts';

const changing = worlds({ acts: ceilingChanges });

property(
  'no attempt leaves while as many are in flight as the ceiling allows',
  changing,
  async (world) => {
    const simulation = new Simulation(world);
    await simulation.run();
    const above = simulation.server.attempts.flatMap(({ callId, attempt, inFlight }, before) => {
      const ceiling = simulation.ceilingAt(before);
      return ceiling !== null && inFlight > ceiling ? [{ callId, attempt, inFlight, ceiling }] : [];
    });
    expect(above).toEqual([]);
    // If an abort ends an attempt for its sender, the next request may reach the server before the news of that does. A
    // transport that cannot abort, as k6's, holds the slot until the response: then the server never has more to serve
    // than the client has in flight.
    if (world.server.aborts === 'never') expect(simulation.server.refusedByCeiling).toBe(0);
  },
  [lowered],
);

/**
 * The calls that are tried at once at the end, unless ceiling or window is smaller; as many more must find a place in
 * line.
 */
const MOST = 4;

const reusable = worlds({ server: { dialect: countingDialect }, acts: keptActs });

property(
  'no slot, no permit and no place in line is lost, whatever the calls met',
  reusable,
  async (world) => {
    const simulation = new Simulation(world);
    const { server, clock } = simulation;
    await simulation.run();
    server.heal();
    // This call closes a half-open circuit, and learns what remains.
    await clock.runUntil(simulation.call('first'));
    await simulation.rest();
    const { sent } = simulation.now();
    // What was refused keeps the ceiling lower until it is told anew.
    const ceiling = simulation.ceilingAt(sent);
    if (ceiling !== null) simulation.client.setLimits({ ceiling });
    // The window still counts the first call; if it allows no more than that, rest() has waited for a new window.
    const left = Math.max(1, (simulation.windowLimitAt(sent) ?? MOST + 1) - 1);
    const room = Math.min(MOST, left, ceiling ?? MOST);
    const places = Math.min(MOST, world.client.maxQueued);
    const calls = Array.from({ length: room + places }, (_, at) => simulation.call(`after-${at}`));
    expect(simulation.now().sent - sent).toBeGreaterThanOrEqual(room);
    const ends = await clock.runUntil(Promise.allSettled(calls));
    expect(ends.slice(0, room).filter(({ status }) => status === 'rejected')).toEqual([]);
    const refused = ends.filter((end) => end.status === 'rejected' && end.reason.code === 'EVK_BULKHEAD_FULL');
    expect(refused).toEqual([]);
  },
  [untoldEnd],
);
