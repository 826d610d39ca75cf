import type { FetchInit } from '../../fetch.ts';
import { rejection } from '../../looks.ts';
import { reply } from '../../replies.ts';
import type { PageBugName } from '../page-bugs.ts';
import type { PageCase, PageGroup } from '../page-case.ts';

type Row = [name: string, holds: string, bug: PageBugName, init: () => FetchInit];

/** Floats whose bytes are no UTF-8. */
const bytes = (): ArrayBuffer => new Float64Array([Math.PI, -1]).buffer;

function form(): FormData {
  const made = new FormData();
  made.append('name', 'Grün "&" Söhne');
  made.append('file', new File([new Uint8Array(bytes())], 'a "quoted" näme.bin', { type: 'application/x-own' }));
  made.append('blob', new Blob(['text']));
  return made;
}

const rows: Row[] = [
  ['text', 'a text is text/plain, in UTF-8', 'calls every text JSON', () => ({ body: 'grün €' })],
  [
    'text-typed',
    'a content type of the caller stays',
    'calls every text JSON',
    () => ({ body: '<a/>', headers: { 'content-type': 'text/xml' } }),
  ],
  ['text-large', 'a text of 1 MB arrives whole', 'cuts uploads', () => ({ body: 'a€'.repeat(262_144) })],
  ['none', 'a POST without a body has the length 0', 'posts an empty object', () => ({})],
  [
    'parameters',
    'parameters are sent as a form',
    'sends parameters as text',
    () => ({ body: new URLSearchParams({ a: '1 & 2', b: 'ü' }) }),
  ],
  ['form', 'a form is multipart, its files with names and types', 'loses file names', () => ({ body: form() })],
  [
    'blob',
    "a Blob's type is the content type",
    'loses the type of a Blob',
    () => ({ body: new Blob(['text'], { type: 'text/csv' }) }),
  ],
  ['buffer', 'the bytes of a buffer are sent as they are', 'reads bytes as text', () => ({ body: bytes() })],
  [
    'view',
    'a view is sent, and not its whole buffer',
    'sends the buffer of a view',
    () => ({ body: new Uint8Array(bytes(), 3, 5) }),
  ],
];

const sent = rows.map(
  ([name, holds, bug, init]): PageCase => ({
    name: `page-body-${name}`,
    holds,
    bug,
    serve: () => reply(),
    observe: async ({ fetch, url }) => (await fetch(`${url}/in`, { method: 'POST', ...init() })).text(),
  }),
);

const post = (url: string): Request => new Request(url, { method: 'POST', body: 'given', headers: { 'x-own': '1' } });

export const pageBodies: PageGroup = {
  topic: 'request bodies',
  cases: [
    ...sent,
    {
      name: 'page-body-of-a-request',
      holds: 'method, headers and body of a Request are sent, and the Request is used up at the call',
      bug: 'clones a Request',
      serve: () => reply(),
      async observe({ fetch, url }) {
        const request = post(`${url}/in`);
        const call = fetch(request);
        const { bodyUsed } = request;
        return { bodyUsed, text: await (await call).text(), again: await rejection(fetch(request)) };
      },
    },
    {
      name: 'page-body-beside-a-request',
      holds: 'what the init says wins over the Request',
      bug: 'takes a Request as it is',
      serve: () => reply(),
      observe: async ({ fetch, url }) => (await fetch(post(url), { method: 'PUT', body: 'other' })).text(),
    },
    {
      name: 'page-body-stream',
      holds: 'a stream is refused over HTTP/1.1, by the browser',
      bug: 'gathers uploads',
      serve: () => reply(),
      async observe({ fetch, url }) {
        const body = new Blob(['streamed']).stream();
        return rejection(fetch(`${url}/in`, { method: 'POST', body, duplex: 'half' }));
      },
    },
  ],
};
