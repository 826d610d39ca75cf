import { expect } from 'vitest';
import { property } from './runs.ts';
import { exceededBuckets } from './shared-bucket.examples.ts';
import { bucket, bucketWorlds, FILL_MS, isFullAgain } from './shared-bucket-worlds.ts';
import { FLIGHT_MS, freeze, WindowRun } from './shared-window-worlds.ts';

property(
  'the bucket is not exceeded where no estimate is too low, every call of who lives is served, and all is free again',
  bucketWorlds('none'),
  async (world) => {
    const run = new WindowRun(world, bucket);
    await run.play(world.steps);
    expect(run.fleet.server.exceededAtMs).toEqual([]);
    expect(run.unserved().map(({ begun, ended }) => [begun, ended])).toEqual([]);
    await isFullAgain(run);
  },
  exceededBuckets,
);

property(
  'what was estimated too low is paid back: every call of who lives is served, and all is free again',
  bucketWorlds('some'),
  async (world) => {
    const run = new WindowRun(world, bucket);
    await run.play(world.steps);
    expect(run.unserved().map(({ begun, ended }) => [begun, ended])).toEqual([]);
    await isFullAgain(run);
  },
);

property(
  'a process that stood still exceeds the bucket only as it goes on',
  bucketWorlds('none', [freeze, freeze]),
  async (world) => {
    const run = new WindowRun(world, bucket);
    await run.play(world.steps);
    for (const atMs of run.fleet.server.exceededAtMs) {
      const near = run.standstills.some(({ untilMs }) => atMs >= untilMs && atMs <= untilMs + FLIGHT_MS + FILL_MS);
      expect(near).toBe(true);
    }
    expect(run.unserved().map(({ begun, ended }) => [begun, ended])).toEqual([]);
  },
);
