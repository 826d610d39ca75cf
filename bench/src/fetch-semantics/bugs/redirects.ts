import type { Fetch } from '../fetch.ts';
import { type FetchBugs, onCall, urlOf } from './plant.ts';

const REDIRECTS = [301, 302, 303, 307, 308];
const MOST = 50;

/** Follows redirects outside of `fetch`, as `next` says for each. */
const following =
  (next: (response: Response, init: RequestInit) => RequestInit): ((fetch: Fetch) => Fetch) =>
  (fetch) =>
  async (input, init) => {
    if ((init?.redirect ?? (input instanceof Request ? input.redirect : 'follow')) !== 'follow')
      return fetch(input, init);
    let given: RequestInit = { ...init, redirect: 'manual' };
    let response = await fetch(input, given);
    for (let hops = 0; hops < MOST && REDIRECTS.includes(response.status); hops += 1) {
      const location = response.headers.get('location');
      if (location === null) break;
      await response.body?.cancel();
      given = next(response, given);
      response = await fetch(new URL(location, response.url || urlOf(input)), given);
    }
    return response;
  };

/** Of redirects. */
export const redirectBugs = {
  'follows redirects itself': {
    does: 'sends the same again to where it is redirected',
    plant: following((_, init) => init),
  },
  'follows redirects as GET': {
    does: 'sends a GET to where it is redirected, but keeps the headers',
    plant: following((_, { body: _body, ...init }) => ({ ...init, method: 'GET' })),
  },
  'never follows': {
    does: 'gives the redirect as it is',
    plant: onCall((input, init) => [input, { ...init, redirect: 'manual' }]),
  },
  'always follows': {
    does: 'does not pass on how redirects are to be taken',
    plant: onCall((input, init) => [input, { ...init, redirect: 'follow' }]),
  },
} satisfies FetchBugs;
