import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Clock } from '../clock.ts';
import { onConnectionLost } from '../connections.ts';
import type { Exchange, Reception } from '../exchange.ts';
import { capOf, decide } from '../faults/decide.ts';
import type { ActiveFault } from '../faults/fault.ts';
import type { FaultRegistry } from '../faults/registry.ts';
import { type HintRenderer, hintRenderer, tell } from '../hints/render.ts';
import type { Journal } from '../journal/journal.ts';
import { drawServiceMs } from '../latency.ts';
import { fullQuota, type KeyLimits, type LimitRefusal } from '../limits/key-limits.ts';
import type { Metrics } from '../metrics.ts';
import type { MockSettings, OperationSettings } from '../settings.ts';
import type { Subject } from '../subject.ts';
import type { MockProvider } from './provider.ts';

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

const refusals: Readonly<Record<LimitRefusal, readonly [code: string, message: string]>> = {
  ceiling: ['concurrency_limit_exceeded', 'Too many requests of this key are in flight.'],
  window: ['rate_limit_exceeded', 'The requests of this window are used up.'],
};

/**
 * Takes the requests of one provider from arrival to journal: key, ceiling,
 * window, body, faults, service time, response. What a provider adds is in its
 * own folder.
 */
export class ProviderService {
  readonly settings: MockSettings;
  readonly #core: Core;
  readonly #errorBody: MockProvider['errorBody'];
  readonly #render: HintRenderer;
  /** Told where no known key says which tier it is: a 0 would stop a client that has done nothing wrong but its key. */
  readonly #strangersQuota;

  constructor(settings: MockSettings, provider: MockProvider, core: Core) {
    this.settings = settings;
    this.#core = core;
    this.#errorBody = provider.errorBody;
    this.#render = hintRenderer(settings.hints);
    this.#strangersQuota = fullQuota(settings.tiers[settings.defaultTier] ?? { ceiling: null, windows: [] });
  }

  /** The route options of an operation. Its handler ends with `answer`. */
  route(name: string): { method: 'GET' | 'POST'; url: string; onRequest: onRequestHookHandler } {
    const { method, path } = this.#operation(name);
    // Before the body is read: whoever is refused must not wait behind the bodies of others.
    return { method, url: path, onRequest: (request, reply, done) => this.#arrive(name, request, reply, done) };
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
        return reply.code(500).send(this.#errorBody('internal_error', 'The mock server failed.'));
      }
      const exchange = request.getDecorator<Exchange | null>(EXCHANGE);
      if (exchange !== null) exchange.refusedBy = 'validation';
      return reply.code(status).send(this.#errorBody('invalid_request', error.message));
    });
  }

  /** Sets the headers for the quota at this moment and returns what they say is left; `null` without a window. */
  writeHints(reply: FastifyReply, limits: KeyLimits | undefined, waitAtLeastMs: number): number | null {
    const nowMs = this.#core.clock.now();
    const told = tell(limits?.quota(nowMs) ?? this.#strangersQuota, nowMs, waitAtLeastMs);
    for (const [name, value] of this.#render(reply.statusCode, told)) reply.header(name, value);
    return Number.isFinite(told.remaining) ? told.remaining : null;
  }

  /**
   * Answers an admitted request: as a fault says, or with `respond`'s body when
   * the service time is over, counted from the admission, so that what the
   * server itself takes is not added.
   */
  answer(request: FastifyRequest, reply: FastifyReply, respond: (subject: Subject) => object): void {
    const exchange = request.getDecorator<Exchange>(EXCHANGE);
    const { account, callId, attempt, startMs } = exchange;
    if (exchange.ended || account === undefined || startMs === null) return;
    const subject: Subject = { key: account.fingerprint, callId, attempt };
    const delayMs = this.#applyFaults(exchange, subject, reply);
    if (delayMs === null) return;
    const drawnMs = drawServiceMs(this.#operation(exchange.operation).service, this.#core.seed, subject);
    exchange.drawnServiceMs = drawnMs;
    const leftMs = startMs + drawnMs + delayMs - this.#core.clock.now();
    exchange.cancelService = this.#core.clock.setTimeout(() => reply.send(respond(subject)), leftMs);
  }

  #operation(name: string): OperationSettings {
    const operation = this.settings.operations[name];
    if (operation === undefined) {
      throw new RangeError(`${this.settings.provider} has no operation "${name}": use the contract's names.`);
    }
    return operation;
  }

  #arrive(operation: string, request: FastifyRequest, reply: FastifyReply, done: () => void): void {
    const nowMs = this.#core.clock.now();
    const exchange = this.#core.reception.open(this.settings.provider, operation, request.headers, nowMs);
    request.setDecorator(EXCHANGE, exchange);
    const { socket } = request.raw;
    const forget = onConnectionLost(socket, () => this.#end(exchange, 499, true));
    reply.raw.once('finish', () => {
      forget();
      // What was "written" to a lost connection has reached nobody.
      if (socket.destroyed) this.#end(exchange, 499, true);
      else this.#end(exchange, reply.statusCode, false);
    });
    const { account } = exchange;
    if (account === undefined) {
      exchange.refusedBy = 'auth';
      reply.code(401).send(this.#errorBody('unauthorized', 'The API key is missing or unknown.'));
      return;
    }
    const refusal = account.limits.admit(nowMs, capOf(this.#activeFaults()));
    if (refusal === null) {
      exchange.startMs = nowMs;
      done();
      return;
    }
    exchange.refusedBy = refusal;
    exchange.waitAtLeastMs = account.limits.extraWaitMs(refusal);
    reply.code(429).send(this.#errorBody(...refusals[refusal]));
  }

  #activeFaults(): ActiveFault[] {
    return this.#core.faults.list().filter(({ provider }) => provider === this.settings.provider);
  }

  /** Milliseconds to add to the service time; `null` where a fault has answered already. */
  #applyFaults(exchange: Exchange, subject: Subject, reply: FastifyReply): number | null {
    const { decisions, answer, delayMs } = decide(this.#activeFaults(), this.#core.seed, subject);
    exchange.faults = decisions;
    if (answer === null) return delayMs;
    exchange.waitAtLeastMs = answer.retryAfterMs ?? 0;
    const reason = STATUS_CODES[answer.status] ?? 'Error';
    const code = reason.toLowerCase().replaceAll(/[^a-z]+/g, '_');
    reply.code(answer.status).send(this.#errorBody(code, reason));
    return null;
  }

  /** Exactly once, whatever ends it first: the slot is free again and the journal has its entry. */
  #end(exchange: Exchange, status: number, aborted: boolean): void {
    if (exchange.ended) return;
    exchange.ended = true;
    exchange.cancelService?.();
    if (exchange.startMs !== null) exchange.account?.limits.release();
    const { provider, operation, account, key, callId, attempt, arrivalMs, startMs } = exchange;
    const { drawnServiceMs, refusedBy, faults } = exchange;
    const entry = {
      provider,
      operation,
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
    this.#core.metrics.requestEnded(entry);
  }
}
