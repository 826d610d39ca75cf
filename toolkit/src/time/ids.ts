import type { Random } from './clock.ts';

/**
 * Returns a function that makes ids. With crypto.randomUUID, no two processes make the same id, whatever their `random`
 * is; platforms without it use `random`.
 */
export function uniqueIds(random: Random): () => string {
  const { crypto } = globalThis;
  return crypto?.randomUUID?.bind(crypto) ?? (() => randomId(random));
}

export const uniqueId = (random: Random): string => uniqueIds(random)();

/** An id from `random`: the same randomness makes the same id. */
export function randomId(random: Random): string {
  const half = (): string =>
    Math.floor(random() * 2 ** 40)
      .toString(36)
      .padStart(8, '0');
  return half() + half();
}
