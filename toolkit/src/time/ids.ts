import type { Random } from './clock.ts';

/** Two processes must not make the same one, whatever randomness they were given. */
export function uniqueId(random: Random): string {
  return globalThis.crypto?.randomUUID?.() ?? randomId(random);
}

/** The same for the same randomness. */
export function randomId(random: Random): string {
  const half = (): string =>
    Math.floor(random() * 2 ** 40)
      .toString(36)
      .padStart(8, '0');
  return half() + half();
}
