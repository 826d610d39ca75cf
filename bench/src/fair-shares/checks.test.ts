import { describe, expect, it } from 'vitest';
import { mostSpent, worstError } from './checks.ts';
import type { Metered } from './meter.ts';

const of = (cameAtMs: number, answeredAtMs: number, cost: number): Metered => ({
  ...{ name: 'a', cost, cameAtMs, answeredAtMs },
});

describe('the most that was spent', () => {
  it.each<[string, readonly Metered[], { inPeriod: number; inFlight: number }]>([
    ['is nothing of no request', [], { inPeriod: 0, inFlight: 0 }],
    ['counts a period by its answers', [of(0, 10, 3), of(50, 109, 4)], { inPeriod: 7, inFlight: 4 }],
    ['leaves out what is a whole period old', [of(0, 10, 3), of(50, 110, 4)], { inPeriod: 4, inFlight: 4 }],
    [
      'adds up what is in flight at once',
      [of(0, 300, 3), of(10, 20, 4), of(20, 30, 9)],
      { inPeriod: 13, inFlight: 12 },
    ],
  ])('%s', (_, metered, most) => {
    expect(mostSpent(metered, 100)).toEqual(most);
  });
});

it('the worst error is a part of what was promised', () => {
  expect(
    worstError([
      { promised: 0.5, got: 45 },
      { promised: 0.1, got: 12 },
      { promised: 0.4, got: 43 },
    ]),
  ).toBeCloseTo(0.2);
});
