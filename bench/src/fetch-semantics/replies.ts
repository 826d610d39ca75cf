import type { Exchange } from './loopback-server.ts';

interface SimpleReply {
  /** Default 200. */
  status?: number;
  statusText?: string;
  /** A list is a field that comes several times. */
  headers?: Record<string, string | string[]>;
  /** Default `ok`; null: none at all. */
  body?: string | Uint8Array | null;
}

/** Answers when the whole request has come. */
export function reply({ status = 200, statusText, headers = {}, body = 'ok' }: SimpleReply = {}) {
  return async ({ response, whole }: Exchange): Promise<void> => {
    await whole();
    const length = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const all = { ...(body !== null && { 'content-type': 'text/plain' }), ...length, ...headers };
    if (statusText === undefined) response.writeHead(status, all);
    else response.writeHead(status, statusText, all);
    response.end(body ?? undefined);
  };
}

/** Answers by the path; what no path is given for gets 404. */
export function replyByPath(replies: Readonly<Record<string, SimpleReply>>) {
  return (exchange: Exchange): Promise<void> => {
    const path = exchange.request.url ?? '';
    return reply(replies[path] ?? { status: 404, body: 'no such path' })(exchange);
  };
}

/** The bytes of a response as they stand on the wire: a line each, then the body. */
export const wire = (lines: readonly string[], body = ''): Buffer =>
  Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1');

/** Waits until a count has not changed for a while: whoever makes it grow waits for something. */
export async function untilStill(count: () => number, stillMs = 300): Promise<number> {
  let last = count();
  let sinceMs = performance.now();
  while (performance.now() - sinceMs < stillMs) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (count() === last) continue;
    last = count();
    sinceMs = performance.now();
  }
  return last;
}
