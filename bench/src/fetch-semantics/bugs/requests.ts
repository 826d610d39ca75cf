import type { FetchInit } from '../fetch.ts';
import { type FetchBugs, onCall, onMethod, urlOf } from './plant.ts';

const KNOWN = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const FORBIDDEN = ['CONNECT', 'TRACE', 'TRACK'];

/** Of methods, URLs, Request objects and options. */
export const requestBugs = {
  'knows methods in upper case only': {
    does: 'takes a method that is not in upper case for GET',
    plant: onMethod((method) => (KNOWN.includes(method) ? method : 'GET')),
  },
  'writes the method in upper case': {
    does: 'sends patch as PATCH',
    plant: onMethod((method) => method.toUpperCase()),
  },
  'writes the method in lower case': {
    does: 'sends PATCH as patch',
    plant: onMethod((method) => method.toLowerCase()),
  },
  'mends methods': {
    does: 'sends GET for a method that is not allowed',
    plant: onMethod((method) => (FORBIDDEN.includes(method.toUpperCase()) || /\W/.test(method) ? 'GET' : method)),
  },
  'asks GET for HEAD': { does: 'sends GET', plant: onMethod((method) => (method === 'HEAD' ? 'GET' : method)) },
  'drops the body of a DELETE': {
    does: 'takes it that only POST, PUT and PATCH have bodies',
    plant: onCall((input, init) => [input, /DELETE|OPTIONS/.test(init.method ?? '') ? without(init, 'body') : init]),
  },
  'drops the body of a GET': {
    does: 'sends it without, in place of an error',
    plant: onCall((input, init) => [input, /^(?:GET|HEAD)$/.test(init.method ?? 'GET') ? without(init, 'body') : init]),
  },
  'takes the URL of a Request': {
    does: 'takes nothing but the URL',
    plant: onCall((input, init) => [urlOf(input), init]),
  },
  'clones a Request': {
    does: 'sends a clone, and leaves the Request unread',
    plant: onCall((input, init) => [input instanceof Request ? input.clone() : input, init]),
  },
  'takes a Request as it is': {
    does: 'ignores the init beside it',
    plant: onCall((input, init) => (input instanceof Request ? [input] : [input, init])),
  },
  'drops the body of a Request': {
    does: 'copies method and headers only',
    plant: onCall((input, init) => {
      if (!(input instanceof Request)) return [input, init];
      const { url, method, headers, signal } = input;
      return [url, { method, headers, signal, ...init }];
    }),
  },
  'sends a used Request': {
    does: 'sends one that was read without its body',
    plant: onCall((input, init) => {
      if (!(input instanceof Request) || !input.bodyUsed) return [input, init];
      return [input.url, { method: input.method, headers: input.headers, ...init }];
    }),
  },
  'drops the query': {
    does: 'keeps the path alone',
    plant: onCall((input, init) => [input instanceof Request ? input : String(input).replace(/\?[^#]*/, ''), init]),
  },
  'takes strings only': {
    does: 'refuses a URL that is an object',
    plant: onCall((input, init) => {
      if (typeof input === 'string' || input instanceof Request) return [input, init];
      throw new TypeError('The URL must be a string.');
    }),
  },
  'moves credentials to a header': {
    does: 'makes an authorization header of what the URL says',
    plant: onCall((input, init) => {
      if (input instanceof Request || !URL.canParse(String(input))) return [input, init];
      const url = new URL(input);
      if (url.username === '') return [input, init];
      const headers = new Headers(init.headers);
      headers.set('authorization', `Basic ${btoa(`${url.username}:${url.password}`)}`);
      url.username = '';
      url.password = '';
      return [url, { ...init, headers }];
    }),
  },
  'passes on the options it knows': {
    does: 'passes on method, headers, body, duplex, redirect and signal',
    plant: onCall((input, { method, headers, body, duplex, redirect, signal }) => {
      const known = { method, headers, body, duplex, redirect, signal };
      const given = Object.entries(known).filter(([, value]) => value !== undefined);
      return [input, Object.fromEntries(given) as FetchInit];
    }),
  },
  'refuses an object': {
    does: 'rejects where it is called as a method, as browsers do',
    plant: (fetch) =>
      async function (this: unknown, input, init) {
        if (this !== undefined && this !== globalThis) throw new TypeError('Illegal invocation');
        return fetch(input, init);
      },
  },
  'throws at once': {
    does: 'looks at the URL before it makes a promise',
    plant: (fetch) => (input, init) => {
      if (!(input instanceof Request)) new URL(input);
      return fetch(input, init);
    },
  },
  'cuts the URL at a space': {
    does: 'does not write the URL as browsers do',
    plant: onCall((input, init) => [input instanceof Request ? input : (String(input).split(' ')[0] ?? ''), init]),
  },
  'needs no arguments': {
    does: 'calls its own address where it is given none',
    plant: (fetch) => async (input, init) => fetch(input ?? 'data:,', init),
  },
} satisfies FetchBugs;

function without(init: FetchInit, name: keyof FetchInit): FetchInit {
  const { [name]: _, ...rest } = init;
  return rest;
}
