import { lookAndText, rejection } from '../../looks.ts';
import { reply } from '../../replies.ts';
import { byPath, openTo } from '../by-path.ts';
import type { PageGroup } from '../page-case.ts';

export const pageOrigins: PageGroup = {
  topic: 'another origin',
  cases: [
    {
      name: 'page-cors-simple',
      holds: 'a simple call needs no preflight, and of its answer few headers can be read',
      bug: 'makes a new Response',
      serve: () => reply({ headers: { ...openTo(), 'x-hidden': '1' } }),
      observe: async ({ fetch, other }) => lookAndText(await fetch(`${other}/simple`)),
    },
    {
      name: 'page-cors-exposed',
      holds: 'headers that the answer names can be read',
      bug: 'lets headers be changed',
      serve: () => reply({ headers: { ...openTo('x-shown'), 'x-shown': '1', 'x-hidden': '1' } }),
      async observe({ fetch, other }) {
        const response = await fetch(`${other}/exposed`);
        return [await rejection((async () => response.headers.delete('x-shown'))()), [...response.headers]];
      },
    },
    {
      name: 'page-cors-preflight',
      holds: 'a preflight asks for the headers of the caller, and for no other',
      bug: 'adds a header',
      serve: () => reply({ headers: openTo() }),
      async observe({ fetch, other }) {
        const headers = { 'x-own': '1', authorization: 'Bearer local' };
        return (await fetch(`${other}/preflight`, { method: 'PUT', body: 'text', headers })).text();
      },
    },
    {
      name: 'page-cors-refused',
      holds: 'what another origin does not allow rejects; a page cannot tell that from a failing network',
      bug: 'answers errors with a 502',
      policy: 'retry',
      serve: () => reply(),
      observe: ({ fetch, other }) => rejection(fetch(`${other}/refused`)),
    },
    {
      name: 'page-cors-refused-post',
      holds: 'a POST whose answer may not be read is sent once',
      bug: 'answers errors with a 502',
      serve: () => reply(),
      observe: ({ fetch, other }) => rejection(fetch(`${other}/refused`, { method: 'POST', body: 'text' })),
    },
    {
      name: 'page-no-cors',
      holds: 'without CORS there is a response of which nothing can be seen',
      bug: 'passes on the options it knows',
      serve: () => reply({ status: 503 }),
      observe: async ({ fetch, other }) => lookAndText(await fetch(`${other}/opaque`, { mode: 'no-cors' })),
    },
    {
      name: 'page-credentials',
      holds: 'cookies go to another origin where the caller says so',
      bug: 'passes on the options it knows',
      serve: () => (exchange) => {
        const { origin = '' } = exchange.request.headers;
        const headers = { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' };
        const cookie = { ...headers, 'set-cookie': 'a=1; Max-Age=60' };
        return byPath({ '/set': { headers: cookie }, '/with': { headers }, '/without': { headers } })(exchange);
      },
      async observe({ fetch, other }) {
        await (await fetch(`${other}/set`, { credentials: 'include' })).text();
        await (await fetch(`${other}/with`, { credentials: 'include' })).text();
        return (await fetch(`${other}/without`)).text();
      },
    },
    {
      name: 'page-nobody-listens',
      holds: 'a refused connection rejects with a TypeError, without a reason',
      bug: 'answers errors with a 502',
      policy: 'retry',
      serve: () => reply(),
      observe: ({ fetch }) => rejection(fetch('http://127.0.0.1:2/')),
    },
  ],
};
