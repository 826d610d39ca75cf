import type { FetchBugName } from '../bugs.ts';
import type { FetchCase, FetchGroup } from '../fetch-case.ts';
import { lookAndText, lookOf, lookOfBytes, rejection } from '../looks.ts';
import { reply } from '../replies.ts';

type Reply = Parameters<typeof reply>[0];
type Row = [
  name: string,
  holds: string,
  bug: FetchBugName,
  answer: Reply,
  read: (response: Response) => Promise<unknown>,
];

const json = { 'content-type': 'application/json' };
const binary = Buffer.from([0xff, 0xfe, 0, 0xc3, 0x28, 0x80]);
const multipart = [
  '--edge',
  'content-disposition: form-data; name="a"',
  '',
  'one',
  '--edge',
  'content-disposition: form-data; name="f"; filename="f.txt"',
  'content-type: text/csv',
  '',
  'x,y',
  '--edge--',
  '',
].join('\r\n');

async function fieldsOf(response: Response): Promise<unknown[]> {
  const fields = [...(await response.formData())];
  return Promise.all(
    fields.map(async ([name, value]) =>
      typeof value === 'string' ? [name, value] : [name, value.name, value.type, await value.text()],
    ),
  );
}

const rows: Row[] = [
  [
    'look',
    'a response tells url, type, status and headers',
    'makes a new Response',
    { status: 201, headers: { 'x-one': '1' } },
    lookAndText,
  ],
  [
    'status-text',
    'the status text is the one that the server wrote',
    'loses the status text',
    { statusText: 'Very Well' },
    lookAndText,
  ],
  [
    'json',
    'JSON is read once, by the caller',
    'uses up JSON',
    { headers: json, body: '{"a":[1,null]}' },
    (response) => response.json(),
  ],
  [
    'json-invalid',
    'what is no JSON rejects with a SyntaxError',
    'uses up JSON',
    { headers: json, body: '{"a":' },
    (response) => rejection(response.json()),
  ],
  [
    'json-of-an-error',
    'JSON of a bad status is left to the caller',
    'uses up JSON',
    { status: 422, headers: json, body: '{"error":"x"}' },
    lookAndText,
  ],
  [
    'array-buffer',
    'bytes come as they were sent',
    'makes a text of the body',
    { body: binary },
    async (response) => lookOfBytes(new Uint8Array(await response.arrayBuffer())),
  ],
  [
    'bytes',
    'bytes() gives the bytes',
    'makes a text of the body',
    { body: binary },
    async (response) => lookOfBytes(await response.bytes()),
  ],
  [
    'blob',
    'a Blob has the type of the answer',
    'forgets the content type',
    { headers: { 'content-type': 'text/CSV; charset=utf-8' }, body: binary },
    async (response) => {
      const blob = await response.blob();
      return [blob.type, lookOfBytes(new Uint8Array(await blob.arrayBuffer()))];
    },
  ],
  [
    'form-parameters',
    'a form of parameters is read',
    'uses up bodies',
    { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=1+2&a=%C3%BC' },
    fieldsOf,
  ],
  [
    'form-multipart',
    'a multipart form is read, with its files',
    'reads forms as parameters',
    { headers: { 'content-type': 'multipart/form-data; boundary=edge' }, body: multipart },
    fieldsOf,
  ],
  [
    'form-of-another-type',
    'a form of another content type rejects',
    'reads forms as parameters',
    { body: 'a=1' },
    (response) => rejection(response.formData()),
  ],
  [
    'charset',
    'text is UTF-8, whatever the content type says',
    'goes by the charset',
    { headers: { 'content-type': 'text/plain; charset=iso-8859-1' }, body: 'grün' },
    lookAndText,
  ],
  [
    'byte-order-mark',
    'a byte order mark is no part of the text',
    'keeps the byte order mark',
    { body: '\uFEFFtext' },
    (response) => response.text(),
  ],
  [
    'large',
    'a body of 4 MB comes whole',
    'cuts answers',
    { body: Buffer.alloc(4_194_304, 'abcdefg') },
    async (response) => lookOfBytes(await response.bytes()),
  ],
  [
    'is-a-response',
    'it is a Response, and its methods work when they are borrowed',
    'hands out a Proxy',
    {},
    async (response) => [
      response instanceof Response,
      Object.prototype.toString.call(response),
      await Response.prototype.text.call(response),
    ],
  ],
  [
    'read-once',
    'a body can be read once',
    'can be read again',
    {},
    async (response) => {
      const first = await response.text();
      return {
        first,
        used: response.bodyUsed,
        again: await rejection(response.text()),
        json: await rejection(response.json()),
      };
    },
  ],
  [
    'clone',
    'a response and its clone are read apart',
    'is its own clone',
    { headers: json, body: '{"a":1}' },
    async (response) => {
      const clone = response.clone();
      return { clone: lookOf(clone), json: await clone.json(), used: response.bodyUsed, text: await response.text() };
    },
  ],
  [
    'clone-after',
    'a response is read before its clone',
    'is its own clone',
    {},
    async (response) => {
      const clone = response.clone();
      return [await response.text(), await clone.text(), await rejection(clone.text())];
    },
  ],
  [
    'clone-too-late',
    'a response that was read cannot be cloned',
    'clones what was read',
    {},
    async (response) => {
      await response.text();
      return rejection((async () => response.clone())());
    },
  ],
  [
    'clone-of-a-clone',
    'clones can be cloned',
    'is its own clone',
    { body: binary },
    async (response) => {
      const clone = response.clone();
      const other = clone.clone();
      return Promise.all([other, response, clone].map(async (each) => lookOfBytes(await each.bytes())));
    },
  ],
  ['status-204', '204 has no body', 'gives a body where there is none', { status: 204, body: null }, lookAndText],
  ['status-205', '205 has no body', 'gives a body where there is none', { status: 205, body: null }, lookAndText],
  [
    'status-304',
    '304 is given to the caller, without a body',
    'throws at a bad status',
    { status: 304, body: null, headers: { etag: '"a"' } },
    lookAndText,
  ],
  [
    'status-404',
    'a bad status is a response like any other',
    'throws at a bad status',
    { status: 404, body: 'not here' },
    lookAndText,
  ],
  [
    'status-unknown',
    'a status that nobody knows is a response like any other',
    'throws at a bad status',
    { status: 499, statusText: 'Own', body: 'own' },
    lookAndText,
  ],
  ['status-299', 'any 2xx is ok', 'loses the status text', { status: 299, statusText: 'Own' }, lookAndText],
  [
    'empty',
    'an empty body is a stream, and the text is empty',
    'gives no body where it is empty',
    { body: '' },
    lookAndText,
  ],
  [
    'empty-json',
    'an empty body is no JSON',
    'uses up JSON',
    { body: '', headers: json },
    (response) => rejection(response.json()),
  ],
];

export const responses: FetchGroup = {
  topic: 'responses',
  cases: rows.map(
    ([name, holds, bug, answer, read]): FetchCase => ({
      name: `response-${name}`,
      holds,
      bug,
      async observe(fetch, server) {
        const url = await server.http(reply(answer));
        return read(await fetch(`${url}/path?query`));
      },
    }),
  ),
};
