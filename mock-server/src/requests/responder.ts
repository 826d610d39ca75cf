import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lognormalMs } from '../draw.ts';
import { decide, type FaultOutcome } from '../injection/decide.ts';
import type { Account } from '../keys/secrets.ts';
import type { MockSettings, ServiceTime } from '../settings.ts';
import type { Subject } from '../subject.ts';
import type { RequestContext } from './context.ts';
import { activeFaults, CONTEXT, type Core } from './core.ts';
import { type MockResponse, sendAt, sendNow } from './delivery.ts';
import type { ErrorFormat } from './error-format.ts';

/** Work that is done no later than this after its time was done in time. */
const TIMER_LATENESS_MS = 5;

/** What a handler needs to know of its request. */
export interface AdmittedRequest extends Pick<FaultOutcome, 'failsUpstream' | 'failsJob' | 'slowsJob' | 'cutsAfter'> {
  subject: Subject;
  /** Whose request it is: the account's id. */
  account: string;
  /** What is left of the service time, in milliseconds. */
  leftMs: number;
  key: Account;
  /** Its slot is no longer given back when the request ends, but when the returned function is called. */
  keepSlot(): () => void;
  /** It turned out to be nothing new: what it took of its windows is given back. */
  refund(): void;
}

interface Begun extends AdmittedRequest {
  context: RequestContext;
  /** When the service time is over. */
  dueMs: number;
}

export interface ResponderDeps {
  core: Core;
  settings: MockSettings;
  errorFormat: ErrorFormat;
}

/** Answers admitted requests: as a fault says, or by their work when the service time is over. */
export class Responder {
  readonly #core: Core;
  readonly #settings: MockSettings;
  readonly #errorFormat: ErrorFormat;

  constructor({ core, settings, errorFormat }: ResponderDeps) {
    this.#core = core;
    this.#settings = settings;
    this.#errorFormat = errorFormat;
  }

  /**
   * With `respond`'s body when the service time is over, counted from the
   * admission, so that what the server itself takes is not added.
   */
  answer(request: FastifyRequest, reply: FastifyReply, respond: (subject: Subject) => object): void {
    const begun = this.#begin(request, reply);
    if (begun === null) return;
    const { context, dueMs, subject } = begun;
    sendAt(this.#core.clock, context, reply, dueMs, () => ({ body: respond(subject) }));
  }

  /**
   * With what `work` comes to, where it takes steps of its own, when the service
   * time is over; a failure does not wait for that. The work goes on where the
   * connection is lost meanwhile.
   */
  async work(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (job: AdmittedRequest) => Promise<MockResponse> | MockResponse,
  ): Promise<void> {
    const begun = this.#begin(request, reply);
    if (begun !== null) {
      const { context, dueMs } = begun;
      const answer = await work(begun);
      const failed = (answer.status ?? 200) >= 500;
      const madeAtMs = failed ? this.#core.clock.now() : this.#madeAtMs(dueMs);
      if (!context.ended) sendAt(this.#core.clock, context, reply, madeAtMs, () => answer);
    }
    // What is sent later is not this function's result.
    await reply;
  }

  /** When the service time is over or, where the work took longer, now; that a timer was late makes no work longer. */
  #madeAtMs(dueMs: number): number {
    const nowMs = this.#core.clock.now();
    return nowMs - dueMs < TIMER_LATENESS_MS ? dueMs : nowMs;
  }

  /** What a request is about to do; null where it has been answered already, or never is. */
  #begin(request: FastifyRequest, reply: FastifyReply): Begun | null {
    const context = request.getDecorator<RequestContext>(CONTEXT);
    const { account, arrivalMs, startMs, subject } = context;
    if (context.ended || account === undefined || startMs === null) return null;
    const outcome = this.#applyFaults(context, subject, reply);
    if (outcome === null) return null;
    const { clock, seed } = this.#core;
    // The same seed gives each attempt the same time in any interleaving.
    const parts = [seed, 'service', subject.key, subject.callId, subject.attempt];
    const drawnMs = lognormalMs(this.#serviceOf(context), parts);
    context.drawnServiceMs = drawnMs;
    // What asking a store took is the server's own, and not added; without one it was admitted as it arrived.
    const dueMs = arrivalMs + drawnMs + outcome.delayMs;
    const leftMs = Math.max(0, dueMs - clock.now());
    const refund = (): void => account.limits.refund(startMs, context.cost);
    const keepSlot = (): (() => void) => keepSlotOf(context, account);
    return { ...outcome, context, dueMs, subject, key: account, account: account.id, leftMs, keepSlot, refund };
  }

  #serviceOf({ operation }: RequestContext): ServiceTime {
    // Its route was made from it.
    return (this.#settings.operations[operation] as MockSettings['operations'][string]).service;
  }

  /** What faults do to a request; `null` where one has answered already, or no answer comes. */
  #applyFaults(context: RequestContext, subject: Subject, reply: FastifyReply): FaultOutcome | null {
    const faults = activeFaults(this.#core, this.#settings);
    const outcome = decide(faults, this.#core.seed, subject, context.operation);
    const { decisions, answer } = outcome;
    context.faults = decisions;
    if (answer === null) return outcome;
    // Its client gives up, or the server closes.
    if (answer === 'never') return null;
    const { status, retryAfterMs } = answer;
    context.waitAtLeastMs = retryAfterMs ?? 0;
    const reason = STATUS_CODES[status] ?? 'Error';
    const code = reason.toLowerCase().replaceAll(/[^a-z]+/g, '_');
    const body = this.#errorFormat.error(status, code, reason, retryAfterMs ?? undefined);
    sendNow(this.#core.clock, context, reply, { status, body });
    return null;
  }
}

function keepSlotOf(context: RequestContext, { limits }: Account): () => void {
  let held = context.holdsSlot;
  context.holdsSlot = false;
  return () => {
    if (held) limits.release(context.cost);
    held = false;
  };
}
