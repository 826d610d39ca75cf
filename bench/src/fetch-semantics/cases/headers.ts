import type { FetchBugName } from '../bugs.ts';
import type { FetchInit } from '../fetch.ts';
import type { FetchCase, FetchGroup } from '../fetch-case.ts';
import { lookOf, rejection } from '../looks.ts';
import { reply } from '../replies.ts';

type Given = FetchInit['headers'];
type Row = [name: string, holds: string, bug: FetchBugName, headers: Given];

const rows: Row[] = [
  ['own', 'no header is added to those that fetch adds', 'adds a header', undefined],
  [
    'record',
    'headers can be given as an object, and are written as they are given',
    'copies headers',
    { 'X-One': '1', 'x-TWO': '2' },
  ],
  [
    'pairs',
    'headers can be given as pairs',
    'spreads headers',
    [
      ['x-one', '1'],
      ['x-two', '2'],
    ],
  ],
  ['instance', 'headers can be given as Headers', 'takes headers of objects only', new Headers({ 'x-one': '1' })],
  [
    'equal-names',
    'equal names become one field with all values',
    'keeps the last of equal headers',
    [
      ['x-one', '1'],
      ['x-one', '2'],
      ['X-One', '3'],
    ],
  ],
  ['cookie', 'cookies of the caller are sent', 'drops cookies', { cookie: 'a=1; b=2' }],
  ['authorization', 'authorization is sent', 'drops the authorization', { authorization: 'Bearer local' }],
  ['trimmed', 'values are sent without the blanks around them', 'adds a header', { 'x-one': '  a  b\t' }],
  ['empty-value', 'a value may be empty', 'adds a header', { 'x-one': '' }],
  ['latin1', 'a value may have any character of Latin-1, a byte each', 'writes values as URIs', { 'x-one': 'grün' }],
  ['user-agent', 'a user agent of the caller is sent', 'calls itself by name', { 'user-agent': 'mine/2' }],
  [
    'accept',
    'accept, accept-language and accept-encoding of the caller are sent',
    'asks for no compression',
    { accept: 'text/csv', 'accept-language': 'de', 'accept-encoding': 'br' },
  ],
  ['range', 'with a range no compression is asked for', 'adds a header', { range: 'bytes=0-3' }],
  ['host', 'a host of the caller is not sent, but that of the URL', 'forwards the host', { host: 'api.test' }],
  ['long', 'a value of 8 kB is sent', 'copies headers', { 'X-Long': 'v'.repeat(8_192) }],
];

const sent = rows.map(
  ([name, holds, bug, headers]): FetchCase => ({
    name: `header-${name}`,
    holds,
    bug,
    async observe(fetch, server) {
      const url = await server.http(reply());
      return (await fetch(url, headers === undefined ? {} : { headers })).text();
    },
  }),
);

const refusals: [name: string, holds: string, bug: FetchBugName, headers: Given[]][] = [
  [
    'invalid',
    'names and values that HTTP has no room for are refused',
    'drops invalid headers',
    [{ 'a b': '1' }, { a: '1\n2' }, { a: '€' }, { '': '1' }],
  ],
  [
    'not-pairs',
    'a list of anything but pairs is refused',
    'takes headers of objects only',
    [[['a']] as unknown as Given, [['a', 'b', 'c']] as unknown as Given],
  ],
  [
    'connection',
    'connection headers that fetch cannot keep to are refused',
    'drops connection headers',
    [{ expect: '100-continue' }, { 'transfer-encoding': 'chunked' }, { connection: 'upgrade' }, { upgrade: 'h2c' }],
  ],
];

const refused = refusals.map(
  ([name, holds, bug, all]): FetchCase => ({
    name: `header-${name}`,
    holds,
    bug,
    async observe(fetch, server) {
      const url = await server.http(reply());
      const ends: unknown[] = [];
      for (const headers of all) ends.push(await rejection(fetch(url, { method: 'POST', body: 'text', headers })));
      return ends;
    },
  }),
);

const answered: FetchCase[] = [
  {
    name: 'header-set-cookie',
    holds: 'cookies that are set come one by one, and in the order of the answer',
    bug: 'keeps one cookie',
    async observe(fetch, server) {
      const url = await server.http(
        reply({ headers: { 'set-cookie': ['a=1; Path=/', 'b=2, 3'], 'x-one': ['1', '2'] } }),
      );
      const { headers } = await fetch(url);
      return { cookies: headers.getSetCookie(), one: headers.get('x-one'), all: [...headers] };
    },
  },
  {
    name: 'header-no-cookie-jar',
    holds: 'a cookie that was set is not sent by the next call',
    bug: 'adds a header',
    async observe(fetch, server) {
      const url = await server.http(reply({ headers: { 'set-cookie': 'a=1' } }));
      await (await fetch(url)).text();
      return (await fetch(url)).text();
    },
  },
  {
    name: 'header-immutable',
    holds: "a response's headers cannot be changed",
    bug: 'lets headers be changed',
    async observe(fetch, server) {
      const url = await server.http(reply({ headers: { 'x-one': '1' } }));
      const response = await fetch(url);
      const refusal = await rejection((async () => response.headers.set('x-one', '2'))());
      return { refusal, ...lookOf(response) };
    },
  },
];

export const headers: FetchGroup = { topic: 'headers', cases: [...sent, ...refused, ...answered] };
