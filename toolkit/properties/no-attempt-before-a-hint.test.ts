import { expect } from 'vitest';
import { property } from './runs.ts';
import type { SentAttempt } from './simulated-server.ts';
import { GRAIN_MS, Simulation } from './simulation.ts';
import { anyRefusals, type World, worlds } from './worlds.ts';

/**
 * What a response asks, and whether of all calls or of its own only:
 * - If nothing remains, it asks all calls to wait; if no time can be read, for a whole window.
 * - A refusal that tells no count asks all calls, too, unless the API counts nothing but what is in flight.
 * - An overload asks all calls.
 * - Any other refusal asks its own call only. If its attempt was given up before it came, it asks nothing: the call may be
 *   on its way again.
 */
function asked({ end }: SentAttempt, simulation: Simulation, { server }: World) {
  if (end?.said === undefined) return undefined;
  const { status, givenUp, sent } = end;
  const { remaining } = end.said;
  const waitMs = end.said.waitMs ?? (remaining === 0 ? server.window?.windowMs : undefined);
  const countsMore = server.window !== null || simulation.ceilingAt(sent) === null;
  const refused = status === server.refusal;
  const overloaded = status === server.failure.status && server.failure.class === 'overloaded';
  const ofAll = remaining === 0 || (remaining === undefined && refused && countsMore) || overloaded;
  if (waitMs === undefined || !(ofAll || (refused && !givenUp))) return undefined;
  return { ofAll, notBeforeMs: end.atMs + waitMs, sent };
}

property(
  'no attempt leaves before a hint, with its margin, is over',
  worlds({ server: anyRefusals }),
  async (world) => {
    const simulation = new Simulation(world);
    await simulation.run();
    const { attempts } = simulation.server;
    const early = attempts.flatMap((told) => {
      const ask = asked(told, simulation, world);
      if (ask === undefined) return [];
      const notBeforeMs = ask.notBeforeMs + world.client.hintMarginMs;
      return attempts
        .slice(ask.sent)
        .filter((later) => ask.ofAll || later.callId === told.callId)
        .filter(({ sentAtMs }) => sentAtMs < notBeforeMs - GRAIN_MS)
        .map(({ callId, attempt, sentAtMs }) => ({ callId, attempt, sentAtMs, notBeforeMs, toldTo: told.callId }));
    });
    expect(early).toEqual([]);
  },
);
