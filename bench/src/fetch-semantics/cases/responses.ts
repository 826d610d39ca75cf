import { type AnswerRow, answerCases } from '../answer-rows.ts';
import { lookOfBytes } from '../bytes.ts';
import type { FetchGroup } from '../fetch-case.ts';
import { lookAndText, rejection } from '../looks.ts';

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

const rows: AnswerRow[] = [
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
];

export const responses: FetchGroup = { topic: 'response bodies', cases: answerCases(rows) };
