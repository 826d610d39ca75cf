import { formatCount } from '@evenkeel/tools/command-line';
import { berlin52 } from '../shared/tsplib/berlin52.ts';
import type { Assertion } from './assertion.ts';

const name = 'each tour is as long as its energy says';

/** Measures each answer's tour on the map, and does not believe the solver. */
export const toursAreAsLong: Assertion = ({ jobs, counts }) => {
  const answers = jobs.filter(({ energy }) => energy !== null);
  if (answers.length === 0) return { name, ok: null, seen: 'no answer', reason: 'No job had an answer to measure.' };
  const { distances } = berlin52();
  const wrong = answers.filter(({ tour, energy }) => tour === null || lengthOf(tour, distances) !== energy);
  const all = Math.max(answers.length, counts.succeeded);
  const seen = `${formatCount(answers.length - wrong.length)} of ${formatCount(all)}`;
  if (answers.length < all) return { name, ok: false, seen, reason: `Only ${seen} jobs that succeeded have a tour.` };
  if (wrong[0] === undefined) return { name, ok: true, seen };
  return { name, ok: false, seen, reason: `Only ${seen} tours are; the first that is not is that of ${wrong[0].id}.` };
};

/** A tour's length; undefined where it does not visit each city once. */
function lengthOf(tour: readonly number[], distances: readonly (readonly number[])[]): number | undefined {
  if (tour.length !== distances.length || new Set(tour).size !== distances.length) return undefined;
  return tour.reduce(
    (sum, city, at) => sum + (distances[city]?.[tour[(at + 1) % tour.length] as number] ?? Number.NaN),
    0,
  );
}
