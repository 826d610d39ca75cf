import { readFileSync } from 'node:fs';

/** TSPLIB's berlin52 (M. Groetschel): rounded Euclidean distances between 52 places. Its shortest tour is 7542 long. */
export function berlin52(): number[][] {
  const file = new URL('../../../../../../loadtests/data/berlin52.tsp', import.meta.url);
  const places = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((fields) => fields.length === 3 && fields.every(Number.isFinite));
  return places.map(([, x = 0, y = 0]) =>
    places.map(([, otherX = 0, otherY = 0]) => Math.round(Math.hypot(x - otherX, y - otherY))),
  );
}

/** A tour's length, computed independently of the solver's own code. */
export function lengthOf(distances: readonly (readonly number[])[], tour: readonly number[]): number {
  return tour.reduce((sum, city, at) => sum + (distances[city]?.[tour[(at + 1) % tour.length] ?? -1] ?? Number.NaN), 0);
}
