import { FakeClock } from '@evenkeel/toolkit/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../../../toolkit/properties/runs.ts';
import { GpuClock } from './gpu-clock.ts';

const START = 1_700_000_000_000;

/** Records what happened, and at which GPU time after the start. */
function recorder(clock: GpuClock) {
  const happened: [string, number][] = [];
  const at = (what: string, afterMs: number) =>
    clock.at(START + afterMs, (dueMs) => happened.push([what, dueMs - START]));
  return { happened, at };
}

test('starts at the time of the clock below, and goes with it', () => {
  const real = new FakeClock(START + 0.75);
  const clock = new GpuClock(real);
  expect(clock.now()).toBe(START);
  real.tick(1_500.5);
  expect(clock.now()).toBe(START + 1_500);
});

test.each([
  ['scaled', 8, 1_000, 8_000],
  ['slower', 0.25, 1_000, 250],
  ['frozen', 0, 1_000_000, 0],
])('%s', (_what, scale, realMs, gpuMs) => {
  const real = new FakeClock(START);
  const clock = new GpuClock(real);
  clock.setScale(scale);
  const { happened, at } = recorder(clock);
  at('last', gpuMs);
  at('never', gpuMs + 1);
  real.tick(realMs);
  expect(clock.now() - START).toBe(gpuMs);
  expect(happened).toEqual([['last', gpuMs]]);
});

test('what is set while it is frozen happens when it has thawed, and advancing needs no time', () => {
  const real = new FakeClock(START);
  const clock = new GpuClock(real, 0);
  const { happened, at } = recorder(clock);
  at('one', 100);
  at('two', 200);
  expect(real.pending).toBe(0);
  clock.advance(150);
  expect(happened).toEqual([['one', 100]]);
  clock.setScale(1);
  real.tick(49);
  expect(happened).toHaveLength(1);
  real.tick(1);
  expect(happened.at(-1)).toEqual(['two', 200]);
});

test('however late the machine is, things happen in order and at their times, those that they lead to as well', () => {
  const clock = new GpuClock(new FakeClock(START), 0);
  const { happened, at } = recorder(clock);
  clock.at(START + 10, (dueMs) => {
    at('third', dueMs - START + 25);
    at('second', dueMs - START + 5);
  });
  at('first', 10);
  at('fourth', 40);
  clock.advance(1_000);
  expect(happened).toEqual([
    ['first', 10],
    ['second', 15],
    ['third', 35],
    ['fourth', 40],
  ]);
});

test('what is cancelled does not happen, and nothing does once it has stopped', () => {
  const real = new FakeClock(START);
  const clock = new GpuClock(real);
  const { happened, at } = recorder(clock);
  const cancel = at('cancelled', 10);
  at('kept', 20);
  cancel();
  real.tick(30);
  expect(happened).toEqual([['kept', 20]]);
  at('after', 40);
  clock.stop();
  expect(real.pending).toBe(0);
});

describe('whatever is done to it', () => {
  const step = fc.record({
    scale: fc.option(fc.constantFrom(0, 0.1, 1, 7, 333, 1_000)),
    realMs: fc.double({ min: 0, max: 50, noNaN: true }),
    gpuMs: fc.nat(50),
  });

  test('it never goes back, and each thing happens once, never early', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.array(fc.nat(5_000), { maxLength: 20 }), (steps, dues) => {
        const real = new FakeClock(START);
        const clock = new GpuClock(real);
        const happened: number[] = [];
        for (const due of dues) {
          clock.at(START + due, (dueMs) => {
            expect(clock.now()).toBeGreaterThanOrEqual(dueMs);
            happened.push(dueMs - START);
          });
        }
        let lastMs = clock.now();
        for (const { scale, realMs, gpuMs } of steps) {
          if (scale !== null) clock.setScale(scale);
          real.tick(realMs);
          clock.advance(gpuMs);
          expect(clock.now()).toBeGreaterThanOrEqual(lastMs);
          lastMs = clock.now();
        }
        clock.advance(6_000);
        expect(happened).toEqual(dues.toSorted((a, b) => a - b));
      }),
      runs(),
    );
  });
});
