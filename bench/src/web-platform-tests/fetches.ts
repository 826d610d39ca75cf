import { plantedFetches } from './planted.ts';
import type { PlatformFetch } from './platform-fetch.ts';
import { fetchUnderTest } from './subject.ts';

export const PLAIN_FETCH = 'plain';
export const FETCH_UNDER_TEST = 'subject';

/** What can take the place of the global fetch, made of the plain one. */
export function fetchNamed(name: string, plain: PlatformFetch): PlatformFetch {
  if (name === PLAIN_FETCH) return plain;
  if (name === FETCH_UNDER_TEST) return fetchUnderTest.open(plain);
  const planted = plantedFetches[name];
  if (planted === undefined) throw new Error(`There is no fetch "${name}".`);
  return planted.open(plain);
}
