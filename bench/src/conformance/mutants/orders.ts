import { seededRandom } from '@evenkeel/toolkit/testing';
import type { Order } from './messages.ts';
import type { Planting } from './planting.ts';

/** A case, and how long it takes without a bug. */
export interface Timed {
  id: string;
  tookMs: number;
}

const OTHERS = 8;

/**
 * Which cases run with a bug, and in which order: its own, the known ones, and all
 * others or a few that the seed chooses. Its own come first, since they may hang,
 * and then the longest ones, so that no long one is left to run alone in the end.
 */
export function orderOf(
  { own, known }: Pick<Planting, 'own' | 'known'>,
  cases: readonly Timed[],
  seed: number | null,
): Order {
  const expected = [...own, ...known];
  const others = cases.filter(({ id }) => !expected.includes(id));
  const chosen = seed === null ? others : pick(others, OTHERS, seed + hash(own.join()));
  const longestFirst = chosen.toSorted((a, b) => b.tookMs - a.tookMs).map(({ id }) => id);
  return { ids: [...expected, ...longestFirst], expected };
}

function pick<T>(from: readonly T[], count: number, seed: number): T[] {
  const random = seededRandom(seed);
  return from
    .map((value) => ({ value, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ value }) => value);
}

/** Makes the choice of others different for each bug. */
function hash(text: string): number {
  return [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 0);
}
