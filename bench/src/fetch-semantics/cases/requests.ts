import type { FetchBugName } from '../bugs.ts';
import type { FetchCase, FetchGroup } from '../fetch-case.ts';
import { lookAndText, rejection } from '../looks.ts';
import { reply } from '../replies.ts';

const post = (url: string, init: RequestInit = {}): Request =>
  new Request(url, { method: 'POST', body: 'given', headers: { 'x-own': '1' }, ...init });

type Row = [
  name: string,
  holds: string,
  bug: FetchBugName,
  call: (fetch: typeof globalThis.fetch, url: string) => Promise<unknown>,
];

const text = async (call: Promise<Response>): Promise<string> => (await call).text();

const rows: Row[] = [
  [
    'sent',
    'method, headers and body of a Request are sent',
    'takes the URL of a Request',
    (fetch, url) => text(fetch(post(url))),
  ],
  ['body', "a Request's body is sent", 'drops the body of a Request', (fetch, url) => text(fetch(post(url)))],
  [
    'once',
    'a Request is used by its call, and cannot be sent again',
    'clones a Request',
    async (fetch, url) => {
      const request = post(url);
      const call = fetch(request);
      const { bodyUsed } = request;
      return {
        text: await text(call),
        bodyUsed,
        again: await rejection(fetch(request)),
        clone: await rejection((async () => request.clone())()),
      };
    },
  ],
  [
    'clone',
    'a Request and its clone are sent with the same body',
    'drops the body of a Request',
    async (fetch, url) => {
      const request = post(url);
      const clone = request.clone();
      return [await text(fetch(request)), await text(fetch(clone))];
    },
  ],
  [
    'read-before',
    'a Request whose body was read is refused',
    'sends a used Request',
    async (fetch, url) => {
      const request = post(url);
      await request.text();
      return rejection(fetch(request));
    },
  ],
  [
    'without-body-twice',
    'a Request without a body can be sent again',
    'sends each request twice',
    async (fetch, url) => {
      const request = new Request(url, { headers: { 'x-own': '1' } });
      return [await text(fetch(request)), await text(fetch(request)), request.bodyUsed];
    },
  ],
  [
    'init-beside',
    'what the init says wins over the Request',
    'takes a Request as it is',
    (fetch, url) => text(fetch(post(url), { method: 'PUT', headers: { 'x-other': '2' }, body: 'other' })),
  ],
  [
    'init-beside-used',
    'a Request that was read can be sent with the body of an init',
    'takes a Request as it is',
    async (fetch, url) => {
      const request = post(url);
      await request.text();
      return text(fetch(request, { body: 'other' }));
    },
  ],
  [
    'stream',
    "a Request's stream is sent in chunks",
    'drops the body of a Request',
    (fetch, url) => text(fetch(post(url, { body: ReadableStream.from([Buffer.from('streamed')]), duplex: 'half' }))),
  ],
  ['url-object', 'a URL object is taken', 'takes strings only', (fetch, url) => text(fetch(new URL('/a?b=1', url)))],
  [
    'stringable',
    'what can be made a string is taken for a URL',
    'takes strings only',
    (fetch, url) => text(fetch({ toString: () => `${url}/made` } as unknown as string)),
  ],
  ['query', 'the query is sent as it is', 'drops the query', (fetch, url) => text(fetch(`${url}/a?b=%20c&b=d+e&f`))],
  [
    'fragment',
    'the fragment is not sent',
    'makes a new Response',
    async (fetch, url) => lookAndText(await fetch(`${url}/a?b#c`)),
  ],
  [
    'url-as-browsers',
    'a URL is written as browsers write it',
    'cuts the URL at a space',
    async (fetch, url) => lookAndText(await fetch(` ${url}/ü b/../c d?é="\\x `)),
  ],
  [
    'credentials',
    'a URL with a user and a password is refused',
    'moves credentials to a header',
    (fetch, url) => rejection(fetch(url.replace('//', '//user:word@'))),
  ],
  [
    'this',
    'it can be called with any object, and with none',
    'refuses an object',
    async (fetch, url) => [await text(fetch.call(undefined, url)), await text(fetch.call({}, url))],
  ],
  [
    'cache',
    'what is said of caches is sent',
    'passes on the options it knows',
    async (fetch, url) => [
      await text(fetch(url, { cache: 'no-store' })),
      await text(fetch(url, { cache: 'no-cache' })),
    ],
  ],
  [
    'integrity',
    'a body of another hash than was told fails',
    'passes on the options it knows',
    (fetch, url) =>
      rejection(fetch(url, { integrity: `sha256-${'A'.repeat(43)}=` }).then((response) => response.text())),
  ],
  [
    'mode',
    'modes are kept to',
    'passes on the options it knows',
    async (fetch, url) => [
      await rejection(fetch(url, { mode: 'same-origin' })),
      await rejection(fetch(url, { mode: 'navigate' })),
    ],
  ],
  [
    'wrong-options',
    'options of no meaning are refused, and nothing is sent',
    'passes on the options it knows',
    async (fetch, url) => [
      await rejection(fetch(url, { cache: 'maybe' as 'default' })),
      await rejection(fetch(url, { credentials: 'maybe' as 'omit' })),
      await rejection(fetch(url, { redirect: 'maybe' as 'follow' })),
    ],
  ],
  [
    'dispatcher',
    'a dispatcher of the caller sends the request',
    'passes on the options it knows',
    async (fetch, url) => {
      const calls: unknown[] = [];
      const dispatch = (options: { method: string; path: string }): never => {
        calls.push([options.method, options.path]);
        throw new Error('this dispatcher sends nothing');
      };
      const init = { method: 'POST', dispatcher: { dispatch } } as unknown as RequestInit;
      return { end: await rejection(fetch(`${url}/a`, init)), calls };
    },
  ],
];

export const requests: FetchGroup = {
  topic: 'Request and options',
  cases: rows.map(
    ([name, holds, bug, call]): FetchCase => ({
      name: `request-${name}`,
      holds,
      bug,
      async observe(fetch, server) {
        return call(fetch, await server.http(reply()));
      },
    }),
  ),
};
