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

/** Lognormal, in milliseconds, and as independent as the numbers that it is made of. */
export function lognormalMs(spread: { medianMs: number; sigma: number }, parts: readonly (string | number)[]): number {
  const [u, v] = uniforms(parts);
  // Box-Muller; 1 - u is never 0, whose logarithm would be infinite.
  const normal = Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
  return spread.medianMs * Math.exp(spread.sigma * normal);
}
