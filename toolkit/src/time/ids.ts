import type { Random } from './clock.ts';

/** What makes ids, of which two processes make none that is the same, whatever randomness they were given. */
export function uniqueIds(random: Random): () => string {
  const { crypto } = globalThis;
  return crypto?.randomUUID?.bind(crypto) ?? (() => randomId(random));
}

export const uniqueId = (random: Random): string => uniqueIds(random)();

/** The same for the same randomness. */
export function randomId(random: Random): string {
  const half = (): string =>
    Math.floor(random() * 2 ** 40)
      .toString(36)
      .padStart(8, '0');
  return half() + half();
}
