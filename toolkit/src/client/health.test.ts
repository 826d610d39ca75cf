import { describe, expect, it } from 'vitest';
import type { ClientSnapshot } from '../admission/snapshot.ts';
import { FakeClock } from '../testing/index.ts';
import { healthOf } from './health.ts';

const limit = { name: 'requests', unit: 'requests', partition: '', limit: 300, used: 42, left: 258.4, owed: 0 };

const client = (change: Partial<ClientSnapshot> = {}) => ({
  state: (): ClientSnapshot => ({
    provider: 'weather',
    tier: 'default',
    closing: false,
    paused: false,
    ceiling: 5,
    inFlight: 2,
    queued: 1,
    breakers: [{ upstream: 'default', state: 'closed', openForMs: 0 }],
    pauses: [],
    limits: [limit],
    ...change,
  }),
});

const clock = new FakeClock(Date.UTC(2026, 0, 15, 12, 34, 56, 789));
const open = [{ upstream: 'default', state: 'open', openForMs: 900 }] as const;

describe('healthOf', () => {
  it('has a row for each limit, each circuit and each client', () => {
    expect(healthOf({ weather: client(), maps: client({ limits: [], ceiling: null }) }, { clock })).toEqual({
      statusCode: 200,
      body: {
        status: 'healthy',
        timestamp: '2026-01-15T12:34:56.789Z',
        resilience: {
          'rateLimit_weather:requests': { consumedPoints: 42, remainingPoints: 258, msBeforeNext: 0 },
          'breaker_weather:default': { state: 'closed', openForMs: 0 },
          client_weather: { ceiling: 5, inFlight: 2, queued: 1, paused: false },
          'breaker_maps:default': { state: 'closed', openForMs: 0 },
          client_maps: { ceiling: null, inFlight: 2, queued: 1, paused: false },
        },
      },
    });
  });

  it.each<[string, Partial<ClientSnapshot>, number, string]>([
    ['an open circuit', { breakers: open }, 200, 'degraded'],
    ['an operator’s pause', { paused: true }, 200, 'degraded'],
    ['a pause that the server told', { pauses: [{ partition: '', forMs: 1_000 }] }, 200, 'healthy'],
    ['a client that closes', { closing: true, breakers: open }, 503, 'closing'],
  ])('%s', (_what, change, statusCode, status) => {
    const health = healthOf({ calm: client(), other: client(change) });
    expect([health.statusCode, health.body.status]).toEqual([statusCode, status]);
  });

  it.each<[string, Partial<typeof limit> & { renewsInMs?: number; left?: number | null }, object]>([
    ['something is left', { renewsInMs: 9_000 }, { msBeforeNext: 0 }],
    ['nothing is left, until a time', { left: 0.5, renewsInMs: 9_000 }, { remainingPoints: 0, msBeforeNext: 9_000 }],
    ['nothing is left, and nobody knows until when', { left: 0 }, { remainingPoints: 0, msBeforeNext: null }],
  ])('where %s', (_what, change, row) => {
    const { resilience } = healthOf({ a: client({ limits: [{ ...limit, ...change }] }) }).body;
    expect(resilience['rateLimit_a:requests']).toMatchObject(row);
  });

  it('shows a pause where it holds, and of what only answers tell what they have told', () => {
    const limits = ['east', 'west'].map((partition) => ({ ...limit, partition, used: null, left: null }));
    const { resilience } = healthOf({ a: client({ limits, pauses: [{ partition: 'east', forMs: 700 }] }) }).body;
    const untold = { consumedPoints: null, remainingPoints: null };
    expect(resilience['rateLimit_a:requests/east']).toEqual({ ...untold, msBeforeNext: 700 });
    expect(resilience['rateLimit_a:requests/west']).toEqual({ ...untold, msBeforeNext: 0 });
  });
});
