import { createFetch } from '@evenkeel/toolkit/fetch';
import type { PlatformFetch } from './platform-fetch.ts';

/** What is held beside plain `fetch`. Another one is chosen here. */
export const fetchUnderTest: { name: string; open(plain: PlatformFetch): PlatformFetch } = {
  name: 'createFetch()',
  // As applications put it in the place of the global one.
  open: () => createFetch(),
};
