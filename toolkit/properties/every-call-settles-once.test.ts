import { expect } from 'vitest';
import { errorCodes } from '../src/errors/error-codes.ts';
import { isEvenkeelError } from '../src/errors/errors.ts';
import { attemptsOf, faultsOf, reportsByCall } from './call-reports.ts';
import { property } from './runs.ts';
import { Simulation, type Task } from './simulation.ts';
import { worlds } from './worlds.ts';

/** How many results a plan's caller gets. If a batch is given up, each of its payloads is settled, too. */
function resultsOf({ plan: { payloads, leaveAfter } }: Task): number {
  if (payloads === undefined) return 1;
  return Math.min(payloads, Math.max(1, leaveAfter ?? payloads));
}

property(
  'every call settles once, with a value or a coded error, and leaves nothing behind',
  worlds(),
  async (world) => {
    const simulation = new Simulation(world);
    await simulation.finish();
    // A pause that the server told may last longer.
    expect(simulation.clientClock.pending).toBeLessThanOrEqual(1);
    await simulation.rest();
    const { tasks, acted, clock } = simulation;
    expect(tasks.map(({ ends }) => ends.length)).toEqual(tasks.map(resultsOf));
    const errors = tasks.flatMap(({ ends }) => ends.flatMap(({ error }) => error ?? []));
    expect(errors.filter((error) => !(isEvenkeelError(error) && errorCodes.includes(error.code)))).toEqual([]);
    const promised = acted.filter(({ act }) => act.kind === 'pause' || act.kind === 'close');
    expect(promised.filter(({ done }) => done === undefined)).toEqual([]);
    expect(clock.pending).toBe(0);
  },
);

property('what is reported of a call is whole, and what its caller and its server saw', worlds(), async (world) => {
  const simulation = new Simulation(world);
  await simulation.run();
  const reports = reportsByCall(simulation.events);
  const ends = new Map(
    simulation.tasks.flatMap((task) => task.ends.map((end, at) => [simulation.callId(task, at), end])),
  );
  expect([...ends.keys()].filter((callId) => !reports.has(callId))).toEqual([]);
  const faulty = [...reports].flatMap(([callId, events]) => {
    const faults = faultsOf(events, ends.get(callId), world.client.deadlineMs);
    return faults.length > 0 ? [{ callId, faults }] : [];
  });
  expect(faulty).toEqual([]);
  const told = [...reports].flatMap(([callId, events]) => attemptsOf(events).map((attempt) => `${callId}/${attempt}`));
  const sent = simulation.server.attempts.map(({ callId, attempt }) => `${callId}/${attempt}`);
  expect(new Set(sent).size).toBe(sent.length);
  expect(sent.filter((attempt) => !told.includes(attempt))).toEqual([]);
});
