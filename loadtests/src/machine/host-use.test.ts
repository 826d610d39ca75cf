import { expect, it } from 'vitest';
import { HostWindows, readCpus } from './host-use.ts';

it('counts the windows in which nothing was left', () => {
  const windows = new HostWindows({ busyMs: 100, totalMs: 1_000 });
  // Two processors, a second each time: idle, half busy, nearly full, full.
  windows.add({ busyMs: 100, totalMs: 3_000 });
  windows.add({ busyMs: 1_100, totalMs: 5_000 });
  windows.add({ busyMs: 3_000, totalMs: 7_000 });
  windows.add({ busyMs: 5_000, totalMs: 9_000 });
  expect(windows.use).toEqual({ windows: 4, full: 2 });
});

it('leaves out what is no time at all', () => {
  const windows = new HostWindows({ busyMs: 0, totalMs: 0 });
  windows.add({ busyMs: 0, totalMs: 0 });
  expect(windows.use).toEqual({ windows: 0, full: 0 });
});

it('reads this machine', () => {
  const { busyMs, totalMs } = readCpus();
  expect(busyMs).toBeGreaterThan(0);
  expect(totalMs).toBeGreaterThan(busyMs);
});
