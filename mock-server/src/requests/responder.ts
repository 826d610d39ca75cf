import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { decide, type Fate } from '../injection/decide.ts';
import type { Account } from '../keys/secrets.ts';
import { drawServiceMs } from '../latency.ts';
import type { MockSettings, ServiceTime } from '../settings.ts';
import type { Subject } from '../subject.ts';
import type { Exchange } from './context.ts';
import { activeFaults, type Core, EXCHANGE } from './core.ts';
import { type Answer, sendAt, sendNow } from './delivery.ts';
import type { Wording } from './error-format.ts';

/** Work that is done no later than this after its time was done in time. */
const TIMER_LATENESS_MS = 5;

/** What a handler needs to know of its request. */
export interface Job extends Pick<Fate, 'failsUpstream' | 'failsJob' | 'slowsJob' | 'cutsAfter'> {
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

interface Begun extends Job {
  exchange: Exchange;
  /** When the service time is over. */
  dueMs: number;
}

export interface AnsweringDeps {
  core: Core;
  settings: MockSettings;
  wording: Wording;
}

/** Answers admitted requests: as a fault says, or by their work when the service time is over. */
export class Answering {
  readonly #core: Core;
  readonly #settings: MockSettings;
  readonly #wording: Wording;

  constructor({ core, settings, wording }: AnsweringDeps) {
    this.#core = core;
    this.#settings = settings;
    this.#wording = wording;
  }

  /**
   * With `respond`'s body when the service time is over, counted from the
   * admission, so that what the server itself takes is not added.
   */
  answer(request: FastifyRequest, reply: FastifyReply, respond: (subject: Subject) => object): void {
    const begun = this.#begin(request, reply);
    if (begun === null) return;
    const { exchange, dueMs, subject } = begun;
    sendAt(this.#core.clock, exchange, reply, dueMs, () => ({ body: respond(subject) }));
  }

  /**
   * With what `work` comes to, where it takes steps of its own, when the service
   * time is over; a failure does not wait for that. The work goes on where the
   * connection is lost meanwhile.
   */
  async work(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (job: Job) => Promise<Answer> | Answer,
  ): Promise<void> {
    const begun = this.#begin(request, reply);
    if (begun !== null) {
      const { exchange, dueMs } = begun;
      const answer = await work(begun);
      const failed = (answer.status ?? 200) >= 500;
      const madeAtMs = failed ? this.#core.clock.now() : this.#madeAtMs(dueMs);
      if (!exchange.ended) sendAt(this.#core.clock, exchange, reply, madeAtMs, () => answer);
    }
    // What is sent later is not this function's result.
    await reply;
  }

  /** When the service time is over or, where the work took longer, now; that a timer was late makes no work longer. */
  #madeAtMs(dueMs: number): number {
    const nowMs = this.#core.clock.now();
    return nowMs - dueMs < TIMER_LATENESS_MS ? dueMs : nowMs;
  }

  /** What a request is about to do; null where it has been answered already. */
  #begin(request: FastifyRequest, reply: FastifyReply): Begun | null {
    const exchange = request.getDecorator<Exchange>(EXCHANGE);
    const { account, arrivalMs, startMs, subject } = exchange;
    if (exchange.ended || account === undefined || startMs === null) return null;
    const fate = this.#applyFaults(exchange, subject, reply);
    if (fate === null) return null;
    const { clock, seed } = this.#core;
    const drawnMs = drawServiceMs(this.#serviceOf(exchange), seed, subject);
    exchange.drawnServiceMs = drawnMs;
    // What asking a store took is the server's own, and not added; without one it was admitted as it arrived.
    const dueMs = arrivalMs + drawnMs + fate.delayMs;
    const leftMs = Math.max(0, dueMs - clock.now());
    const refund = (): void => account.limits.refund(startMs, exchange.cost);
    const keepSlot = (): (() => void) => keepSlotOf(exchange, account);
    return { ...fate, exchange, dueMs, subject, key: account, account: account.id, leftMs, keepSlot, refund };
  }

  #serviceOf({ operation }: Exchange): ServiceTime {
    // Its route was made from it.
    return (this.#settings.operations[operation] as MockSettings['operations'][string]).service;
  }

  /** What faults do to a request; `null` where one has answered already. */
  #applyFaults(exchange: Exchange, subject: Subject, reply: FastifyReply): Fate | null {
    const faults = activeFaults(this.#core, this.#settings);
    const fate = decide(faults, this.#core.seed, subject, exchange.operation);
    const { decisions, answer } = fate;
    exchange.faults = decisions;
    if (answer === null) return fate;
    const { status, retryAfterMs } = answer;
    exchange.waitAtLeastMs = retryAfterMs ?? 0;
    const reason = STATUS_CODES[status] ?? 'Error';
    const code = reason.toLowerCase().replaceAll(/[^a-z]+/g, '_');
    const body = this.#wording.error(status, code, reason, retryAfterMs ?? undefined);
    sendNow(this.#core.clock, exchange, reply, { status, body });
    return null;
  }
}

function keepSlotOf(exchange: Exchange, { limits }: Account): () => void {
  let held = exchange.holdsSlot;
  exchange.holdsSlot = false;
  return () => {
    if (held) limits.release(exchange.cost);
    held = false;
  };
}
