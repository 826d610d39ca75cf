import type { FastifyReply } from 'fastify';
import type { Clock } from '../clock.ts';
import type { Exchange } from '../exchange.ts';

/** What a request is answered with in the end. */
export interface Answer {
  /** 200 unless given. */
  status?: number;
  body: object;
}

function send(reply: FastifyReply, { status = reply.statusCode, body }: Answer): void {
  reply.code(status).send(body);
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
  exchange.cancelService = clock.setTimeout(() => send(reply, make()), leftMs);
}

/** Sends at once and, without a network between, in this very turn: a refusal must not queue behind the bodies of others. */
export function sendNow(clock: Clock, exchange: Exchange, reply: FastifyReply, answer: Answer): void {
  if (exchange.outboundMs === 0) send(reply, answer);
  else sendAt(clock, exchange, reply, clock.now(), () => answer);
}
