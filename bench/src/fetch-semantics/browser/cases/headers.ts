import type { FetchInit } from '../../fetch.ts';
import { lookOf, rejection } from '../../looks.ts';
import { reply } from '../../replies.ts';
import { byPath } from '../by-path.ts';
import type { PageBugName } from '../page-bugs.ts';
import type { PageCase, PageGroup } from '../page-case.ts';

type Given = FetchInit['headers'];
type Row = [name: string, holds: string, bug: PageBugName, headers: Given];

const rows: Row[] = [
  ['own', 'no header is added to those that the browser adds', 'adds a header', undefined],
  [
    'pairs',
    'equal names become one field with all values',
    'keeps the last of equal headers',
    [
      ['x-one', '1'],
      ['x-one', '2'],
      ['X-One', '3'],
    ],
  ],
  ['authorization', 'authorization is sent', 'drops the authorization', { authorization: 'Bearer local' }],
  [
    'forbidden',
    'what only the browser may say is left out without a word',
    'adds a header',
    { cookie: 'a=1', host: 'api.test', 'x-own': '1' },
  ],
];

const sent = rows.map(
  ([name, holds, bug, headers]): PageCase => ({
    name: `page-header-${name}`,
    holds,
    bug,
    serve: () => reply(),
    observe: async ({ fetch, url }) => (await fetch(`${url}/in`, headers === undefined ? {} : { headers })).text(),
  }),
);

const invalid: Given[] = [{ 'a b': '1' }, { a: '1\n2' }, { a: '€' }];

export const pageHeaders: PageGroup = {
  topic: 'headers, cookies and the cache',
  cases: [
    ...sent,
    {
      name: 'page-header-invalid',
      holds: 'names and values that HTTP has no room for are refused, and nothing is sent',
      bug: 'drops invalid headers',
      serve: () => reply(),
      async observe({ fetch, url }) {
        const ends: unknown[] = [];
        for (const headers of invalid) ends.push(await rejection(fetch(`${url}/never`, { headers })));
        return ends;
      },
    },
    {
      name: 'page-header-immutable',
      holds: "a response's headers cannot be changed, and cookies are not among them",
      bug: 'lets headers be changed',
      serve: () => reply({ headers: { 'x-one': ['1', '2'], 'set-cookie': 'a=1; Max-Age=60' } }),
      async observe({ fetch, url }) {
        const response = await fetch(`${url}/in`);
        const refusal = await rejection((async () => response.headers.set('x-one', '2'))());
        return { refusal, ...lookOf(response) };
      },
    },
    {
      name: 'page-cookies',
      holds: 'a cookie that was set comes back, but not where the caller leaves it out',
      bug: 'passes on the options it knows',
      serve: () => byPath({ '/set': { headers: { 'set-cookie': 'a=1; Max-Age=60' } }, '/with': {}, '/without': {} }),
      async observe({ fetch, url }) {
        await (await fetch(`${url}/set`)).text();
        await (await fetch(`${url}/with`)).text();
        return (await fetch(`${url}/without`, { credentials: 'omit' })).text();
      },
    },
    {
      name: 'page-cache',
      holds: "what the browser's cache has is not asked for again, but where the caller wants it",
      bug: 'passes on the options it knows',
      serve: () => (exchange) =>
        reply({ headers: { 'cache-control': 'max-age=600' }, body: String(exchange.at) })(exchange),
      async observe({ fetch, url }) {
        const texts: string[] = [];
        for (const cache of ['default', 'default', 'reload'] as const) {
          texts.push(await (await fetch(`${url}/cached`, { cache })).text());
        }
        return texts;
      },
    },
  ],
};
