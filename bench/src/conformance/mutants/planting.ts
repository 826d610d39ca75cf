import { join } from 'node:path';
import type { Bug, Case } from '../case.ts';
import { plantIn } from './plant-in.ts';
import { type Seams, siteOf } from './seams.ts';

/** The code that gets the bugs. */
export const production = join(import.meta.dirname, '../../../../toolkit/src');

/** A production file with a bug in it. */
export interface Mutant {
  file: string;
  source: string;
  /** Where the bug is, for people. */
  at: string;
}

/** One bug that is planted, and the cases that may fail with it. */
export interface Planting {
  mutant: Mutant;
  bug: Bug;
  /** The ids of the cases that have this bug: each must fail with it. */
  own: readonly string[];
  /** The ids of other cases that may fail as well. */
  known: readonly string[];
}

interface Plantings {
  plantings: Planting[];
  /** What is wrong with bugs as they are written, before any is tried. */
  flaws: string[];
}

/** The bugs to plant. One that several cases have is planted once. */
export function plantingsOf(cases: readonly Case[], seams: Seams, ids: readonly string[]): Plantings {
  const same = Map.groupBy(cases, ({ bug: { alsoFails, ...planted } }) => JSON.stringify(planted));
  const plantings: Planting[] = [];
  const flaws: string[] = [];
  for (const group of same.values()) {
    const { bug } = group[0] as Case;
    const own = group.map(({ id }) => id);
    const known = [...new Set(group.flatMap((each) => each.bug.alsoFails ?? []))].filter((id) => !own.includes(id));
    const unknown = known.filter((id) => !ids.includes(id));
    if (unknown.length > 0)
      flaws.push(`${own.join(', ')}: its bug's alsoFails names what is no case: ${unknown.join(', ')}`);
    try {
      plantings.push({ mutant: mutantOf(bug, seams), bug, own, known });
    } catch (error) {
      flaws.push(`${own.join(', ')}: ${(error as Error).message}`);
    }
  }
  return { plantings, flaws };
}

/** @throws Error where the bug cannot be planted */
function mutantOf({ seam, becomes }: Bug, seams: Seams): Mutant {
  const { file, source } = siteOf(seams, seam);
  return { at: seam, file, source: plantIn(source, seam, becomes) };
}
