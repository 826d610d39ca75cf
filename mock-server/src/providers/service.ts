import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Clock } from '../clock.ts';
import { onConnectionLost } from '../connections.ts';
import type { Exchange, Reception } from '../exchange.ts';
import { capOf, decide, type Fate, transportOf } from '../faults/decide.ts';
import type { ActiveFault } from '../faults/fault.ts';
import type { FaultRegistry } from '../faults/registry.ts';
import type { Quota } from '../hints/format.ts';
import { type HintRenderer, hintRenderer, tell } from '../hints/render.ts';
import type { Refusal } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import { drawServiceMs } from '../latency.ts';
import type { Counted } from '../limits/counted-window.ts';
import { fullQuota, type KeyLimits, type LimitRefusal } from '../limits/key-limits.ts';
import type { Metrics } from '../metrics.ts';
import type { MockSettings, OperationSettings } from '../settings.ts';
import type { Subject } from '../subject.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { MockProvider } from './provider.ts';
import type { Resources } from './resources.ts';
import { laneOf, toRoute } from './route.ts';

/** What all providers share. */
export interface Core {
  clock: Clock;
  seed: number;
  reception: Reception;
  faults: FaultRegistry;
  journal: Journal;
  metrics: Metrics;
}

const EXCHANGE = 'exchange';
/** Work that is done no later than this after its time was done in time. */
const TIMER_LATENESS_MS = 5;

const unknownQuota: Quota = { limit: Number.POSITIVE_INFINITY, remaining: Number.POSITIVE_INFINITY, restMs: 0 };

/** What a handler answers with in the end. */
export interface Answer {
  status?: number;
  body: object;
}

/** What a handler needs to know of its request. */
export interface Job {
  subject: Subject;
  /** Whose request it is: the key's fingerprint. */
  account: string;
  /** What the request takes, counted from its admission, in milliseconds. */
  serviceMs: number;
  /** What is left of it. */
  leftMs: number;
  failsUpstream: Fate['failsUpstream'];
}

const refusals: Readonly<Record<LimitRefusal, readonly [code: string, message: string]>> = {
  ceiling: ['concurrency_limit_exceeded', 'Too many requests of this key are in flight.'],
  window: ['rate_limit_exceeded', 'The requests of this window are used up.'],
};
const COUNTED_OUT = 'Rate limit exceeded';
const NOT_COUNTED = ['limiter_unavailable', 'The rate limiter is unavailable.'] as const;

/**
 * Takes the requests of one provider from arrival to journal: key, ceiling,
 * window, body, faults, service time, response. What a provider adds is in its
 * own folder.
 */
export class ProviderService {
  readonly settings: MockSettings;
  readonly #core: Core;
  readonly #errorBody: MockProvider['errorBody'];
  readonly #resources: Resources;
  readonly #render: HintRenderer;
  readonly #renderBody: HintRenderer;
  /** Told where no known key says which tier it is: a 0 would stop a client that has done nothing wrong but its key. */
  readonly #strangersQuota;

  constructor(settings: MockSettings, provider: MockProvider, core: Core, resources: Resources) {
    this.settings = settings;
    this.#core = core;
    this.#errorBody = provider.errorBody;
    this.#resources = resources;
    this.#render = hintRenderer(settings.hints, 'header');
    this.#renderBody = hintRenderer(settings.hints, 'body');
    const strangers = settings.tiers[settings.defaultTier];
    this.#strangersQuota = fullQuota(strangers ?? { ceiling: null, windows: [] });
  }

  /** The route options of an operation. Its handler ends with `answer`. */
  route(name: string): { method: 'GET' | 'POST'; url: string; onRequest: onRequestHookHandler } {
    const { method, path } = this.#operation(name);
    // Before the body is read: whoever is refused must not wait behind the bodies of others.
    return {
      method,
      url: toRoute(path, this.settings.networks),
      onRequest: (request, reply, done) => this.#arrive(name, request, reply, done),
    };
  }

