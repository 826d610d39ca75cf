import fc from 'fast-check';
import { expect } from 'vitest';
import { property } from './runs.ts';
import { Simulation } from './simulation.ts';
import { countingDialect, keptActs, never, none, worlds } from './worlds.ts';

/*
 * The server tells what remains of its window, in any dialect that can, or does not though it is to. It counts when a
 * request is admitted or when its response is written; its windows start at their first hit or at fixed times. The client
 * does not know when the server counts. If it is alone on its key, it promises this, whatever the delays:
 * - If every request is answered, none is refused for the window.
 * - A request whose answer is lost may have been counted or not. The client assumes that it was; but only the server
 *   may say that nothing is left. So it may send one request at a time to hear that, and nothing more once it has heard
 *   it.
 * - A request that is cut off may reach the server later, in a window in which the client does not expect it: each may
 *   cost a refusal.
 */

const ms = (min: number, max: number) => fc.integer({ min, max });

/** Many calls that do not wait for each other: only a window that is asked for more than it has can be overdrawn. */
const alone = {
  client: { attemptTimeoutMs: ms(1_500, 3_000), deadlineMs: ms(5_000, 60_000), maxQueued: fc.constant(1_000) },
  plan: { atMs: ms(0, 5_000), payloads: fc.constantFrom(undefined, undefined, undefined, 3), leaveAfter: never },
  plans: { minLength: 10, maxLength: 25 },
  acts: keptActs,
};
const server = {
  ceiling: fc.constantFrom(null, null, 4),
  window: fc.record({
    limit: ms(2, 12),
    windowMs: ms(300, 3_000),
    starts: fc.constantFrom('first-request' as const, 'aligned' as const),
  }),
  dialect: fc.oneof({ arbitrary: countingDialect, weight: 3 }, fc.constant('silent' as const)),
  longestDelayMs: ms(0, 1_000),
  longestServiceMs: ms(0, 100),
  failing: fc.constantFrom(0, 0.1),
  busy: none,
  garbled: none,
};
/** Without aborts, a response comes even to an attempt that was given up. */
const aborts = fc.constant('never' as const);

const answered = worlds({ ...alone, server: { ...server, aborts, lost: none } });

property('nothing is refused for a window where every request is answered', answered, async (world) => {
  const simulation = new Simulation(world);
  await simulation.run();
  expect(simulation.server.attempts.filter(({ spentUntilMs }) => spentUntilMs !== undefined)).toEqual([]);
});

property(
  'at most one refusal is heard in a window, but for requests that were cut off',
  worlds({ ...alone, server }),
  async (world) => {
    const simulation = new Simulation(world);
    await simulation.run();
    const { attempts } = simulation.server;
    const heard = attempts.flatMap(({ spentUntilMs, end }) => (end?.said === undefined ? [] : (spentUntilMs ?? [])));
    const cutOff = attempts.filter(({ end }) => end?.givenUp && end.said === undefined);
    expect(heard.length - new Set(heard).size).toBeLessThanOrEqual(cutOff.length);
  },
);
