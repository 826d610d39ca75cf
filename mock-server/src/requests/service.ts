import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { NotServed } from '../errors.ts';
import type { MockSettings } from '../settings.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { Admission, type IsRepeat, type RouteHooks } from './admission.ts';
import { CONTEXT, type RequestContext } from './context.ts';
import type { Core } from './core.ts';
import { Delivery, type MockResponse } from './delivery.ts';
import { type ErrorBody, ErrorFormat } from './error-format.ts';
import type { Resources } from './resources.ts';
import { Responder } from './responder.ts';

export type { IsRepeat } from './admission.ts';
export type { Core } from './core.ts';
export type { MockResponse } from './delivery.ts';
export type { AdmittedRequest } from './responder.ts';
export type { EndStream } from './settlement.ts';

type Answer = Required<Pick<MockResponse, 'status' | 'body'>>;

/** A contract's path as Fastify writes it: `/{network}/agents/{agent}` is `/:network(^(?:a|b)$)/agents/:agent`. */
export const toRoute = (path: string, networks: readonly string[]): string =>
  path
    // Fastify takes a colon for a parameter, unless there are two.
    .replaceAll(':', '::')
    // Without the pattern it takes `/{model}::run` and `/{model}::stop` for one route.
    .replaceAll(/\{(\w+)\}::/g, ':$1(^[^/:]+)::')
    .replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
      // A path with an unknown network matches no route, so it counts against nobody.
      name === 'network' ? `:network(^(?:${networks.join('|')})$)` : `:${name}`,
    )
    .replaceAll(/\{\+\w+\}/g, '*');

/**
 * Takes the requests of one provider from arrival to journal: key, ceiling,
 * window, body, faults, service time, response. Each provider's own part is in
 * its folder.
 */
export class ProviderService {
  readonly settings: MockSettings;
  readonly errorFormat: ErrorFormat;
  readonly core: Core;
  /** Every handler ends by calling one of its methods. */
  readonly responder: Responder;
  readonly #upstreams: Resources['upstreams'];
  readonly #admission: Admission;
  readonly #delivery: Delivery;

  constructor(settings: MockSettings, errorBody: ErrorBody, core: Core, { counted, upstreams }: Resources) {
    this.settings = settings;
    const errorFormat = new ErrorFormat(settings, errorBody, core.clock);
    const delivery = new Delivery(core.clock, errorFormat, core.estimators);
    this.errorFormat = errorFormat;
    this.core = core;
    this.responder = new Responder({ core, delivery, errorFormat });
    this.#upstreams = upstreams;
    this.#admission = new Admission({ core, delivery, errorFormat, counted });
    this.#delivery = delivery;
  }

  /** The route options of an operation. */
  route(name: string): { method: string; url: string } & RouteHooks {
    const { settings } = this;
    const operation = settings.operations[name];
    if (operation === undefined) {
      throw new RangeError(`${settings.provider} has no operation "${name}": use the contract's names.`);
    }
    const { method, path } = operation;
    const hooks = this.#admission.hooksFor({ settings, name, operation });
    return { method, url: toRoute(path, settings.networks), ...hooks };
  }

  /** Gives every error in a scope the provider's form. */
  install(scope: FastifyInstance): void {
    scope.decorateRequest(CONTEXT, null);
    scope.setErrorHandler((error: FastifyError, request, reply) => {
      const context = request.getDecorator<RequestContext | null>(CONTEXT);
      const answer = this.#answerOf(error, request);
      if (context === null) reply.code(answer.status).send(answer.body);
      else if (error instanceof NotServed) {
        context.waitAtLeastMs = error.retryAfterMs;
        this.#delivery.send(context, reply, answer);
      } else {
        if (answer.status < 500) context.refusedBy = 'validation';
        this.#delivery.sendNow(context, reply, { ...answer, byLimit: answer.status < 500 ? false : undefined });
      }
    });
  }

  #answerOf(error: FastifyError, request: FastifyRequest): Answer {
    const status = error.statusCode ?? 500;
    const answer = (code: string, message: string): Answer => ({
      status,
      body: this.errorFormat.error({ status, code, message }),
    });
    if (error instanceof NotServed) return answer(error.code, error.message);
    if (status < 500) return answer('invalid_request', error.message);
    request.log.error(error);
    return answer('internal_error', 'The mock server failed.');
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

  /** The upstream behind the API on a network. */
  upstream(network: string): Upstream {
    const upstream = this.#upstreams.get(network);
    if (upstream === undefined) throw new RangeError(`${this.settings.provider} has no upstream of "${network}".`);
    return upstream;
  }
}
