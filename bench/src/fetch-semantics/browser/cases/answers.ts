import { lookAndText, lookOf, rejection } from '../../looks.ts';
import { reply } from '../../replies.ts';
import type { PageBugName } from '../page-bugs.ts';
import type { PageCase, PageGroup } from '../page-case.ts';

type Row = [
  name: string,
  holds: string,
  bug: PageBugName,
  answer: Parameters<typeof reply>[0],
  read: (response: Response) => Promise<unknown>,
];

const json = { 'content-type': 'application/json' };
/** `ok`, as gzip has it. */
const packed = Uint8Array.from(atob('H4sIAAAAAAAAA8vPBgBH3dx5AgAAAA=='), (each) => each.charCodeAt(0));

const rows: Row[] = [
  [
    'look',
    'a response tells url, type, status and headers',
    'makes a new Response',
    { status: 201, statusText: 'Very Well', headers: { 'x-one': '1' } },
    lookAndText,
  ],
  [
    'bad-status',
    'a bad status is a response like any other',
    'throws at a bad status',
    { status: 404, body: 'not here' },
    lookAndText,
  ],
  ['empty', 'the text of a 204 is empty', 'makes a new Response', { status: 204, body: null }, lookAndText],
  ['json', 'JSON is read as JSON', 'uses up JSON', { headers: json, body: '{"a":1}' }, (response) => response.json()],
  [
    'gzip',
    'gzip is decoded, and its headers stay',
    'decodes again',
    { headers: { 'content-encoding': 'gzip' }, body: packed },
    lookAndText,
  ],
  [
    'encoding',
    'the encoding and the length of what was sent stay in the headers',
    'hides the encoding',
    { headers: { 'content-encoding': 'gzip' }, body: packed },
    async (response) => lookOf(response),
  ],
  [
    'blob',
    'a Blob has the type of the answer',
    'forgets the content type',
    { headers: { 'content-type': 'text/csv' } },
    async (response) => {
      const { type, size } = await response.blob();
      return { type, size };
    },
  ],
  [
    'form',
    'a multipart answer is read as a form',
    'reads forms as parameters',
    {
      headers: { 'content-type': 'multipart/form-data; boundary=edge' },
      body: '--edge\r\ncontent-disposition: form-data; name="a"\r\n\r\none\r\n--edge--\r\n',
    },
    async (response) => [...(await response.formData())],
  ],
  [
    'is-a-response',
    'it is a Response, and its methods work when they are borrowed',
    'hands out a Proxy',
    {},
    async (response) => [response instanceof Response, await Response.prototype.text.call(response)],
  ],
  [
    'once',
    'a body can be read once',
    'can be read again',
    {},
    async (response) => [await response.text(), response.bodyUsed, await rejection(response.text())],
  ],
];

export const pageAnswers: PageGroup = {
  topic: 'responses',
  cases: [
    ...rows.map(
      ([name, holds, bug, answer, read]): PageCase => ({
        name: `page-answer-${name}`,
        holds,
        bug,
        serve: () => reply(answer),
        observe: async ({ fetch, url }) => read(await fetch(`${url}/in?query`)),
      }),
    ),
    {
      name: 'page-answer-cut',
      holds: 'a body whose connection is lost fails as it is read',
      bug: 'ends a body that fails',
      serve:
        ({ reached }) =>
        async ({ response }) => {
          response.writeHead(200, { 'content-length': '100', 'cache-control': 'no-store' });
          response.write('half');
          await reached('headers');
          response.destroy();
        },
      async observe({ fetch, url, reach }) {
        const response = await fetch(`${url}/cut`);
        reach('headers');
        return rejection(response.text());
      },
    },
  ],
};
