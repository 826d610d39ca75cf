import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EndStream, MockResponse } from '../../requests/service.ts';
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
      return streamed('text/plain', () => [`${operation} ${echo.id}\n`]);
    case 'bytes':
      return streamed('application/octet-stream', () => [noise(subject)]);
    case 'stream':
      return streamed('application/octet-stream', (end) => pieces(subject, end));
    case 'events':
      return streamed('text/event-stream', (end) => events(echo.id, end));
  }
}

const streamed = (type: string, of: (end: EndStream) => Iterable<unknown>): MockResponse => ({
  body: (reply: FastifyReply, end: EndStream) => {
    reply.type(type);
    return Readable.from(of(end), { objectMode: false });
  },
});

function* pieces(subject: Subject, end: EndStream): Generator<Buffer> {
  for (let piece = 1; piece <= PIECES; piece += 1) {
    if (piece === PIECES) end({});
    yield noise(subject);
  }
}

function* events(id: string, end: EndStream): Generator<string> {
  for (let piece = 1; piece <= PIECES; piece += 1) {
    const data = { id, piece };
    yield `id: ${piece}\nevent: piece\ndata: ${JSON.stringify(piece === PIECES ? end(data) : data)}\n\n`;
  }
}
