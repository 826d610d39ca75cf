import type { Verdict } from '@evenkeel/tools/command-line';
import { table } from '../table.ts';
import { fetchBugs } from './bugs.ts';
import type { FetchResult } from './hold-beside.ts';
import type { Sighting } from './plant-bugs.ts';

const count = <T>(items: readonly T[], is: (item: T) => boolean): number => items.filter(is).length;

/** What a report tells of a case, wherever it ran. */
export interface Ruled {
  topic: string;
  tested: Pick<FetchResult['tested'], 'name' | 'holds'>;
  ruling: FetchResult['ruling'];
}

/** A line for each topic, and one for each case that does not pass, with the reason. */
export function semanticsLines(results: readonly Ruled[]): string[] {
  const topics = [...new Set(results.map(({ topic }) => topic))];
  const rows = topics.map((topic) => {
    const of = results.filter((result) => result.topic === topic);
    const by = (result: Ruled['ruling']['result']): string =>
      String(count(of, ({ ruling }) => ruling.result === result));
    return [topic, String(of.length), by('same'), by('differs'), by('void')];
  });
  const reasons = results.flatMap(({ tested, ruling }) =>
    ruling.result === 'same' ? [] : [`${tested.name} (${tested.holds}) ${ruling.result}: ${ruling.why}`],
  );
  return [...table([['topic', 'cases', 'same', 'differ', 'void'], ...rows]), '', ...reasons];
}

/** A case that is void shows nothing of the subject. */
export function semanticsVerdict(results: readonly Ruled[]): Verdict {
  const has = (result: Ruled['ruling']['result']): boolean => results.some(({ ruling }) => ruling.result === result);
  if (has('differs')) return 'FAIL';
  return has('void') || results.length === 0 ? 'INCONCLUSIVE' : 'PASS';
}

export function semanticsFigure(results: readonly Ruled[], subject: string): string {
  const same = count(results, ({ ruling }) => ruling.result === 'same');
  return `fetch-semantics: ${semanticsVerdict(results)}; ${same} of ${results.length} cases are the same with plain fetch and with ${subject}`;
}

const sees = ({ ruling }: Sighting): boolean => ruling.result === 'differs';

/** How many cases a line names: the JSON has all. */
const MOST_NAMES = 5;

/** A line for each bug with the cases that see it, those first whose own it is, and one for each case that does not see its own. */
export function bugLines(sightings: readonly Sighting[]): string[] {
  const planted = Object.keys(fetchBugs).filter((bug) => sightings.some((sighting) => sighting.bug === bug));
  const rows = planted.map((bug) => {
    const seen = sightings.filter((sighting) => sighting.bug === bug && sees(sighting));
    const names = seen.toSorted((one, other) => Number(other.own) - Number(one.own)).map(({ name }) => name);
    const rest = names.length - MOST_NAMES;
    return [bug, String(seen.length), names.slice(0, MOST_NAMES).join(', ') + (rest > 0 ? ` and ${rest} more` : '')];
  });
  return [...table([['bug', 'seen by', 'cases'], ...rows]), '', ...unseen(sightings)];
}

/** A sentence for each case that does not see its own bug. */
function unseen(sightings: readonly Sighting[]): string[] {
  const blind = sightings.filter((sighting) => sighting.own && !sees(sighting));
  return blind.map(({ name, bug, ruling }) => {
    const why = 'why' in ruling ? ` ${ruling.why}` : '';
    return `${name} does not see "${bug}".${why}`;
  });
}

export function bugsVerdict(sightings: readonly Sighting[]): Verdict {
  if (sightings.length === 0 || sightings.some(({ ruling }) => ruling.result === 'void')) return 'INCONCLUSIVE';
  return unseen(sightings).length === 0 ? 'PASS' : 'FAIL';
}

export function bugsFigure(sightings: readonly Sighting[]): string {
  const own = sightings.filter((sighting) => sighting.own);
  const planted = new Set(sightings.map(({ bug }) => bug));
  const seen = new Set(sightings.filter(sees).map(({ bug }) => bug));
  return `fetch-semantics: ${bugsVerdict(sightings)}; ${count(own, sees)} of ${own.length} cases see their own planted bug, ${seen.size} of ${planted.size} bugs are seen`;
}
