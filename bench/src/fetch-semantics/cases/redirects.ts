import type { FetchBugName } from '../bugs.ts';
import type { FetchInit } from '../fetch.ts';
import type { FetchCase, FetchGroup } from '../fetch-case.ts';
import { lookAndText, rejection } from '../looks.ts';
import { reply, replyByPath } from '../replies.ts';

const to = (status: number, location: string) => ({ status, headers: { location }, body: 'moved' });
const routes = {
  '/301': to(301, '/end'),
  '/302': to(302, '/end'),
  '/303': to(303, '/end'),
  '/307': to(307, '/end'),
  '/308': to(308, '/end'),
  '/dir/relative': to(302, '../end?from=there'),
  '/several': to(301, '/302'),
  '/fragment': to(302, '/end#part'),
  '/loop': to(302, '/loop'),
  '/nowhere': { status: 302, body: 'no location' },
  '/300': to(300, '/end'),
  '/invalid': to(302, 'http://'),
  '/data': to(302, 'data:text/plain,data'),
  '/ftp': to(302, 'ftp://127.0.0.1/end'),
  '/cookie': { ...to(302, '/end'), headers: { location: '/end', 'set-cookie': 'a=1' } },
  '/credentials': to(302, '//user:word@127.0.0.1/end'),
  '/end': { body: 'the end' },
  '/end?from=there': { body: 'the end' },
};

type Row = [name: string, holds: string, bug: FetchBugName, path: string, init?: () => FetchInit];

const post = (): FetchInit => ({ method: 'POST', body: 'text', headers: { 'x-own': '1', 'content-language': 'de' } });
const stream = (): FetchInit => ({ method: 'POST', body: ReadableStream.from([Buffer.from('text')]), duplex: 'half' });

const followed: Row[] = [
  ['301', '301 is followed', 'never follows', '/301'],
  ['302', '302 is followed', 'never follows', '/302'],
  ['303', '303 is followed', 'never follows', '/303'],
  ['307', '307 is followed', 'never follows', '/307'],
  ['308', '308 is followed', 'never follows', '/308'],
  ['url', 'url is the last one, and redirected is told', 'follows redirects itself', '/302'],
  ['several', 'several are followed, one after another', 'follows redirects itself', '/several'],
  ['relative', 'a relative location goes from where it is', 'never follows', '/dir/relative'],
  ['fragment', 'a fragment of the location is not sent', 'follows redirects itself', '/fragment'],
  [
    'post-301',
    'a POST becomes a GET at a 301, without its body and what describes it',
    'follows redirects itself',
    '/301',
    post,
  ],
  ['post-302', 'a POST becomes a GET at a 302', 'follows redirects as GET', '/302', post],
  ['post-303', 'a POST becomes a GET at a 303', 'follows redirects itself', '/303', post],
  ['post-307', 'a POST stays one at a 307, with its body', 'follows redirects as GET', '/307', post],
  ['post-308', 'a POST stays one at a 308, with its body', 'follows redirects as GET', '/308', post],
  ['put-302', 'a PUT stays one at a 302', 'follows redirects as GET', '/302', () => ({ ...post(), method: 'PUT' })],
  ['put-303', 'a PUT becomes a GET at a 303', 'follows redirects itself', '/303', () => ({ ...post(), method: 'PUT' })],
  ['head-303', 'a HEAD stays one at a 303', 'follows redirects as GET', '/303', () => ({ method: 'HEAD' })],
  ['stream-303', 'a stream is not sent again at a 303', 'follows redirects itself', '/303', stream],
  ['manual', 'manual gives the redirect', 'always follows', '/302', () => ({ redirect: 'manual' })],
  ['no-location', 'a redirect to nowhere is given as it is', 'throws at a bad status', '/nowhere'],
  ['300', 'a 300 is no redirect', 'throws at a bad status', '/300'],
  ['no-cookies', 'a cookie of the redirect is not sent', 'follows redirects itself', '/cookie'],
];

const refused: Row[] = [
  ['error', 'error rejects, and sends nothing else', 'always follows', '/302', () => ({ redirect: 'error' })],
  ['loop', 'more than 20 reject', 'follows redirects itself', '/loop'],
  ['stream-307', 'a stream cannot be sent again', 'gathers uploads', '/307', stream],
  ['invalid', 'an invalid location rejects', 'follows redirects itself', '/invalid'],
  ['data', 'a location that is no HTTP rejects', 'follows redirects itself', '/data'],
  ['ftp', 'a location of an unknown scheme rejects', 'drops the cause', '/ftp'],
];

const cases = (rows: Row[], look: (call: Promise<Response>) => Promise<unknown>): FetchCase[] =>
  rows.map(([name, holds, bug, path, init]) => ({
    name: `redirect-${name}`,
    holds,
    bug,
    async observe(fetch, server) {
      const url = await server.http(replyByPath(routes));
      return look(fetch(`${url}${path}`, init?.()));
    },
  }));

const secret: FetchInit = { headers: { authorization: 'Bearer local', cookie: 'a=1', 'x-own': '1' } };

export const redirects: FetchGroup = {
  topic: 'redirects',
  cases: [
    ...cases(followed, async (call) => lookAndText(await call)),
    ...cases(refused, rejection),
    {
      name: 'redirect-same-origin',
      holds: 'authorization and cookies go along to the same origin',
      bug: 'drops the authorization',
      async observe(fetch, server) {
        const url = await server.http(replyByPath(routes));
        return lookAndText(await fetch(`${url}/307`, secret));
      },
    },
    {
      name: 'redirect-other-origin',
      holds: 'authorization and cookies do not go along to another origin',
      bug: 'follows redirects itself',
      async observe(fetch, server) {
        const other = await server.http(reply());
        const url = await server.http(reply({ status: 307, headers: { location: `${other}/there` } }));
        return lookAndText(await fetch(url, secret));
      },
    },
    {
      name: 'redirect-of-a-request',
      holds: 'a Request says how redirects are taken',
      bug: 'takes the URL of a Request',
      async observe(fetch, server) {
        const url = await server.http(replyByPath(routes));
        return lookAndText(await fetch(new Request(`${url}/302`, { redirect: 'manual' })));
      },
    },
    {
      name: 'redirect-aborted',
      holds: 'an abort ends the call behind a redirect, too',
      bug: 'drops the signal',
      async observe(fetch, server) {
        const arrived = Promise.withResolvers<void>();
        const url = await server.http((exchange) => {
          if (exchange.request.url === '/302') return replyByPath(routes)(exchange);
          return arrived.resolve();
        });
        const controller = new AbortController();
        const end = rejection(fetch(`${url}/302`, { signal: controller.signal }));
        await arrived.promise;
        controller.abort(new RangeError('enough'));
        return end;
      },
    },
  ],
};
