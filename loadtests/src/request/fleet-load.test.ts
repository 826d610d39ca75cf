import { expect, it } from 'vitest';
import type { FleetLoad } from '../shared/load.ts';
import { fleetLoad } from './fleet-load.ts';
import type { FleetOptions } from './run-options.ts';

const plan: FleetLoad = {
  kind: 'fleet',
  processes: 8,
  durationMs: 20_000,
  perSecond: 300,
  demand: 'even',
  caller: 'evenkeel',
  chaos: null,
  skewMs: 0,
};
const none: FleetOptions = {
  processes: null,
  uneven: false,
  uncoordinated: false,
  peer: null,
  chaos: null,
  skew: false,
};
const ask = (fleet: Partial<FleetOptions>, durationMs: number | null = null, redis: string | null = null): FleetLoad =>
  fleetLoad('neura-fleet', plan, {
    durationMs,
    fault: null,
    target: null,
    seed: 1,
    redis,
    fleet: { ...none, ...fleet },
  });

it.each<{ fleet: Partial<FleetOptions>; gives: Partial<FleetLoad> }>([
  { fleet: {}, gives: plan },
  { fleet: { processes: 32 }, gives: { processes: 32 } },
  { fleet: { uneven: true, skew: true }, gives: { demand: 'uneven', skewMs: 10_000 } },
  { fleet: { uncoordinated: true }, gives: { caller: 'uncoordinated' } },
  { fleet: { peer: 'bottleneck' }, gives: { caller: 'bottleneck' } },
  { fleet: { chaos: 'kill' }, gives: { chaos: 'kill', durationMs: 20_000 } },
  { fleet: { chaos: 'freeze' }, gives: { chaos: 'freeze', durationMs: 23_000 } },
])('takes $fleet', ({ fleet, gives }) => {
  expect(ask(fleet)).toMatchObject(gives);
});

it.each<{ fleet?: Partial<FleetOptions>; durationMs?: number; redis?: string; says: string }>([
  { redis: 'memory', says: '--redis: several processes share nothing on memory' },
  { durationMs: 4_000, says: '--duration: neura-fleet is judged from the third second on; give at least 5.' },
  { fleet: { uncoordinated: true, peer: 'bottleneck' }, says: '--peer: ' },
  { fleet: { uncoordinated: true, chaos: 'kill' }, says: '--chaos: ' },
  { fleet: { uneven: true, chaos: 'kill' }, says: '--uneven: ' },
  { fleet: { processes: 1, chaos: 'freeze' }, says: '--processes: freeze needs at least 2' },
  { fleet: { processes: 2, chaos: 'all' }, says: '--processes: all needs at least 3' },
  { fleet: { chaos: 'kill' }, durationMs: 8_000, says: '--duration: kill takes 13 s' },
  {
    fleet: { chaos: 'all' },
    redis: 'redis://host',
    says: "--redis: all stops the Redis, and one that is somebody else's",
  },
])('refuses what does not go together: $says', ({ fleet = {}, durationMs = null, redis = null, says }) => {
  expect(() => ask(fleet, durationMs, redis)).toThrow(says);
});

it('takes a process alone on memory, and chaos that leaves a named Redis alone', () => {
  expect(ask({ processes: 1 }, null, 'memory').processes).toBe(1);
  expect(ask({ chaos: 'kill' }, null, 'redis://host').chaos).toBe('kill');
});
