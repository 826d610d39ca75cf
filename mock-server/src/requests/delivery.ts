import type { Readable } from 'node:stream';
import type { Clock } from '@evenkeel/toolkit';
import type { FastifyReply } from 'fastify';
import type { RequestContext } from './context.ts';

/** What a request is answered with in the end. */
export interface MockResponse {
  /** 200 unless given. */
  status?: number;
  /** A function opens a stream, when its time has come. */
  body: object | OpenStream;
}

export type OpenStream = (reply: FastifyReply) => Readable;

function send(context: RequestContext, reply: FastifyReply, { status = reply.statusCode, body }: MockResponse): void {
  reply.code(status);
  if (typeof body === 'function') {
    context.streams = true;
    reply.send((body as OpenStream)(reply));
  } else reply.send(body);
}

/** Sends what is made at `madeAtMs`, when it has been on its way for as long as the network takes. */
export function sendAt(
  clock: Clock,
  context: RequestContext,
  reply: FastifyReply,
  madeAtMs: number,
  make: () => MockResponse,
): void {
  const leftMs = madeAtMs + context.outboundMs - clock.now();
  context.cancelService = clock.setTimeout(() => send(context, reply, make()), leftMs);
}

/** Sends at once and, without a network between, in this very turn: a refusal must not queue behind the bodies of others. */
export function sendNow(clock: Clock, context: RequestContext, reply: FastifyReply, answer: MockResponse): void {
  if (context.outboundMs === 0) send(context, reply, answer);
  else sendAt(clock, context, reply, clock.now(), () => answer);
}
