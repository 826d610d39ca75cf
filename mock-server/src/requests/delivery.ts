import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Clock } from '../clock.ts';
import type { Exchange } from './context.ts';

/** What a request is answered with in the end. */
export interface Answer {
  /** 200 unless given. */
  status?: number;
  /** A function opens a stream, when its time has come. */
  body: object | OpenStream;
}

export type OpenStream = (reply: FastifyReply) => Readable;

function send(exchange: Exchange, reply: FastifyReply, { status = reply.statusCode, body }: Answer): void {
  reply.code(status);
  if (typeof body === 'function') {
    exchange.streams = true;
    reply.send((body as OpenStream)(reply));
  } else reply.send(body);
}

/** Sends what is made at `madeAtMs`, when it has been on its way for as long as the network takes. */
export function sendAt(
  clock: Clock,
  exchange: Exchange,
  reply: FastifyReply,
  madeAtMs: number,
  make: () => Answer,
): void {
  const leftMs = madeAtMs + exchange.outboundMs - clock.now();
  exchange.cancelService = clock.setTimeout(() => send(exchange, reply, make()), leftMs);
}

/** Sends at once and, without a network between, in this very turn: a refusal must not queue behind the bodies of others. */
export function sendNow(clock: Clock, exchange: Exchange, reply: FastifyReply, answer: Answer): void {
  if (exchange.outboundMs === 0) send(exchange, reply, answer);
  else sendAt(clock, exchange, reply, clock.now(), () => answer);
}
