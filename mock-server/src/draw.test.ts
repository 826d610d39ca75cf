import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../toolkit/properties/runs.ts';
import { uniforms } from './draw.ts';

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
