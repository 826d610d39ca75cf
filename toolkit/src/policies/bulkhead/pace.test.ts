import { expect, it } from 'vitest';
import type { Clock } from '../../time/clock.ts';
import { Pace } from './pace.ts';

const MANY = 100;

/** A pace starts no timers: it is asked. */
class HandClock implements Clock {
  #nowMs = 1_000;
  readonly now = (): number => this.#nowMs;
  advance(ms: number): void {
    this.#nowMs += ms;
  }
  setTimeout(): never {
    throw new Error('A pace has started a timer.');
  }
}

/** When each attempt left that was one more than ever before, looked at so often. */
function leaves(
  upTo: number,
  everyMs: number,
  { from = 0, pace, clock }: { from?: number; pace: Pace; clock: HandClock },
) {
  const atMs: number[] = [];
  const startMs = clock.now();
  for (let inFlight = from; inFlight < upTo; ) {
    while (inFlight < upTo && pace.opensAtMs <= clock.now()) {
      inFlight += 1;
      atMs.push(clock.now() - startMs);
      pace.reached(inFlight, MANY);
    }
    clock.advance(everyMs);
  }
  return atMs;
}

const make = () => {
  const clock = new HandClock();
  return { clock, pace: new Pace(clock) };
};

it('lets ten leave at once, and e times as many more each 25 ms', () => {
  const atMs = leaves(10 + 100, 0.01, make());
  expect(atMs.slice(0, 10)).toEqual(new Array(10).fill(0));
  expect(atMs[10]).toBeCloseTo(25, 0);
  expect(atMs.filter((at) => at <= 25 + 50).length - 10).toBeGreaterThanOrEqual(4);
  // 25 ms times the 100th harmonic number.
  expect(atMs.at(-1)).toBeCloseTo(129.7, -0.5);
});

it('takes no longer where timers come late by a few milliseconds', () => {
  const [exact, coarse] = [0.01, 3].map((everyMs) => Number(leaves(110, everyMs, make()).at(-1))) as [number, number];
  expect(coarse - exact).toBeLessThan(6);
});

it('waits as long again as a busy process was late: it may not have seen a refusal', () => {
  const { clock, pace } = make();
  for (let inFlight = 1; inFlight <= 10; inFlight += 1) pace.reached(inFlight, MANY);
  clock.advance(25 + 20);
  pace.reached(11, MANY);
  expect(pace.opensAtMs - clock.now()).toBeCloseTo(25 / 2 + 20);
});

it('grows anew from where a limit was raised, and does not count as late what the limit held', () => {
  const { clock, pace } = make();
  leaves(50, 0.01, { clock, pace });
  clock.advance(1_000);
  pace.raised(50);
  expect(pace.opensAtMs <= clock.now()).toBe(true);
  pace.reached(51, MANY);
  expect(pace.opensAtMs - clock.now()).toBeCloseTo(25 / 2);
});
