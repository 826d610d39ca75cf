import { readFileSync } from 'node:fs';
import type { Bug, Case } from '../case.ts';
import { plantIn, urlOf } from './patch.ts';

/** One bug that is planted, and what may come of it. */
export interface Planting {
  bug: Bug;
  /** The ids of the cases that have this bug: each must fail with it. */
  own: readonly string[];
  /** The ids of those that may fail as well. */
  known: readonly string[];
}

/** A bug that several cases have is planted once. */
export function plantingsOf(cases: readonly Case[]): Planting[] {
  const same = Map.groupBy(cases, ({ bug: { file, find, replace } }) => JSON.stringify([file, find, replace]));
  return [...same.values()].map((group) => {
    const own = group.map(({ id }) => id);
    const known = new Set(group.flatMap(({ bug }) => bug.alsoFails ?? []));
    return { bug: (group[0] as Case).bug, own, known: [...known].filter((id) => !own.includes(id)) };
  });
}

/** What is wrong with a bug as it is written, which shows before it is tried; null: nothing. */
export function flawOf({ bug, own, known }: Planting, ids: readonly string[]): string | null {
  const cases = own.join(', ');
  const unknown = known.filter((id) => !ids.includes(id));
  if (unknown.length > 0) return `${cases}: its bug's alsoFails names what is no case: ${unknown.join(', ')}`;
  try {
    const source = readFileSync(urlOf(bug), 'utf8');
    return plantIn(bug, source) === source ? `${cases}: its bug changes nothing in ${bug.file}` : null;
  } catch (error) {
    return `${cases}: ${(error as Error).message}`;
  }
}
