import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../toolkit/properties/runs.ts';
import { lognormalMs, uniforms } from './draw.ts';

test('both numbers are in [0, 1) and repeat for the same parts', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.integer())), (parts) => {
      const drawn = uniforms(parts);
      for (const u of drawn) expect(u >= 0 && u < 1).toBe(true);
      expect(uniforms(parts)).toEqual(drawn);
    }),
    runs(),
  );
});

test('parts are kept apart, and so are the two numbers', () => {
  expect(uniforms(['a', 'bc'])).not.toEqual(uniforms(['ab', 'c']));
  expect(uniforms(['1'])).not.toEqual(uniforms([1]));
  const [u, v] = uniforms(['a']);
  expect(u).not.toBe(v);
});

test('20,000 lognormal numbers have the median and the sigma that they are drawn with', () => {
  const spread = { medianMs: 80, sigma: 0.3 };
  const logs = Array.from({ length: 20_000 }, (_, n) => Math.log(lognormalMs(spread, [n])));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length;
  expect(Math.exp(mean)).toBeCloseTo(spread.medianMs, -0.3);
  expect(Math.sqrt(variance)).toBeCloseTo(spread.sigma, 2);
});

test('without a spread every number is the median', () => {
  expect(lognormalMs({ medianMs: 80, sigma: 0 }, ['a'])).toBe(80);
});
