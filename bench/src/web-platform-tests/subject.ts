import { createFetch } from '@evenkeel/toolkit/fetch';
import type { PlatformFetch } from './platform-fetch.ts';

/** What is held beside plain `fetch`. Another one is chosen here. */
export const fetchUnderTest: { name: string; open(plain: PlatformFetch): PlatformFetch } = {
  name: 'createFetch()',
  // It is put in the place of the global fetch, so it must not look that up.
  open: (plain) => createFetch({ fetch: plain }),
};
