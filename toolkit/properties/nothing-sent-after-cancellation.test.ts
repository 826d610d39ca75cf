import { expect } from 'vitest';
import { property } from './runs.ts';
import type { SentAttempt } from './simulated-server.ts';
import { Simulation } from './simulation.ts';
import { closings, worlds } from './worlds.ts';

const brief = ({ callId, attempt, sentAtMs }: SentAttempt) => ({ callId, attempt, sentAtMs });

property(
  'nothing leaves of what was given up, which ends at once and cuts off what is in flight',
  worlds(),
  async (world) => {
    const simulation = new Simulation(world);
    await simulation.run();
    for (const task of simulation.tasks) {
      const { abandoned, leftAtMs, over, plan, ends } = task;
      // If a consumer leaves a batch, the batch is over when the consumer goes on.
      expect(simulation.attemptsOf(task, abandoned?.sent ?? over?.sent).map(brief)).toEqual([]);
      if (leftAtMs !== undefined) expect(over?.atMs).toBe(leftAtMs);
      if (abandoned === undefined) continue;
      expect(over?.atMs).toBe(abandoned.atMs);
      const open = simulation.attemptsOf(task).filter(({ end }) => end === undefined || end.atMs > abandoned.atMs);
      expect(open.filter(({ signal }) => !signal.aborted).map(brief)).toEqual([]);
      // A call that is given up while the policies report an event may be about to end in another way.
      const betweenReports = plan.abort !== undefined && 'afterMs' in plan.abort;
      if (plan.payloads === undefined && betweenReports) expect(ends[0]?.error?.code).toBe('EVK_CANCELLED');
    }
  },
);

property('nothing of a call leaves at its deadline or later, nor when it has ended', worlds(), async (world) => {
  const simulation = new Simulation(world);
  await simulation.run();
  const late = simulation.events.flatMap((event) => {
    if (event.type !== 'call-ended') return [];
    const deadlineAtMs = event.atMs - event.durationMs + world.client.deadlineMs;
    return simulation.server.attempts.filter(
      ({ callId, sentAtMs }, at) => callId === event.callId && (at >= event.sent || sentAtMs >= deadlineAtMs),
    );
  });
  expect(late.map(brief)).toEqual([]);
});

property(
  'a closed client makes no new call, and sends nothing once its patience is over',
  worlds({ acts: closings }),
  async (world) => {
    const simulation = new Simulation(world);
    await simulation.run();
    const { tasks, server, acted } = simulation;
    for (const { atMs, ended } of acted) {
      const newcomers = tasks.filter(
        ({ plan, started }) => plan.payloads === undefined && started && started.atMs > atMs,
      );
      for (const newcomer of newcomers) {
        expect(newcomer.ends[0]?.error?.code).toBe('EVK_CLIENT_CLOSED');
        expect(simulation.attemptsOf(newcomer).map(brief)).toEqual([]);
      }
      expect(server.attempts.slice(ended?.sent).map(brief)).toEqual([]);
    }
    expect(server.closed).toBe(true);
  },
);
