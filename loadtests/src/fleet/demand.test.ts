import { expect, it } from 'vitest';
import type { FleetLoad } from '../shared/load.ts';
import { demandOf } from './demand.ts';

const load: FleetLoad = {
  kind: 'fleet',
  processes: 8,
  durationMs: 20_000,
  perSecond: 300,
  demand: 'even',
  caller: 'evenkeel',
  chaos: null,
  skewMs: 0,
};

it.each([1, 2, 8, 32])('has enough under way to use a limit up, with %d processes', (processes) => {
  const each = demandOf({ ...load, processes }, 0);
  expect(each).toMatchObject({ calls: null, forMs: 20_000, warmUpMs: 2_000, steadyForMs: 18_000 });
  expect(each.inFlight * processes).toBeGreaterThanOrEqual(400);
});

it.each([2, 3, 8, 32])('gives the first of %d processes 70 %% of the work of an uneven fleet', (processes) => {
  const uneven = { ...load, processes, demand: 'uneven' } as const;
  const calls = Array.from({ length: processes }, (_, worker) => demandOf(uneven, worker).calls ?? 0);
  expect(calls.reduce((sum, one) => sum + one)).toBe(6_000);
  expect((calls[0] ?? 0) / 6_000).toBeCloseTo(0.7, 2);
  expect(new Set(calls.slice(1)).size).toBe(1);
});
