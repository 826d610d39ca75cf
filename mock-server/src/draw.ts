import { hash } from 'node:crypto';

const BYTES = 6;
const SPAN = 2 ** (8 * BYTES);

/**
 * Two independent numbers, uniform in [0, 1), that depend on nothing but
 * `parts`. A generator that is shared by concurrent requests would hand its
 * numbers out in the order of their arrival, which no seed can repeat.
 */
export function uniforms(parts: readonly (string | number)[]): readonly [number, number] {
  // JSON keeps ['a', 'bc'] and ['ab', 'c'] apart.
  const digest = hash('sha256', JSON.stringify(parts), 'buffer');
  return [digest.readUIntBE(0, BYTES) / SPAN, digest.readUIntBE(BYTES, BYTES) / SPAN];
}
