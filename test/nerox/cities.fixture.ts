import { seededRandom } from '@evenkeel/toolkit/testing';

/** The distances between cities at random places in a square, rounded as TSPLIB does. */
export function randomCities(count: number, seed: number): number[][] {
  const random = seededRandom(seed);
  const cities = Array.from({ length: count }, () => [1_000 * random(), 1_000 * random()] as const);
  return cities.map(([x, y]) => cities.map(([u, v]) => Math.round(Math.hypot(x - u, y - v))));
}