  /** Makes all answers of a scope carry the provider's hints and, where they are errors, its form. */
  install(scope: FastifyInstance): void {
    scope.decorateRequest(EXCHANGE, null);
    scope.addHook('onSend', (request, reply, payload, done) => {
      const exchange = request.getDecorator<Exchange | null>(EXCHANGE);
      if (exchange !== null) {
        exchange.remaining = this.writeHints(reply, exchange.account?.limits, exchange.waitAtLeastMs);
      }
      done(null, payload);
    });
    scope.setErrorHandler((error: FastifyError, request, reply) => {
      const status = error.statusCode ?? 500;
      if (status >= 500) {
        request.log.error(error);
        return reply.code(500).send(this.error(500, 'internal_error', 'The mock server failed.'));
      }
      const exchange = request.getDecorator<Exchange | null>(EXCHANGE);
      if (exchange !== null) exchange.refusedBy = 'validation';
      return reply.code(status).send(this.error(status, 'invalid_request', error.message));
    });
  }

  /** Sets the headers for the quota at this moment and returns what they say is left; `null` without a window. */
  writeHints(reply: FastifyReply, limits: KeyLimits | undefined, waitAtLeastMs: number): number | null {
    const nowMs = this.#core.clock.now();
    const told = tell(limits?.quota(nowMs) ?? this.#strangersQuota, nowMs, waitAtLeastMs);
    for (const [name, value] of this.#render(reply.statusCode, told)) reply.header(name, String(value));
    return Number.isFinite(told.remaining) ? told.remaining : null;
  }

  get seed(): number {
    return this.#core.seed;
  }

  now(): number {
    return this.#core.clock.now();
  }

  /** What is behind the API on a network. */
  upstream(network: string): Upstream {
    const upstream = this.#resources.upstreams.get(network);
    if (upstream === undefined) throw new RangeError(`${this.settings.provider} has no upstream of "${network}".`);
    return upstream;
  }

  /** A body that is not a success, with the hints that the contract puts in bodies. */
  error(status: number, code: string, message: string, waitMs?: number): object {
    const nowMs = this.#core.clock.now();
    const told = waitMs === undefined ? [] : this.#renderBody(status, tell(unknownQuota, nowMs, waitMs));
    return this.#errorBody(code, message, { nowMs, hints: Object.fromEntries(told) });
  }

  /**
   * Answers an admitted request: as a fault says, or with `respond`'s body when
   * the service time is over, counted from the admission, so that what the
   * server itself takes is not added.
   */
  answer(request: FastifyRequest, reply: FastifyReply, respond: (subject: Subject) => object): void {
    const exchange = request.getDecorator<Exchange>(EXCHANGE);
    const job = this.#begin(exchange, reply);
    if (job === null) return;
    this.#sendAt(exchange, reply, exchange.admittedMs + job.serviceMs, () => ({ body: respond(job.subject) }));
  }

  /**
   * Answers an admitted request whose work takes steps of its own: as a fault says, or with what `work` comes to, when
   * the service time is over. A failure does not wait for that. Work goes on where the connection was lost meanwhile.
   */
  async work(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (job: Job) => Promise<Answer> | Answer,
  ): Promise<void> {
    const exchange = request.getDecorator<Exchange>(EXCHANGE);
    const job = this.#begin(exchange, reply);
    if (job !== null) {
      const answer = await work(job);
      const failed = (answer.status ?? 200) >= 500;
      const madeAtMs = failed ? this.#core.clock.now() : this.#madeAtMs(exchange, job);
      if (!exchange.ended) this.#sendAt(exchange, reply, madeAtMs, () => answer);
    }
    // What is sent later is not this function's result.
    await reply;
  }

  /** When the service time is over or, where the work took longer, now; that a timer was late makes no work longer. */
  #madeAtMs({ admittedMs }: Exchange, { serviceMs }: Job): number {
    const nowMs = this.#core.clock.now();
    const dueMs = admittedMs + serviceMs;
    return nowMs - dueMs < TIMER_LATENESS_MS ? dueMs : nowMs;
  }

  /** What a request is about to do; null where it has been answered already. */
  #begin(exchange: Exchange, reply: FastifyReply): Job | null {
    const { account, startMs, subject, admittedMs } = exchange;
    if (exchange.ended || account === undefined || startMs === null) return null;
    const fate = this.#applyFaults(exchange, subject, reply);
    if (fate === null) return null;
    const drawnMs = drawServiceMs(this.#operation(exchange.operation).service, this.#core.seed, subject);
    exchange.drawnServiceMs = drawnMs;
    const serviceMs = drawnMs + fate.delayMs;
    const leftMs = Math.max(0, admittedMs + serviceMs - this.#core.clock.now());
    return { subject, account: account.fingerprint, serviceMs, leftMs, failsUpstream: fate.failsUpstream };
  }

  /** Sends when the answer is made, and has been on its way for as long as the network takes. */
  #sendAt(exchange: Exchange, reply: FastifyReply, madeAtMs: number, make: () => Answer): void {
    const send = (): void => {
      const { status = reply.statusCode, body } = make();
      reply.code(status).send(body);
    };
    const leftMs = madeAtMs + exchange.outboundMs - this.#core.clock.now();
    // In this very turn where nothing is to be waited for: a refusal must not queue behind the bodies of others.
    if (leftMs <= 0 && exchange.outboundMs === 0 && madeAtMs <= exchange.arrivalMs) send();
    else exchange.cancelService = this.#core.clock.setTimeout(send, leftMs);
  }

  #operation(name: string): OperationSettings {
    const operation = this.settings.operations[name];
    if (operation === undefined) {
      throw new RangeError(`${this.settings.provider} has no operation "${name}": use the contract's names.`);
    }
    return operation;
  }

