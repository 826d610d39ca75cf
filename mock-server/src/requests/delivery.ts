import type { Readable } from 'node:stream';
import type { Clock } from '@evenkeel/toolkit';
import type { FastifyReply } from 'fastify';
import type { RequestContext } from './context.ts';
import type { ErrorFormat } from './error-format.ts';

/** What a request is answered with in the end. */
export interface MockResponse {
  /** 200 unless given. */
  status?: number;
  /** A function opens a stream, when its time has come. */
  body: object | OpenStream;
}

export type OpenStream = (reply: FastifyReply) => Readable;

/** Sends the responses of a provider, each with its hints, when the network has had them for as long as it takes. */
export class Delivery {
  readonly #clock: Clock;
  readonly #errorFormat: ErrorFormat;

  constructor(clock: Clock, errorFormat: ErrorFormat) {
    this.#clock = clock;
    this.#errorFormat = errorFormat;
  }

  /** What is made at `madeAtMs`. */
  sendAt(context: RequestContext, reply: FastifyReply, madeAtMs: number, make: () => MockResponse): void {
    const leftMs = madeAtMs + context.outcome.outboundMs - this.#clock.now();
    context.cancelService = this.#clock.setTimeout(() => this.send(context, reply, make()), leftMs);
  }

  /** What is made now. Without a network, in this very turn: a refusal must not queue behind the bodies of others. */
  sendNow(context: RequestContext, reply: FastifyReply, response: MockResponse): void {
    if (context.outcome.outboundMs === 0) this.send(context, reply, response);
    else this.sendAt(context, reply, this.#clock.now(), () => response);
  }

  /** Past any network. */
  send(context: RequestContext, reply: FastifyReply, { status = reply.statusCode, body }: MockResponse): void {
    reply.code(status);
    context.remaining = this.#errorFormat.writeHints(reply, context.account?.limits, context.waitAtLeastMs);
    context.streams = typeof body === 'function';
    reply.send(typeof body === 'function' ? (body as OpenStream)(reply) : body);
  }
}
