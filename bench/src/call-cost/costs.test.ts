import { describe, expect, it } from 'vitest';
import { ratiosOf } from './costs.ts';

describe('the ratios of a round', () => {
  it.each([
    [
      [10, 10, 12],
      [1, 1, 1],
    ],
    [
      [10, 10, 12],
      [1, 3, 0.5, 20],
    ],
    [
      [8, 12.5, 10],
      [2, 1],
    ],
    [[3, 3, 0.3], [7]],
  ])('are those of the costs %j, on a machine that is %j times as slow in its turns', (costs, slow) => {
    const ratios = ratiosOf(slow.map((factor) => costs.map((cost) => cost * factor)));
    const [earlier = 0, control = 0, now = 0] = costs;
    expect(ratios.cost).toBeCloseTo(now / Math.sqrt(earlier * control), 9);
    expect(ratios.control).toBeCloseTo(control / earlier, 9);
  });

  it('are not moved by a few turns in which one of them was disturbed', () => {
    const turns = Array.from({ length: 9 }, () => [10, 10, 11]);
    const { cost } = ratiosOf([...turns, [10, 10, 300], [500, 10, 11]]);
    expect(cost).toBeCloseTo(1.1, 6);
  });
});
