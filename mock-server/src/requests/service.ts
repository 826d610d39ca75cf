import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { NotServed } from '../errors.ts';
import type { MockSettings, OperationSettings } from '../settings.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { Admission, type IsRepeat } from './admission.ts';
import type { RequestContext } from './context.ts';
import { CONTEXT, type Core } from './core.ts';
import { type MockResponse, sendNow } from './delivery.ts';
import { type ErrorBody, ErrorFormat } from './error-format.ts';
import type { Resources } from './resources.ts';
import { Responder } from './responder.ts';
import { toRoute } from './route.ts';

export type { IsRepeat } from './admission.ts';
export type { Core } from './core.ts';
export type { MockResponse, OpenStream } from './delivery.ts';
export type { AdmittedRequest } from './responder.ts';

/**
 * Takes the requests of one provider from arrival to journal: key, ceiling,
 * window, body, faults, service time, response. What a provider adds is in its
 * own folder.
 */
export class ProviderService {
  readonly settings: MockSettings;
  readonly errorFormat: ErrorFormat;
  readonly core: Core;
  readonly #upstreams: Resources['upstreams'];
  readonly #admission: Admission;
  readonly #responder: Responder;

  constructor(settings: MockSettings, errorBody: ErrorBody, core: Core, { counted, upstreams }: Resources) {
    this.settings = settings;
    this.errorFormat = new ErrorFormat(settings, errorBody, core.clock);
    this.core = core;
    this.#upstreams = upstreams;
    this.#admission = new Admission({ core, settings, errorFormat: this.errorFormat, counted });
    this.#responder = new Responder({ core, settings, errorFormat: this.errorFormat });
  }

  /** The route options of an operation. Its handler ends with `answer` or `work`. */
  route(name: string): { method: 'GET' | 'POST'; url: string; onRequest: onRequestHookHandler } {
    const operation = this.#operation(name);
    // Before the body is read: whoever is refused must not wait behind the bodies of others.
    return {
      method: operation.method,
      url: toRoute(operation.path, this.settings.networks),
      onRequest: (request, reply, done) => this.#admission.take([name, operation], request, reply, done),
    };
  }

  /** Makes all answers of a scope carry the provider's hints and, where they are errors, its form. */
  install(scope: FastifyInstance): void {
    scope.decorateRequest(CONTEXT, null);
    scope.addHook('onSend', (request, reply, payload, done) => {
      const context = request.getDecorator<RequestContext | null>(CONTEXT);
      if (context !== null) {
        context.remaining = this.errorFormat.writeHints(reply, context.account?.limits, context.waitAtLeastMs);
      }
      done(null, payload);
    });
    scope.setErrorHandler((error: FastifyError, request, reply) => {
      const context = request.getDecorator<RequestContext | null>(CONTEXT);
      const answer = this.#answerOf(error, request);
      if (context === null) reply.code(answer.status).send(answer.body);
      else if (error instanceof NotServed) {
        context.waitAtLeastMs = error.retryAfterMs;
        reply.code(answer.status).send(answer.body);
      } else {
        if (answer.status < 500) context.refusedBy = 'validation';
        sendNow(this.core.clock, context, reply, answer);
      }
    });
  }

  #answerOf(error: FastifyError, request: FastifyRequest): Required<MockResponse> {
    const status = error.statusCode ?? 500;
    if (error instanceof NotServed) return { status, body: this.errorFormat.error(status, error.code, error.message) };
    if (status < 500) return { status, body: this.errorFormat.error(status, 'invalid_request', error.message) };
    request.log.error(error);
    return { status: 500, body: this.errorFormat.error(500, 'internal_error', 'The mock server failed.') };
  }

  get seed(): number {
    return this.core.seed;
  }

  /** Tells which requests repeat others, so that no limit refuses or counts them. */
  knowRepeats(isRepeat: IsRepeat): void {
    this.#admission.isRepeat = isRepeat;
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

  /** @see Responder.answer */
  answer(request: FastifyRequest, reply: FastifyReply, respond: Parameters<Responder['answer']>[2]): void {
    this.#responder.answer(request, reply, respond);
  }

  /** @see Responder.work */
  work(request: FastifyRequest, reply: FastifyReply, work: Parameters<Responder['work']>[2]): Promise<void> {
    return this.#responder.work(request, reply, work);
  }

  #operation(name: string): OperationSettings {
    const operation = this.settings.operations[name];
    if (operation === undefined) {
      throw new RangeError(`${this.settings.provider} has no operation "${name}": use the contract's names.`);
    }
    return operation;
  }
}
