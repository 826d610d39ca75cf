import { createGzip } from 'node:zlib';
import type { AbortScript } from './upstream.ts';

/** Gives no answer. */
export const holdOpen: AbortScript = () => {};

/** Answers so with no word of a limit. */
export const answerWith =
  (status: number, headers: Readonly<Record<string, string>> = {}): AbortScript =>
  ({ request, response }) => {
    request.resume();
    response.writeHead(status, headers).end('said');
  };

/** The first requests of the path one by one, the last one for all that follow. */
export const oneByOne =
  (...scripts: readonly AbortScript[]): AbortScript =>
  (exchange) =>
    scripts[Math.min(exchange.at, scripts.length - 1)]?.(exchange);

/** Begins a body, and does not end it. */
export const beginBody =
  (status: number, ...pieces: readonly string[]): AbortScript =>
  ({ request, response }) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'text/plain' });
    for (const piece of pieces) response.write(piece);
  };

/** Begins a compressed body, and does not end it. */
export const beginGzip: AbortScript = ({ response }) => {
  response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' });
  const gzip = createGzip();
  gzip.pipe(response);
  gzip.write('a piece of what is compressed');
  gzip.flush();
};

/** Resets the connection. */
export const cutOff: AbortScript = ({ request }) => request.socket.resetAndDestroy();
