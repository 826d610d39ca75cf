import { createFetch } from '@evenkeel/toolkit/fetch';
import type { FetchSubject } from './pass-through.ts';

/** What the cases hold beside plain `fetch`. Another one is chosen by this line. */
export const subject: FetchSubject = { name: 'createFetch()', open: () => ({ fetch: createFetch() }) };
