import { describe, expect, it } from 'vitest';
import { intervalOf, ratioInterval } from './interval.ts';

describe('a confidence interval', () => {
  it.each([
    // Computed by R: t.test(c(...))$conf.int
    [[1, 2], -4.853, 7.853],
    [[1, 2, 3, 4, 5], 1.037, 4.963],
    [[9.8, 10.1, 10.4, 9.9, 10.2, 10.0, 10.3, 10.1], 9.931, 10.269],
  ])('of %j lies from %d to %d', (values, lower, upper) => {
    const found = intervalOf(values);
    expect(found.lower).toBeCloseTo(lower, 2);
    expect(found.upper).toBeCloseTo(upper, 2);
  });

  it('of one value has no end', () => {
    expect(intervalOf([1]).upper).toBe(Number.POSITIVE_INFINITY);
  });

  it('of ratios lies the same way for their reciprocals', () => {
    const ratios = [0.9, 1, 1.1, 1.3];
    const [there, back] = [ratioInterval(ratios), ratioInterval(ratios.map((ratio) => 1 / ratio))];
    expect(there.lower * back.upper).toBeCloseTo(1, 9);
    expect(there.upper * back.lower).toBeCloseTo(1, 9);
  });
});
