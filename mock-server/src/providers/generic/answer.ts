import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { MockResponse } from '../../requests/service.ts';
import type { OperationSettings } from '../../settings.ts';
import type { Subject } from '../../subject.ts';

const PIECES = 4;

/** Bytes that look like noise, and are the same for the same call. */
const noise = ({ callId, attempt }: Subject): Buffer => hash('sha512', `${callId} ${attempt}`, 'buffer');

/** What an operation answers: the same attempt of a call always gets the same. */
export function answerOf(
  operation: string,
  returns: OperationSettings['returns'],
  { method, url, body }: FastifyRequest,
  subject: Subject,
): MockResponse {
  const received = Buffer.isBuffer(body) ? body.byteLength : 0;
  const echo = { operation, method, url, received, id: noise(subject).toString('hex', 0, 12) };
  switch (returns) {
    case 'none':
      return { status: method === 'HEAD' ? 200 : 204, body: null };
    case 'json':
      return { body: echo, tells: true };
    case 'text':
      return streamed('text/plain', [`${operation} ${echo.id}\n`]);
    case 'bytes':
      return streamed('application/octet-stream', [noise(subject)]);
    case 'stream':
      return streamed('application/octet-stream', pieces(subject));
    case 'events':
      return streamed('text/event-stream', events(echo.id));
  }
}

const streamed = (type: string, of: Iterable<unknown>): MockResponse => ({
  body: (reply) => {
    reply.type(type);
    return Readable.from(of, { objectMode: false });
  },
});

function* pieces(subject: Subject): Generator<Buffer> {
  for (let piece = 0; piece < PIECES; piece += 1) yield noise(subject);
}

function* events(id: string): Generator<string> {
  for (let piece = 1; piece <= PIECES; piece += 1) {
    yield `id: ${piece}\nevent: piece\ndata: ${JSON.stringify({ id, piece })}\n\n`;
  }
}
