import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { NotServed } from '../errors.ts';
import type { MockSettings, OperationSettings } from '../settings.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { Arrival, type IsRepeat } from './admission.ts';
import type { Exchange } from './context.ts';
import { type Core, EXCHANGE } from './core.ts';
import { type Answer, sendNow } from './delivery.ts';
import { type ErrorBody, Wording } from './error-format.ts';
import type { Resources } from './resources.ts';
import { Answering } from './responder.ts';
import { toRoute } from './route.ts';

export type { IsRepeat } from './admission.ts';
export type { Core } from './core.ts';
export type { Answer, OpenStream } from './delivery.ts';
export type { Job } from './responder.ts';

/**
 * Takes the requests of one provider from arrival to journal: key, ceiling,
 * window, body, faults, service time, response. What a provider adds is in its
 * own folder.
 */
export class ProviderService {
  readonly settings: MockSettings;
  readonly wording: Wording;
  readonly core: Core;
  readonly #upstreams: Resources['upstreams'];
  readonly #arrival: Arrival;
  readonly #answering: Answering;

  constructor(settings: MockSettings, errorBody: ErrorBody, core: Core, { counted, upstreams }: Resources) {
    this.settings = settings;
    this.wording = new Wording(settings, errorBody, core.clock);
    this.core = core;
    this.#upstreams = upstreams;
    this.#arrival = new Arrival({ core, settings, wording: this.wording, counted });
    this.#answering = new Answering({ core, settings, wording: this.wording });
  }

  /** The route options of an operation. Its handler ends with `answer` or `work`. */
  route(name: string): { method: 'GET' | 'POST'; url: string; onRequest: onRequestHookHandler } {
    const operation = this.#operation(name);
    // Before the body is read: whoever is refused must not wait behind the bodies of others.
    return {
      method: operation.method,
      url: toRoute(operation.path, this.settings.networks),
      onRequest: (request, reply, done) => this.#arrival.take([name, operation], request, reply, done),
    };
  }

  /** Makes all answers of a scope carry the provider's hints and, where they are errors, its form. */
  install(scope: FastifyInstance): void {
    scope.decorateRequest(EXCHANGE, null);
    scope.addHook('onSend', (request, reply, payload, done) => {
      const exchange = request.getDecorator<Exchange | null>(EXCHANGE);
      if (exchange !== null) {
        exchange.remaining = this.wording.writeHints(reply, exchange.account?.limits, exchange.waitAtLeastMs);
      }
      done(null, payload);
    });
    scope.setErrorHandler((error: FastifyError, request, reply) => {
      const exchange = request.getDecorator<Exchange | null>(EXCHANGE);
      const answer = this.#answerOf(error, request);
      if (exchange === null) reply.code(answer.status).send(answer.body);
      else if (error instanceof NotServed) {
        exchange.waitAtLeastMs = error.retryAfterMs;
        reply.code(answer.status).send(answer.body);
      } else {
        if (answer.status < 500) exchange.refusedBy = 'validation';
        sendNow(this.core.clock, exchange, reply, answer);
      }
    });
  }

  #answerOf(error: FastifyError, request: FastifyRequest): Required<Answer> {
    const status = error.statusCode ?? 500;
    if (error instanceof NotServed) return { status, body: this.wording.error(status, error.code, error.message) };
    if (status < 500) return { status, body: this.wording.error(status, 'invalid_request', error.message) };
    request.log.error(error);
    return { status: 500, body: this.wording.error(500, 'internal_error', 'The mock server failed.') };
  }

  get seed(): number {
    return this.core.seed;
  }

  /** Tells which requests repeat others, so that no limit refuses or counts them. */
  knowRepeats(isRepeat: IsRepeat): void {
    this.#arrival.isRepeat = isRepeat;
  }

  now(): number {
    return this.core.clock.now();
  }

  /** What is behind the API on a network. */
  upstream(network: string): Upstream {
    const upstream = this.#upstreams.get(network);
    if (upstream === undefined) throw new RangeError(`${this.settings.provider} has no upstream of "${network}".`);
    return upstream;
  }

  /** @see Answering.answer */
  answer(request: FastifyRequest, reply: FastifyReply, respond: Parameters<Answering['answer']>[2]): void {
    this.#answering.answer(request, reply, respond);
  }

  /** @see Answering.work */
  work(request: FastifyRequest, reply: FastifyReply, work: Parameters<Answering['work']>[2]): Promise<void> {
    return this.#answering.work(request, reply, work);
  }

  #operation(name: string): OperationSettings {
    const operation = this.settings.operations[name];
    if (operation === undefined) {
      throw new RangeError(`${this.settings.provider} has no operation "${name}": use the contract's names.`);
    }
    return operation;
  }
}
