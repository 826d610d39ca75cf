import { expect } from 'vitest';
import { brokenWorlds } from './all-limits.examples.ts';
import { LimitsRun } from './all-limits-run.ts';
import { waitedTooLong } from './all-limits-waits.ts';
import { limitsWorlds, standstillWorlds } from './all-limits-worlds.ts';
import { FLIGHT_MS } from './fleet-history.ts';
import { property } from './runs.ts';

/*
 * Calls stand under some of several limits over time of every kind, and a ceiling. What each takes is estimated, and known
 * when its answer comes, or later, at the end of its stream, or never. Servers charge in one of three ways; requests and
 * responses take any time up to the longest one. Some calls give up. One process has the limits to itself, or several
 * share them: they join, leave and die, and the store is away, or loses what it knows, or its replies.
 */

property(
  'no limit is exceeded but by what estimates fall short of, which is paid first; each call leaves once, and in time',
  limitsWorlds,
  async (world) => {
    const run = new LimitsRun(world);
    await run.play();
    expect(run.server.exceeded).toEqual([]);
    expect(run.server.mostInFlight).toBeLessThanOrEqual(world.ceiling ?? 0);
    expect(run.unfinished).toHaveLength(0);
    expect(run.ends.filter((times) => times !== 1)).toEqual([]);
    expect(waitedTooLong(run)).toHaveLength(0);
    expect(await run.isFullAgain()).toBe(true);
  },
  brokenWorlds,
);

property('a process that stood still exceeds limits only as it goes on', standstillWorlds, async (world) => {
  const run = new LimitsRun(world);
  await run.play();
  const longestMs = Math.max(...world.limits.map(({ windowMs }) => windowMs));
  for (const { atMs } of run.server.exceeded) {
    const near = run.history.standstills.some(
      ({ untilMs }) => atMs >= untilMs && atMs <= untilMs + FLIGHT_MS + longestMs,
    );
    expect(near).toBe(true);
  }
  expect(run.unfinished).toHaveLength(0);
});
