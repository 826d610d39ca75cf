import { expect, it } from 'vitest';
import { leastProcesses, scheduleOf } from './chaos.ts';
import { chaosNames } from './fleet-names.ts';

it.each(chaosNames)('does its actions in order, and leaves time to see what follows: %s', (chaos) => {
  const { actions, leastMs } = scheduleOf(chaos);
  const times = actions.map(({ afterMs }) => afterMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(leastMs - (times.at(-1) ?? 0)).toBeGreaterThanOrEqual(3_000);
  expect(times[0]).toBeGreaterThan(2_000);
});

it('stops the store for 5 s and a process for 10 s, and does all to different processes', () => {
  const at = (does: string): number =>
    scheduleOf('all').actions.find(({ action }) => action.does === does)?.afterMs ?? 0;
  expect(at('restart-store') - at('stop-store')).toBe(5_000);
  expect(at('thaw') - at('freeze')).toBe(10_000);
  expect(leastProcesses(scheduleOf('all'))).toBe(3);
  expect(leastProcesses(scheduleOf('store-restart'))).toBe(1);
});
