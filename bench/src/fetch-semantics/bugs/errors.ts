import { type FetchBugs, urlOf } from './plant.ts';

/** Of what becomes of errors. */
export const errorBugs = {
  'wraps errors': {
    does: 'throws an error of its own around the other',
    plant: (fetch) => async (input, init) => {
      try {
        return await fetch(input, init);
      } catch (cause) {
        throw new Error('The request failed.', { cause });
      }
    },
  },
  'drops the cause': {
    does: 'throws the same kind of error without its cause',
    plant: (fetch) => async (input, init) => {
      try {
        return await fetch(input, init);
      } catch (error) {
        if (error instanceof TypeError) throw new TypeError(error.message);
        throw error;
      }
    },
  },
  'answers errors with a 502': {
    does: 'gives a response in place of an error',
    plant: (fetch) => async (input, init) => {
      try {
        return await fetch(input, init);
      } catch {
        return new Response('Bad Gateway', { status: 502 });
      }
    },
  },
  'refuses other schemes': {
    does: 'takes only http: and https:',
    plant: (fetch) => async (input, init) => {
      if (/^(?!https?:)\w+:/.test(urlOf(input))) throw new TypeError('fetch failed');
      return fetch(input, init);
    },
  },
} satisfies FetchBugs;