  #arrive(operation: string, request: FastifyRequest, reply: FastifyReply, done: () => void): void {
    const { clock, seed } = this.#core;
    const exchange = this.#core.reception.open(this.settings.provider, operation, request.headers, clock.now());
    const counted = this.settings.tiers[exchange.account?.tier ?? '']?.counted ?? undefined;
    exchange.lane = laneOf(this.#operation(operation), request.params, counted);
    request.setDecorator(EXCHANGE, exchange);
    const { socket } = request.raw;
    const forget = onConnectionLost(socket, () => {
      // What is on its way arrives all the same, and is counted.
      if (exchange.onItsWay) exchange.lost = true;
      else this.#end(exchange, 499, true);
    });
    reply.raw.once('finish', () => {
      forget();
      // What was "written" to a lost connection has reached nobody.
      if (socket.destroyed) this.#end(exchange, 499, true);
      else this.#end(exchange, reply.statusCode, false);
    });
    const { inboundMs, outboundMs } = transportOf(this.#activeFaults(), seed, exchange.subject, operation);
    exchange.outboundMs = outboundMs;
    if (inboundMs === 0) {
      this.#receive(exchange, reply, done);
      return;
    }
    exchange.onItsWay = true;
    clock.setTimeout(() => {
      exchange.onItsWay = false;
      exchange.arrivalMs = clock.now();
      this.#receive(exchange, reply, done);
    }, inboundMs);
  }

  #receive(exchange: Exchange, reply: FastifyReply, done: () => void): void {
    const nowMs = this.#core.clock.now();
    const { account } = exchange;
    if (account === undefined) {
      this.#refuse(exchange, reply, 'auth', 401, ['unauthorized', 'The API key is missing or unknown.']);
      return;
    }
    const counted = this.#resources.counted.get(account.tier);
    if (counted !== undefined) {
      counted
        .count(`${account.fingerprint} ${exchange.lane}`)
        .then((verdict) => this.#judge(exchange, reply, verdict, done));
      return;
    }
    const refusal = account.limits.admit(nowMs, capOf(this.#activeFaults()));
    if (refusal === null) {
      this.#admit(exchange, done);
      return;
    }
    exchange.waitAtLeastMs = account.limits.extraWaitMs(refusal);
    this.#refuse(exchange, reply, refusal, 429, refusals[refusal]);
  }

  /** Goes by what a window in a store says. */
  #judge(exchange: Exchange, reply: FastifyReply, counted: Counted, done: () => void): void {
    // The connection was lost while the store counted.
    if (exchange.ended) return;
    if (counted.verdict === 'limited') {
      exchange.waitAtLeastMs = counted.restMs;
      this.#refuse(exchange, reply, 'window', 429, ['rate_limit_exceeded', COUNTED_OUT]);
      return;
    }
    if (counted.verdict === 'not-counted' && !counted.passes) {
      this.#refuse(exchange, reply, 'store', 500, NOT_COUNTED);
      return;
    }
    const refusal = exchange.account?.limits.admit(this.#core.clock.now(), capOf(this.#activeFaults())) ?? null;
    if (refusal !== null) this.#refuse(exchange, reply, refusal, 429, refusals[refusal]);
    else this.#admit(exchange, done);
  }

  #admit(exchange: Exchange, done: () => void): void {
    exchange.startMs = this.#core.clock.now();
    // Asking the store is what the server itself takes, and is not added to the service time.
    exchange.admittedMs = exchange.arrivalMs;
    if (exchange.lost) this.#end(exchange, 499, true);
    else done();
  }

  #refuse(
    exchange: Exchange,
    reply: FastifyReply,
    by: Refusal,
    status: number,
    [code, message]: readonly [code: string, message: string],
  ): void {
    exchange.refusedBy = by;
    if (exchange.lost) {
      this.#end(exchange, 499, true);
      return;
    }
    const waitMs = status === 429 ? exchange.waitAtLeastMs : undefined;
    this.#sendAt(exchange, reply, exchange.arrivalMs, () => ({
      status,
      body: this.error(status, code, message, waitMs),
    }));
  }

  #activeFaults(): ActiveFault[] {
    return this.#core.faults.list().filter(({ provider }) => provider === this.settings.provider);
  }

  /** What faults do to a request; `null` where one has answered already. */
  #applyFaults(exchange: Exchange, subject: Subject, reply: FastifyReply): Fate | null {
    const fate = decide(this.#activeFaults(), this.#core.seed, subject, exchange.operation);
    const { decisions, answer } = fate;
    exchange.faults = decisions;
    if (answer === null) return fate;
    exchange.waitAtLeastMs = answer.retryAfterMs ?? 0;
    const { status } = answer;
    const reason = STATUS_CODES[status] ?? 'Error';
    const code = reason.toLowerCase().replaceAll(/[^a-z]+/g, '_');
    const body = this.error(status, code, reason, answer.retryAfterMs ?? undefined);
    this.#sendAt(exchange, reply, exchange.arrivalMs, () => ({ status, body }));
    return null;
  }

  /** Exactly once, whatever ends it first: the slot is free again and the journal has its entry. */
  #end(exchange: Exchange, status: number, aborted: boolean): void {
    if (exchange.ended) return;
    exchange.ended = true;
    exchange.cancelService?.();
    if (exchange.startMs !== null) exchange.account?.limits.release();
    const { provider, operation, lane, account, key, callId, attempt, arrivalMs, startMs, outboundMs } = exchange;
    const { drawnServiceMs, refusedBy, faults } = exchange;
    const entry = {
      provider,
      operation,
      lane,
      tier: account?.tier ?? null,
      key,
      callId,
      attempt,
      arrivalMs,
      startMs,
      endMs: this.#core.clock.now(),
      status,
      drawnServiceMs,
      remaining: aborted ? null : exchange.remaining,
      refusedBy: aborted ? null : refusedBy,
      faults,
      aborted,
    };
    this.#core.journal.add(entry);
    this.#core.metrics.requestEnded(entry, outboundMs);
  }
}
