import type { Socket } from 'node:net';
import type { FetchBugName } from '../bugs.ts';
import type { FetchCase, FetchGroup } from '../fetch-case.ts';
import { lookOf, rejection } from '../looks.ts';
import { wire } from '../replies.ts';

/** What is written for a request; it ends with the end of the connection where `ends` says so. */
interface Answer {
  lines: string[];
  body?: string;
  ends?: 'end' | 'reset';
}

type Row = [name: string, holds: string, bug: FetchBugName, answer: Answer];

const OK = 'HTTP/1.1 200 OK';
const CHUNKED = 'transfer-encoding: chunked';

const whole: Row[] = [
  [
    'until-closed',
    'a body without a length ends with the connection',
    'loses the last chunk',
    { lines: [OK], body: 'to the end', ends: 'end' },
  ],
  [
    'http-1-0',
    'an answer of HTTP/1.0 is read',
    'loses the last chunk',
    { lines: ['HTTP/1.0 200 OK', 'content-length: 4'], body: 'text', ends: 'end' },
  ],
  [
    'chunked',
    'chunks are put together',
    'loses the last chunk',
    { lines: [OK, CHUNKED], body: '4\r\nWiki\r\n5;ext=1\r\npedia\r\n0\r\n\r\n' },
  ],
  [
    'trailers',
    'trailers are no part of headers or body',
    'loses the last chunk',
    { lines: [OK, CHUNKED, 'trailer: x-sum'], body: '4\r\ntext\r\n0\r\nx-sum: 7\r\n\r\n' },
  ],
  [
    'no-reason',
    'the status text may be empty',
    'makes a new Response',
    { lines: ['HTTP/1.1 200 ', 'content-length: 0'] },
  ],
  [
    'odd-headers',
    'blanks and cases of header fields do not matter',
    'keeps one cookie',
    { lines: [OK, 'X-ONE:  1 ', 'Content-LENGTH:4', 'set-cookie: a', 'Set-Cookie: b', 'x-empty:'], body: 'text' },
  ],
  [
    'latin1-headers',
    'a value is read byte by byte',
    'makes a new Response',
    { lines: [OK, 'x-one: gr\u00fcn', 'content-length: 4'], body: 'text' },
  ],
  [
    'early-hints',
    '103 is not the answer, and its headers are not the answer’s',
    'takes a first word for the answer',
    { lines: ['HTTP/1.1 103 Early Hints', 'link: </a.css>; rel=preload', '', OK, 'content-length: 4'], body: 'text' },
  ],
  [
    'several-hints',
    'several informational answers come before the answer',
    'takes a first word for the answer',
    {
      lines: [
        'HTTP/1.1 103 Early Hints',
        'x-a: 1',
        '',
        'HTTP/1.1 103 Early Hints',
        'x-b: 2',
        '',
        'HTTP/1.1 102 Processing',
        '',
        OK,
        'content-length: 4',
      ],
      body: 'text',
    },
  ],
  [
    'no-body-204',
    'a 204 that tells a length has no body',
    'gives a body where there is none',
    { lines: ['HTTP/1.1 204 No Content', 'content-length: 0'] },
  ],
  [
    'close',
    'an answer that closes the connection is read',
    'loses the last chunk',
    { lines: [OK, 'connection: close', 'content-length: 4'], body: 'text', ends: 'end' },
  ],
];

const cut: Row[] = [
  [
    'length-too-long',
    'a body that ends before its length fails as it is read',
    'ends a body that fails',
    { lines: [OK, 'content-length: 10'], body: 'text', ends: 'end' },
  ],
  [
    'length-too-short',
    'what stands behind the length is no part of the body',
    'loses the last chunk',
    { lines: [OK, 'content-length: 2'], body: 'text' },
  ],
  [
    'chunks-cut',
    'chunks without their end fail as they are read',
    'ends a body that fails',
    { lines: [OK, CHUNKED], body: '4\r\ntext\r\n', ends: 'end' },
  ],
  [
    'chunk-invalid',
    'a chunk without a size fails as it is read',
    'ends a body that fails',
    { lines: [OK, CHUNKED], body: '4\r\ntext\r\nzz\r\n' },
  ],
  [
    'reset',
    'a connection that is reset in a body fails as it is read',
    'ends a body that fails',
    { lines: [OK, 'content-length: 10'], body: 'text', ends: 'reset' },
  ],
];

/** Answers that are none; plain fetch rejects. A subject that retries may ask again. */
const invalid: Row[] = [
  [
    'continue',
    'a 100 that nobody asked for rejects',
    'wraps errors',
    { lines: ['HTTP/1.1 100 Continue', '', OK, 'content-length: 4'], body: 'text' },
  ],
  ['no-http', 'what is no HTTP rejects', 'wraps errors', { lines: ['220 mail.test ESMTP'] }],
  [
    'bad-header',
    'a header without a colon rejects',
    'drops the cause',
    { lines: [OK, 'nonsense', 'content-length: 0'] },
  ],
  [
    'two-lengths',
    'two lengths that differ reject',
    'drops the cause',
    { lines: [OK, 'content-length: 1', 'content-length: 2'], body: 'ab' },
  ],
  [
    'large-headers',
    'headers beyond 16 kB reject',
    'drops the cause',
    { lines: [OK, `x-large: ${'v'.repeat(40_000)}`, 'content-length: 0'] },
  ],
  [
    'upgrade',
    'an upgrade that nobody asked for rejects',
    'wraps errors',
    { lines: ['HTTP/1.1 101 Switching Protocols', 'upgrade: own', 'connection: upgrade'] },
  ],
];

function write(socket: Socket, { lines, body, ends }: Answer): void {
  socket.write(wire(lines, body), () => {
    if (ends === 'end') socket.end();
    // What was written would be lost with a reset at once.
    if (ends === 'reset') setTimeout(() => socket.resetAndDestroy(), 50);
  });
}

const read = ([name, holds, bug, answer]: Row): FetchCase => ({
  name: `framing-${name}`,
  holds,
  bug,
  async observe(fetch, server) {
    const url = await server.raw((socket) => write(socket, answer));
    const response = await fetch(url);
    const text = response.text();
    return { ...lookOf(response), end: await rejection(text), text: await text.catch(() => 'none') };
  },
});

const refused = ([name, holds, bug, answer]: Row): FetchCase => ({
  name: `framing-${name}`,
  holds,
  bug,
  policy: 'retry',
  async observe(fetch, server) {
    const url = await server.raw((socket) => write(socket, answer));
    return rejection(fetch(url));
  },
});

export const framing: FetchGroup = {
  topic: 'HTTP/1.1 as it is written',
  cases: [...whole.map(read), ...cut.map(read), ...invalid.map(refused)],
};
