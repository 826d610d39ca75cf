import type { Fetch } from './fetch.ts';

/** A `fetch` to be held beside the plain one. */
export interface FetchSubject {
  /** For the report. */
  name: string;
  /** Makes one that knows nothing of what others were called for; called anew for each run of a case. */
  open(): { fetch: Fetch; close?: () => Promise<void> };
}

export const passThrough: FetchSubject = {
  name: 'a wrapper that only passes through',
  open: () => ({ fetch: (...given) => fetch(...given) }),
};
