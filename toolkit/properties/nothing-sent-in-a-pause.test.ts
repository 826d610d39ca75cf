import fc from 'fast-check';
import { expect } from 'vitest';
import { Gate } from '../src/policies/gate.ts';
import { FakeClock } from '../src/testing/index.ts';
import { CallScope } from '../src/time/wait-scope.ts';
import { property } from './runs.ts';
import { Simulation } from './simulation.ts';
import { pauses, worlds } from './worlds.ts';

property(
  'nothing leaves in a pause by hand, which tells when nothing is in flight',
  worlds({ acts: pauses }),
  async (world) => {
    const simulation = new Simulation(world);
    await simulation.run();
    const { attempts } = simulation.server;
    for (const { atMs, sent, done, ended } of simulation.acted) {
      expect(attempts.slice(sent, ended?.sent)).toEqual([]);
      const lastEndMs = Math.max(atMs, ...attempts.slice(0, sent).map(({ end }) => end?.atMs ?? atMs));
      expect(done?.atMs).toBe(Math.min(lastEndMs, ended?.atMs ?? lastEndMs));
    }
  },
);

const ms = (max: number) => fc.integer({ min: 0, max });
const gateSteps = fc.array(
  fc.record({
    atMs: ms(1_000),
    act: fc.constantFrom('pass' as const, 'pass' as const, 'close' as const, 'pause' as const, 'resume' as const),
    forMs: ms(500),
    abortAfterMs: fc.option(ms(300), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 20 },
);

property(
  'a gate lets through in order, none while it is closed, and keeps none while it is open',
  gateSteps,
  async (steps) => {
    const clock = new FakeClock();
    const gate = new Gate({ clock });
    let [isPaused, closedUntilMs, arrivals] = [false, 0, 0];
    const isOpen = (): boolean => !isPaused && clock.now() >= closedUntilMs;
    const through: number[] = [];
    const pass = async (deadlineMs: number, abortAfterMs?: number): Promise<void> => {
      const controller = new AbortController();
      if (abortAfterMs !== undefined) clock.setTimeout(() => controller.abort(), abortAfterMs);
      const arrival = arrivals++;
      const call = new CallScope(clock, deadlineMs, controller.signal);
      await gate.pass(call).then(
        () => through.push(isOpen() ? arrival : -1),
        () => {},
      );
      call.dispose();
    };
    const acts = {
      pass: (forMs: number, abortAfterMs?: number) => pass(forMs * 10, abortAfterMs),
      close: (forMs: number) => {
        closedUntilMs = Math.max(closedUntilMs, clock.now() + forMs);
        gate.close(forMs);
      },
      pause: () => {
        isPaused = true;
        gate.pause();
      },
      resume: () => {
        isPaused = false;
        gate.resume();
      },
    };
    for (const { atMs, act, forMs, abortAfterMs } of steps) {
      clock.setTimeout(() => void acts[act](forMs, abortAfterMs), atMs);
      // By then every call that was let go has gone.
      clock.setTimeout(() => expect(isOpen() ? gate.waiting : 0).toBe(0), atMs + 0.5);
    }
    await clock.advance(10_000);
    expect(through).toEqual(through.toSorted((a, b) => a - b));
    expect(through).not.toContain(-1);
    expect(gate.waiting).toBe(0);
  },
);
