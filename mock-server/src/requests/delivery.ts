import type { Clock } from '@evenkeel/toolkit';
import type { FastifyReply } from 'fastify';
import type { Estimators } from '../costs.ts';
import type { RequestContext } from './context.ts';
import type { ErrorFormat } from './error-format.ts';
import { type EndStream, type OpenStream, settle } from './settlement.ts';

/** The answer to a request. */
export interface MockResponse {
  /** 200 unless given. */
  status?: number;
  /** A function opens a stream when the answer is due; null is no body. */
  body: object | OpenStream | null;
  /** Whether a limit refuses the request. Unless given, the status says so. */
  byLimit?: boolean | undefined;
  /** Whether the body, an object that nobody else keeps, tells what the contract puts into bodies of successes. */
  tells?: boolean;
}

const asItIs: EndStream = (last) => last;

/** Sends a provider's responses with their hints, after the delay that a `network` fault sets. */
export class Delivery {
  readonly #clock: Clock;
  readonly #errorFormat: ErrorFormat;
  readonly #estimators: Estimators;

  constructor(clock: Clock, errorFormat: ErrorFormat, estimators: Estimators) {
    this.#clock = clock;
    this.#estimators = estimators;
    this.#errorFormat = errorFormat;
  }

  /** Sends a response that is made at `madeAtMs`. */
  sendAt(context: RequestContext, reply: FastifyReply, madeAtMs: number, make: () => MockResponse): void {
    const leftMs = madeAtMs + context.outcome.outboundMs - this.#clock.now();
    context.cancelService = this.#clock.setTimeout(() => this.send(context, reply, make()), leftMs);
  }

  /** Sends a response made now; without a delay in this very turn: a refusal must not queue behind others' bodies. */
  sendNow(context: RequestContext, reply: FastifyReply, response: MockResponse): void {
    if (context.outcome.outboundMs === 0) this.send(context, reply, response);
    else this.sendAt(context, reply, this.#clock.now(), () => response);
  }

  /** Sends a response now, past any network delay. */
  send(context: RequestContext, reply: FastifyReply, response: MockResponse): void {
    const { status = reply.statusCode, byLimit, tells = false } = response;
    reply.code(status);
    // First, since what is told is what is left then.
    const body =
      context.unsettled === null
        ? response.body
        : settle(context, reply, response.body, { clock: this.#clock, estimators: this.#estimators });
    const { limits, counted, waitAtLeastMs: waitMs, waitsFor } = context;
    const standing = { limits, counted, waitMs, waitsFor };
    if (limits?.bucketNames !== undefined) reply.headers(limits.bucketNames);
    Object.assign(context.told, this.#errorFormat.writeHints(reply, standing, byLimit));
    if (tells && body !== null) this.#errorFormat.tellIn(body, standing);
    context.streams = typeof body === 'function';
    reply.send(typeof body === 'function' ? (body as OpenStream)(reply, asItIs) : body);
  }
}
