import type { FetchBugName } from '../bugs.ts';
import type { Fetch } from '../fetch.ts';
import type { FetchCase, FetchGroup } from '../fetch-case.ts';
import { lookAndText, lookOfError, rejection, rejectionOf } from '../looks.ts';
import { reply } from '../replies.ts';

type Row = [name: string, holds: string, bug: FetchBugName, call: (fetch: Fetch) => Promise<unknown>];

const none = undefined as unknown as string;

/** Without a server: nothing of these is sent. */
const rows: Row[] = [
  [
    'bad-url',
    'what is no URL rejects with a TypeError, and its cause',
    'drops the cause',
    (fetch) => rejection(fetch('http://')),
  ],
  ['relative-url', 'a relative URL rejects', 'wraps errors', (fetch) => rejection(fetch('/path'))],
  [
    'promise-always',
    'a wrong URL rejects, and does not throw',
    'throws at once',
    (fetch) => rejectionOf(() => fetch('no URL')),
  ],
  [
    'no-arguments',
    'a call without arguments rejects',
    'needs no arguments',
    (fetch) => rejectionOf(() => (fetch as () => Promise<Response>)()),
  ],
  ['undefined-url', 'undefined is no URL', 'needs no arguments', (fetch) => rejectionOf(() => fetch(none))],
  [
    'unknown-scheme',
    'an unknown scheme rejects',
    'answers errors with a 502',
    (fetch) => rejection(fetch('ftp://127.0.0.1/')),
  ],
  [
    'file-scheme',
    'file: is not read',
    'answers errors with a 502',
    (fetch) => rejection(fetch('file:///etc/hostname')),
  ],
  ['about-scheme', 'about: rejects', 'answers errors with a 502', (fetch) => rejection(fetch('about:blank'))],
  [
    'blocked-port',
    'a port that browsers block rejects',
    'answers errors with a 502',
    (fetch) => rejection(fetch('http://127.0.0.1:6000/')),
  ],
  [
    'data-url',
    'a data: URL is read',
    'refuses other schemes',
    async (fetch) => lookAndText(await fetch('data:text/plain;charset=utf-8,gr%C3%BCn')),
  ],
  [
    'bad-data-url',
    'a wrong data: URL rejects',
    'answers errors with a 502',
    (fetch) => rejection(fetch('data:no comma')),
  ],
  [
    'blob-url',
    'a blob: URL is read',
    'refuses other schemes',
    async (fetch) => {
      const url = URL.createObjectURL(new Blob(['text'], { type: 'text/csv' }));
      const { url: _, ...look } = (await lookAndText(await fetch(url))) as { url: string };
      URL.revokeObjectURL(url);
      return look;
    },
  ],
];

const local = rows.map(
  ([name, holds, bug, call]): FetchCase => ({ name: `error-${name}`, holds, bug, observe: (fetch) => call(fetch) }),
);

/** An error without the text of its causes, which a library words anew from version to version. */
function codesOf(error: unknown): unknown {
  const { name, message, cause } = error as Error & { cause?: { code?: string } };
  return { name, message, code: cause?.code, kind: (lookOfError(error) as { kind?: string }).kind };
}

const thrown = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'it was fulfilled',
    (error: unknown) => codesOf(error),
  );

export const errors: FetchGroup = {
  topic: 'errors',
  cases: [
    ...local,
    {
      name: 'error-refused',
      holds: 'a refused connection rejects with a TypeError, whose cause has the code',
      bug: 'drops the cause',
      policy: 'retry',
      async observe(fetch, server) {
        return rejection(fetch(server.refusing()));
      },
    },
    {
      name: 'error-reset',
      holds: 'a connection that is reset before the headers rejects',
      bug: 'answers errors with a 502',
      policy: 'retry',
      async observe(fetch, server) {
        const url = await server.raw((socket) => socket.resetAndDestroy());
        return thrown(fetch(url));
      },
    },
    {
      name: 'error-reset-of-a-post',
      holds: 'a POST whose connection is reset rejects, and is sent once',
      bug: 'answers errors with a 502',
      async observe(fetch, server) {
        const url = await server.raw((socket) => socket.resetAndDestroy());
        return thrown(fetch(url, { method: 'POST', body: 'text' }));
      },
    },
    {
      name: 'error-closed',
      holds: 'a connection that is closed before the headers rejects',
      bug: 'wraps errors',
      policy: 'retry',
      async observe(fetch, server) {
        const url = await server.raw((socket) => socket.end());
        return thrown(fetch(url));
      },
    },
    {
      name: 'error-half-a-head',
      holds: 'a head that is cut off rejects',
      bug: 'wraps errors',
      policy: 'retry',
      async observe(fetch, server) {
        const url = await server.raw((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-le'));
        return thrown(fetch(url));
      },
    },
    {
      name: 'error-no-tls',
      holds: 'https: to a server without it rejects',
      bug: 'answers errors with a 502',
      policy: 'retry',
      async observe(fetch, server) {
        const url = await server.http(reply());
        return thrown(fetch(url.replace('http:', 'https:')));
      },
    },
  ],
};
