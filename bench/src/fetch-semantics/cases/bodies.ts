import type { FetchBugName } from '../bugs.ts';
import type { FetchInit } from '../fetch.ts';
import type { FetchCase, FetchGroup } from '../fetch-case.ts';
import { rejection } from '../looks.ts';
import { reply } from '../replies.ts';

type Row = [name: string, holds: string, bug: FetchBugName, init: () => FetchInit];

/** Floats whose bytes are no UTF-8. */
const bytes = (): ArrayBuffer => new Float64Array([Math.PI, -1]).buffer;

function form(): FormData {
  const made = new FormData();
  made.append('name', 'Grün "&" Söhne');
  made.append('name', 'line\r\nbreak');
  made.append('file', new File([new Uint8Array(bytes())], 'a "quoted" näme.bin', { type: 'application/x-own' }));
  made.append('blob', new Blob(['text']));
  return made;
}

const rows: Row[] = [
  ['text', 'a text is sent as UTF-8, and called so', 'writes text as latin1', () => ({ body: 'grün €' })],
  [
    'text-typed',
    'a content type of the caller stays',
    'calls every text JSON',
    () => ({ body: '<a/>', headers: { 'content-type': 'text/xml' } }),
  ],
  ['text-untyped', 'a text without a content type is text/plain', 'calls every text JSON', () => ({ body: '{}' })],
  ['text-empty', 'an empty text is a body, with a content type', 'drops an empty body', () => ({ body: '' })],
  ['text-large', 'a text of 1 MB arrives whole', 'cuts uploads', () => ({ body: 'a€'.repeat(262_144) })],
  [
    'url-search-params',
    'parameters are sent as a form',
    'sends parameters as text',
    () => ({
      body: new URLSearchParams([
        ['a', '1 & 2'],
        ['a', 'ü'],
      ]),
    }),
  ],
  ['form-data', 'a form is multipart, with fields in order', 'sends forms as parameters', () => ({ body: form() })],
  ['form-data-files', 'files of a form keep names and types', 'loses file names', () => ({ body: form() })],
  [
    'blob-typed',
    "a Blob's type is the content type",
    'loses the type of a Blob',
    () => ({ body: new Blob(['text'], { type: 'text/csv' }) }),
  ],
  ['blob-untyped', 'a Blob without a type has no content type', 'names octets', () => ({ body: new Blob(['text']) })],
  ['array-buffer', 'the bytes of a buffer are sent as they are', 'reads bytes as text', () => ({ body: bytes() })],
  [
    'typed-array',
    'a typed array of any kind is sent as its bytes',
    'reads bytes as text',
    () => ({ body: new Float64Array([Math.E, -2]) }),
  ],
  [
    'view',
    'a view is sent, and not its whole buffer',
    'sends the buffer of a view',
    () => ({ body: new Uint8Array(bytes(), 3, 5) }),
  ],
  [
    'data-view',
    'a DataView is sent as its bytes',
    'sends the buffer of a view',
    () => ({ body: new DataView(bytes(), 8, 4) }),
  ],
  [
    'object',
    'an object that is no body is sent as its string',
    'writes objects as JSON',
    () => ({ body: { a: 1 } as unknown as string }),
  ],
  ['none', 'a POST without a body has the length 0', 'posts an empty object', () => ({})],
  ['null', 'null is no body', 'posts an empty object', () => ({ body: null })],
  [
    'told-length',
    'a stream whose length the caller tells is sent with that length',
    'takes a length away',
    () => ({ body: ReadableStream.from([Buffer.from('text')]), duplex: 'half', headers: { 'content-length': '4' } }),
  ],
];

const posts = rows.map(
  ([name, holds, bug, init]): FetchCase => ({
    name: `body-${name}`,
    holds,
    bug,
    async observe(fetch, server) {
      const url = await server.http(reply());
      const response = await fetch(url, { method: 'POST', ...init() });
      return response.text();
    },
  }),
);

/** Parameters and headers are changed right after the call. */
const taken: FetchCase[] = ['bytes', 'parameters', 'headers'].map((what) => ({
  name: `body-${what}-at-the-call`,
  holds: `${what} are taken at the call: what becomes of them later changes nothing`,
  bug: 'reads its arguments late',
  async observe(fetch, server) {
    const url = await server.http(reply());
    const view = new Uint8Array([1, 2, 3]);
    const parameters = new URLSearchParams({ a: '1' });
    const headers = new Headers({ 'x-given': 'before' });
    const call = fetch(url, { method: 'POST', headers, body: what === 'bytes' ? view : parameters });
    if (what === 'bytes') view.fill(9);
    if (what === 'parameters') parameters.set('a', '2');
    if (what === 'headers') headers.set('x-given', 'after');
    return (await call).text();
  },
}));

const wrongLength: FetchCase = {
  name: 'body-wrong-length',
  holds: 'a content length that is not the length of the body fails the call',
  bug: 'takes a length away',
  async observe(fetch, server) {
    const url = await server.http(reply());
    return rejection(fetch(url, { method: 'POST', body: 'text', headers: { 'content-length': '7' } }));
  },
};

export const bodies: FetchGroup = { topic: 'request bodies', cases: [...posts, ...taken, wrongLength] };
