import { hash } from 'node:crypto';

const BYTES = 6;
const SPAN = 2 ** (8 * BYTES);

/**
 * Two independent numbers, uniform in [0, 1), that depend on nothing but
 * `parts`. A generator that concurrent requests share would hand its numbers out
 * in the order in which they arrive, which no seed can repeat.
 */
export function uniforms(parts: readonly (string | number)[]): readonly [number, number] {
  // JSON keeps ['a', 'bc'] and ['ab', 'c'] apart.
  const digest = hash('sha256', JSON.stringify(parts), 'buffer');
  return [digest.readUIntBE(0, BYTES) / SPAN, digest.readUIntBE(BYTES, BYTES) / SPAN];
}

/** A lognormal duration in milliseconds that depends on nothing but `spread` and `parts`. */
export function lognormalMs(spread: { medianMs: number; sigma: number }, parts: readonly (string | number)[]): number {
  const [u, v] = uniforms(parts);
  // Box-Muller; 1 - u is never 0, so its logarithm is finite.
  const normal = Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
  return spread.medianMs * Math.exp(spread.sigma * normal);
}
