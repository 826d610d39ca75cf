import { lookAndText, rejection } from '../../looks.ts';
import { reply } from '../../replies.ts';
import type { PageBugName } from '../page-bugs.ts';
import type { Page, PageCase, PageGroup } from '../page-case.ts';

type Row = [
  name: string,
  holds: string,
  bug: PageBugName,
  observe: (page: Page) => Promise<unknown>,
  more?: Partial<PageCase>,
];

const text = async (call: Promise<Response>): Promise<string> => (await call).text();

const rows: Row[] = [
  [
    'relative',
    'a relative URL is meant from where the page is',
    'throws at once',
    ({ fetch, url }) => text(fetch(`${new URL(url).pathname.slice(1)}/relative?a=1`)),
  ],
  [
    'url-object',
    'a URL object is taken, and the fragment is not sent',
    'takes strings only',
    async ({ fetch, url }) => lookAndText(await fetch(new URL(`${url}/object?b#c`))),
  ],
  [
    'of-a-request',
    'a Request says method and headers',
    'takes the URL of a Request',
    ({ fetch, url }) => text(fetch(new Request(`${url}/made`, { method: 'DELETE', headers: { 'x-own': '1' } }))),
  ],
  ['bad-url', 'what is no URL rejects', 'wraps errors', ({ fetch }) => rejection(fetch('http://'))],
  [
    'body-of-a-get',
    'a GET with a body is refused, and nothing is sent',
    'drops the body of a GET',
    ({ fetch, url }) => rejection(fetch(`${url}/never`, { method: 'GET', body: 'text' })),
  ],
  [
    'data-url',
    'a data: URL is read',
    'refuses other schemes',
    async ({ fetch }) => lookAndText(await fetch('data:text/plain;charset=utf-8,gr%C3%BCn')),
  ],
  [
    'blob-url',
    'a blob: URL is read',
    'refuses other schemes',
    async ({ fetch }) => {
      const url = URL.createObjectURL(new Blob(['text'], { type: 'text/csv' }));
      const read = await text(fetch(url));
      URL.revokeObjectURL(url);
      return read;
    },
  ],
  [
    'fetch-of-the-caller',
    "the page's own fetch can be handed in, which must not be called as a method",
    'calls fetch as a method',
    async ({ create, url }) => (await create({ fetch })(`${url}/in`)).text(),
    { expected: { client: 'ok', server: [] } },
  ],
  [
    'integrity',
    'an answer of another hash than was told rejects; a page cannot tell that from a failing network',
    'passes on the options it knows',
    ({ fetch, url }) => rejection(fetch(`${url}/other`, { integrity: `sha256-${'A'.repeat(43)}=` })),
    { policy: 'retry' },
  ],
  [
    'wrong-options',
    'options of no meaning are refused, and nothing is sent',
    'passes on the options it knows',
    async ({ fetch, url }) => [
      await rejection(fetch(url, { cache: 'maybe' as 'default' })),
      await rejection(fetch(url, { mode: 'navigate' })),
    ],
  ],
];

export const pageRequests: PageGroup = {
  topic: 'Request and options',
  cases: rows.map(
    ([name, holds, bug, observe, more]): PageCase => ({
      ...{ name: `page-request-${name}`, holds, bug, observe },
      serve: () => reply(),
      ...more,
    }),
  ),
};
