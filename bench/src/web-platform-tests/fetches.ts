import { plantedFetches } from './planted.ts';
import type { PlatformFetch } from './platform-fetch.ts';

export const PLAIN_FETCH = 'plain';
export const FETCH_UNDER_TEST = 'subject';

/** What can take the place of the global fetch, made of the plain one. */
export async function fetchNamed(name: string, plain: PlatformFetch): Promise<PlatformFetch> {
  if (name === PLAIN_FETCH) return plain;
  if (name === FETCH_UNDER_TEST) {
    // Loaded only where it plays: it is most of what a player's start takes.
    const { fetchUnderTest } = await import('./subject.ts');
    return fetchUnderTest.open(plain);
  }
  const planted = plantedFetches[name];
  if (planted === undefined) throw new Error(`There is no fetch "${name}".`);
  return planted.open(plain);
}
