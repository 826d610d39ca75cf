import { didYouMean, WrongCall } from '@evenkeel/tools/command-line';
import type { Case } from './case.ts';
import type { Contestant } from './contestant.ts';

/** The named cases, in the order of `cases`; all where none is named. @throws WrongCall for an unknown id */
export function chooseCases(cases: readonly Case[], ids: readonly string[]): readonly Case[] {
  const known = cases.map(({ id }) => id);
  for (const id of ids) {
    if (!known.includes(id)) {
      throw new WrongCall(`--case: there is no case "${id}".${didYouMean(id, known)} --list shows all.`);
    }
  }
  return ids.length === 0 ? cases : cases.filter(({ id }) => ids.includes(id));
}

/** The named contestants, in their own order; all where none is named. @throws WrongCall for an unknown name */
export function chooseContestants(contestants: readonly Contestant[], names: readonly string[]): readonly Contestant[] {
  const known = contestants.map(({ name }) => name);
  for (const name of names) {
    if (!known.includes(name)) {
      const all = known.map((each) => `"${each}"`).join(', ');
      throw new WrongCall(`--contestant: "${name}" is none of ${all}.${didYouMean(name, known)}`);
    }
  }
  return names.length === 0 ? contestants : contestants.filter(({ name }) => names.includes(name));
}
