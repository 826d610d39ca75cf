import { expect } from 'vitest';
import { FLIGHT_MS } from './fleet-history.ts';
import { property } from './runs.ts';
import { exceededWindows } from './shared-window.examples.ts';
import { API_WINDOW_MS, freeze, WindowRun, windowWorlds } from './shared-window-worlds.ts';

property(
  'the window is not exceeded, and every call of who lives is served',
  windowWorlds(),
  async (world) => {
    const run = new WindowRun(world);
    await run.play(world.steps);
    expect(run.fleet.server.exceededAtMs).toEqual([]);
    expect(run.unserved().map(({ begun, ended }) => [begun, ended])).toEqual([]);
  },
  exceededWindows,
);

property(
  'a process that stood still exceeds no other window than that in which it goes on',
  windowWorlds([freeze, freeze]),
  async (world) => {
    const run = new WindowRun(world);
    await run.play(world.steps);
    for (const atMs of run.fleet.server.exceededAtMs) {
      const near = run.standstills.some(
        ({ untilMs }) => atMs >= untilMs && atMs <= untilMs + FLIGHT_MS + API_WINDOW_MS,
      );
      expect(near).toBe(true);
    }
    expect(run.unserved().map(({ begun, ended }) => [begun, ended])).toEqual([]);
  },
);
