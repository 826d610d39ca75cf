import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lognormalMs } from '../draw.ts';
import type { FaultOutcome } from '../injection/decide.ts';
import type { FaultAnswer } from '../injection/fault.ts';
import type { Account } from '../keys/secrets.ts';
import type { Subject } from '../subject.ts';
import { CONTEXT, type RequestContext } from './context.ts';
import type { Core } from './core.ts';
import type { Delivery, MockResponse } from './delivery.ts';
import type { ErrorFormat } from './error-format.ts';

/** Work that ends less than this after its service time counts as done in time: only a timer was late. */
const TIMER_LATENESS_MS = 5;

/** What a handler needs to know of its request. */
export interface AdmittedRequest extends Pick<FaultOutcome, 'failsUpstream' | 'failsJob' | 'slowsJob' | 'cutsAfter'> {
  subject: Subject;
  /** Whose request it is: the account's id. */
  account: string;
  /** What is left of the service time, in milliseconds. */
  leftMs: number;
  key: Account;
  /** Keeps the request's slot beyond its end, until the returned function is called. */
  keepSlot(): () => void;
  /** Gives back what the request took of its windows, since it turned out to be a repeat. */
  refund(): void;
}

interface Begun extends AdmittedRequest {
  context: RequestContext;
  /** When the service time is over. */
  dueMs: number;
}

export interface ResponderDeps {
  core: Core;
  delivery: Delivery;
  errorFormat: ErrorFormat;
}

/** Answers admitted requests: as a fault says, or with the provider's work when the service time is over. */
export class Responder {
  readonly #core: Core;
  readonly #delivery: Delivery;
  readonly #errorFormat: ErrorFormat;

  constructor({ core, delivery, errorFormat }: ResponderDeps) {
    this.#core = core;
    this.#delivery = delivery;
    this.#errorFormat = errorFormat;
  }

  /**
   * Answers with `respond`'s body when the service time is over. That time counts
   * from the arrival, so that what the server itself takes is not added.
   */
  answer(request: FastifyRequest, reply: FastifyReply, respond: (subject: Subject) => object): void {
    const begun = this.#begin(request, reply);
    if (begun === null) return;
    const { context, dueMs, subject } = begun;
    this.#delivery.sendAt(context, reply, dueMs, () => ({ body: respond(subject) }));
  }

  /**
   * Answers with the result of `work`, for handlers that take steps of their own,
   * when the service time is over; a failure (5xx) does not wait for that. The
   * work goes on where the connection is lost meanwhile.
   */
  async work(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (admitted: AdmittedRequest) => Promise<MockResponse> | MockResponse,
  ): Promise<void> {
    const begun = this.#begin(request, reply);
    if (begun !== null) {
      const { context, dueMs } = begun;
      const answer = await work(begun);
      const failed = (answer.status ?? 200) >= 500;
      const madeAtMs = failed ? this.#core.clock.now() : this.#madeAtMs(dueMs);
      if (!context.ended) this.#delivery.sendAt(context, reply, madeAtMs, () => answer);
    }
    // Waits until the answer is sent, since Fastify takes what this function resolves with for the answer.
    await reply;
  }

  /** When the service time is over or, where the work took longer, now. A late timer does not count as longer work. */
  #madeAtMs(dueMs: number): number {
    const nowMs = this.#core.clock.now();
    return nowMs - dueMs < TIMER_LATENESS_MS ? dueMs : nowMs;
  }

  /** Draws a request's service time; null where it has ended, a fault has answered it, or no answer will come. */
  #begin(request: FastifyRequest, reply: FastifyReply): Begun | null {
    const context = request.getDecorator<RequestContext>(CONTEXT);
    const { account, arrivalMs, startMs, subject, outcome, route } = context;
    if (context.ended || account === undefined || startMs === null) return null;
    context.decisions = outcome.decisions;
    if (outcome.answer !== null) {
      this.#answerInItsPlace(context, reply, outcome.answer);
      return null;
    }
    const { clock, seed } = this.#core;
    // The same seed gives each attempt the same time in any interleaving.
    const parts = [seed, 'service', subject.key, subject.callId, subject.attempt];
    const drawnMs = lognormalMs(route.operation.service, parts);
    context.drawnServiceMs = drawnMs;
    // Counted from the arrival, since the time that a store took to count belongs to the server itself.
    const dueMs = arrivalMs + drawnMs + outcome.delayMs;
    const leftMs = Math.max(0, dueMs - clock.now());
    const refund = (): void => {
      context.limits?.settle({ admittedMs: startMs, nowMs: clock.now() }, context.cost, {});
      context.unsettled = null;
    };
    const keepSlot = (): (() => void) => keepSlotOf(context, account);
    return { ...outcome, context, dueMs, subject, key: account, account: account.id, leftMs, keepSlot, refund };
  }

  /** Answers as a fault says. */
  #answerInItsPlace(context: RequestContext, reply: FastifyReply, answer: FaultAnswer): void {
    // The request ends when its client gives up or the server closes.
    if (answer === 'never') return;
    const { status, retryAfterMs } = answer;
    context.waitAtLeastMs = retryAfterMs ?? 0;
    const reason = STATUS_CODES[status] ?? 'Error';
    const code = reason.toLowerCase().replaceAll(/[^a-z]+/g, '_');
    const body = this.#errorFormat.error({ status, code, message: reason, waitMs: retryAfterMs ?? undefined });
    this.#delivery.sendNow(context, reply, { status, body });
  }
}

function keepSlotOf(context: RequestContext, { limits }: Account): () => void {
  let held = context.holdsSlot;
  context.holdsSlot = false;
  return () => {
    if (held) (context.limits ?? limits).release(context.cost);
    held = false;
  };
}
