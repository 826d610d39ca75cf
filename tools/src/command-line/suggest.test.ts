import { describe, expect, it } from 'vitest';
import { didYouMean, nearest } from './suggest.ts';

describe('nearest', () => {
  it.each([
    ['tresholds', 'thresholds'],
    ['treshholds', 'thresholds'],
    ['Scenarios', 'scenarios'],
    ['sceanrios', 'scenarios'],
    ['sedd', 'seed'],
  ])('takes %s for %s', (typed, meant) => {
    expect(nearest(typed, ['thresholds', 'scenarios', 'seed', 'stages'])).toBe(meant);
  });

  it('takes the nearest of several', () => {
    expect(nearest('nimbus-stedy', ['nimbus-batch', 'nimbus-steady'])).toBe('nimbus-steady');
  });

  it('is silent when nothing is near', () => {
    expect(nearest('quux', ['thresholds', 'scenarios'])).toBeNull();
    expect(didYouMean('quux', ['thresholds'])).toBe('');
  });
});
