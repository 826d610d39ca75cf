import type { FetchInit } from '../../fetch.ts';
import { lookAndText, rejection } from '../../looks.ts';
import { byPath } from '../by-path.ts';
import type { PageBugName } from '../page-bugs.ts';
import type { PageCase, PageGroup } from '../page-case.ts';

const to = (status: number, location: string) => ({ status, headers: { location }, body: 'moved' });

/** Locations are relative: what stands before a path tells runs apart. */
const routes = {
  '/302': to(302, 'end'),
  '/303': to(303, 'end'),
  '/307': to(307, 'end'),
  '/several': to(301, '302'),
  '/300': to(300, 'end'),
  '/end': { body: 'the end' },
};

const serve: PageCase['serve'] = () => byPath(routes);

type Row = [name: string, holds: string, bug: PageBugName, path: string, init?: () => FetchInit];

const post = (): FetchInit => ({ method: 'POST', body: 'text', headers: { 'x-own': '1' } });

const followed: Row[] = [
  ['302', 'url is the last one, and redirected is told', 'never follows', '/302'],
  ['several', 'several are followed, one after another', 'follows redirects itself', '/several'],
  ['post-303', 'a POST becomes a GET at a 303', 'follows redirects itself', '/303', post],
  ['post-307', 'a POST stays one at a 307, with its body', 'never follows', '/307', post],
  [
    'manual',
    'manual gives a response of which nothing can be seen',
    'always follows',
    '/302',
    () => ({ redirect: 'manual' }),
  ],
  ['300', 'a 300 is no redirect', 'throws at a bad status', '/300'],
];

export const pageRedirects: PageGroup = {
  topic: 'redirects',
  cases: [
    ...followed.map(
      ([name, holds, bug, path, init]): PageCase => ({
        name: `page-redirect-${name}`,
        holds,
        bug,
        serve,
        observe: async ({ fetch, url }) => lookAndText(await fetch(`${url}${path}`, init?.())),
      }),
    ),
    {
      name: 'page-redirect-error',
      holds: 'error rejects, and nothing is sent to where it leads; a page cannot tell that from a failing network',
      bug: 'always follows',
      policy: 'retry',
      serve,
      observe: ({ fetch, url }) => rejection(fetch(`${url}/302`, { redirect: 'error' })),
    },
    {
      name: 'page-redirect-other-origin',
      holds: 'a redirect to another origin is followed where that allows it',
      bug: 'never follows',
      serve: ({ other }) =>
        byPath({
          '/302': to(302, `${other}/end`),
          '/end': { headers: { 'access-control-allow-origin': '*' }, body: 'there' },
        }),
      observe: async ({ fetch, url }) => lookAndText(await fetch(`${url}/302`)),
    },
  ],
};
