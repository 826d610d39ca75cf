import type { FetchBugName } from '../bugs.ts';
import type { FetchCase, FetchGroup } from '../fetch-case.ts';
import { lookAndText, rejection } from '../looks.ts';
import { reply, wire } from '../replies.ts';

type Row = [name: string, holds: string, bug: FetchBugName, methods: string[], body?: string];

const rows: Row[] = [
  [
    'normalized',
    'the methods that the standard names are written in upper case',
    'knows methods in upper case only',
    ['get', 'Post', 'put', 'delete', 'options'],
  ],
  [
    'as-written',
    'a method that the standard does not name stays as it is written',
    'writes the method in upper case',
    ['patch'],
  ],
  ['patch', 'PATCH is sent as PATCH', 'writes the method in lower case', ['PATCH'], 'text'],
  ['of-an-own-make', 'any other method is sent, too', 'writes the method in lower case', ['PURGE', 'X-Own']],
  ['delete-body', 'a DELETE may have a body', 'drops the body of a DELETE', ['DELETE', 'OPTIONS'], 'text'],
  ['put-body', 'a PUT has its body', 'sends each request twice', ['PUT'], 'text'],
];

const sent = rows.map(
  ([name, holds, bug, methods, body]): FetchCase => ({
    name: `method-${name}`,
    holds,
    bug,
    async observe(fetch, server) {
      // Node's own parser refuses methods that it does not know.
      const url = await server.raw((socket) => socket.write(wire(['HTTP/1.1 200 OK', 'content-length: 2'], 'ok')));
      const texts: string[] = [];
      for (const method of methods) {
        const response = await fetch(url, { method, ...(body !== undefined && { body }) });
        texts.push(await response.text());
      }
      return texts;
    },
  }),
);

const refused = (name: string, holds: string, bug: FetchBugName, calls: RequestInit[]): FetchCase => ({
  name: `method-${name}`,
  holds,
  bug,
  async observe(fetch, server) {
    const url = await server.http(reply());
    return Promise.all(calls.map((init) => rejection(fetch(url, init))));
  },
});

export const methods: FetchGroup = {
  topic: 'methods',
  cases: [
    ...sent,
    refused('forbidden', 'CONNECT, TRACE and TRACK are refused, and not sent', 'mends methods', [
      { method: 'CONNECT' },
      { method: 'trace' },
      { method: 'TRACK' },
    ]),
    refused('invalid', 'what is no method is refused, and not sent', 'mends methods', [
      { method: 'BAD METHOD' },
      { method: '' },
      { method: 'A\nB' },
    ]),
    refused('get-with-a-body', 'GET and HEAD with a body are refused, and not sent', 'drops the body of a GET', [
      { body: 'text' },
      { method: 'GET', body: '' },
      { method: 'HEAD', body: 'text' },
    ]),
    {
      name: 'method-head',
      holds: 'a HEAD has the headers of a GET, and no body',
      bug: 'asks GET for HEAD',
      async observe(fetch, server) {
        const url = await server.http(reply({ headers: { 'x-told': 'yes' }, body: 'never sent' }));
        return lookAndText(await fetch(url, { method: 'HEAD' }));
      },
    },
  ],
};
