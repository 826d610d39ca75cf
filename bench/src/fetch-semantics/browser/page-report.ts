import type { Verdict } from '@evenkeel/tools/command-line';
import { semanticsVerdict } from '../report.ts';
import type { PageResult, PageSighting } from './hold-in-page.ts';

const isSame = ({ ruling }: Pick<PageResult, 'ruling'>): boolean => ruling.result === 'same';

/** @param browser its name and version */
export function pageFigure(results: readonly PageResult[], subject: string, browser: string): string {
  const compared = results.filter(({ tested }) => tested.expected === undefined);
  const ours = results.filter(({ tested }) => tested.expected !== undefined);
  return [
    `fetch-semantics: ${semanticsVerdict(results)}; in ${browser}`,
    `${compared.filter(isSame).length} of ${compared.length} cases are the same with the page's fetch and with ${subject}`,
    `${ours.filter(isSame).length} of ${ours.length} of what it does beside hold`,
  ].join(', ');
}

/** A sentence for each case that does not see its own bug. */
export const pageBugLines = (sightings: readonly PageSighting[]): string[] =>
  sightings.flatMap(({ name, bug, ruling }) => {
    if (ruling.result === 'differs') return [];
    return [`${name} does not see "${bug}".${'why' in ruling ? ` ${ruling.why}` : ''}`];
  });

export function pageBugsVerdict(sightings: readonly PageSighting[]): Verdict {
  if (sightings.length === 0 || sightings.some(({ ruling }) => ruling.result === 'void')) return 'INCONCLUSIVE';
  return sightings.every(({ ruling }) => ruling.result === 'differs') ? 'PASS' : 'FAIL';
}

export function pageBugsFigure(sightings: readonly PageSighting[], browser: string): string {
  const seen = sightings.filter(({ ruling }) => ruling.result === 'differs');
  return `fetch-semantics: ${pageBugsVerdict(sightings)}; in ${browser}, ${seen.length} of ${sightings.length} cases see their own planted bug`;
}
