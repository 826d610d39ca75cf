import type { FetchInit } from '../fetch.ts';
import { type FetchBugs, onCall, onHeaders } from './plant.ts';

/** Of what becomes of a request's headers. */
export const headerBugs = {
  'adds a header': {
    does: 'tells the server of itself',
    plant: onHeaders((headers) => headers.set('x-attempt', '1')),
  },
  'keeps the last of equal headers': {
    does: 'makes an object of a list',
    plant: onCall((input, init) => {
      if (!Array.isArray(init.headers)) return [input, init];
      return [input, { ...init, headers: Object.fromEntries(init.headers as [string, string][]) }];
    }),
  },
  'spreads headers': {
    does: 'spreads the headers into an object, whatever they are',
    plant: onCall((input, init) => [input, { ...init, headers: { ...(init.headers as Record<string, string>) } }]),
  },
  'takes headers of objects only': {
    does: 'reads a Headers object or a list as an object',
    plant: onCall((input, init) => {
      const kept = Object.entries(init.headers ?? {}).filter(([, value]) => typeof value === 'string');
      return [input, { ...init, headers: Object.fromEntries(kept) as Record<string, string> }];
    }),
  },
  'drops cookies': { does: 'leaves cookies to browsers', plant: onHeaders((headers) => headers.delete('cookie')) },
  'drops invalid headers': {
    does: 'leaves out what may not be sent, in place of an error',
    plant: onCall((input, init) => [input, { ...init, headers: validOf(init.headers) }]),
  },
  'writes values as URIs': {
    does: 'encodes values that are not ASCII',
    plant: onHeaders((headers) => {
      for (const [name, value] of [...headers]) if (/[^ -~]/.test(value)) headers.set(name, encodeURI(value));
    }),
  },
  'calls itself by name': {
    does: 'sets its own user agent',
    plant: onHeaders((headers) => headers.set('user-agent', 'wrapper/1')),
  },
  'drops connection headers': {
    does: 'leaves out what proxies leave out',
    plant: onHeaders((headers) => {
      for (const name of ['connection', 'expect', 'transfer-encoding', 'upgrade', 'keep-alive']) headers.delete(name);
    }),
  },
  'forwards the host': {
    does: 'tells the host that the caller gave as proxies do',
    plant: onHeaders((headers) => {
      const host = headers.get('host');
      if (host !== null) headers.set('x-forwarded-host', host);
    }),
  },
  'drops the authorization': {
    does: 'leaves out the authorization header',
    plant: onHeaders((headers) => headers.delete('authorization')),
  },
  'copies headers': {
    does: 'copies the headers through a Headers object, which writes names in lower case',
    plant: onCall((input, init) => [
      input,
      init.headers === undefined ? init : { ...init, headers: [...new Headers(init.headers)] as [string, string][] },
    ]),
  },
  'asks for no compression': {
    does: 'accepts only the identity encoding',
    plant: onHeaders((headers) => headers.set('accept-encoding', 'identity')),
  },
} satisfies FetchBugs;

function validOf(given: FetchInit['headers']): [string, string][] {
  const pairs = Array.isArray(given) ? given : Object.entries(given ?? {});
  return (pairs as [string, string][]).filter(([name, value]) => {
    try {
      new Headers([[name, value]]);
      return true;
    } catch {
      return false;
    }
  });
}
