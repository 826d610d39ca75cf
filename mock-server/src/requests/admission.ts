import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest, onRequestHookHandler, preValidationHookHandler } from 'fastify';
import type { Cost } from '../costs.ts';
import type { Refusal } from '../journal/entry.ts';
import type { Account } from '../keys/secrets.ts';
import type { Counted, CountedWindow } from '../limits/counted-window.ts';
import type { LimitRefusal } from '../limits/key-limits.ts';
import type { RequestOrigin } from '../limits/split-meters.ts';
import { CONTEXT, entryOf, type RequestContext, type Route } from './context.ts';
import type { Core } from './core.ts';
import { costedRequest, estimatedCost } from './costed-request.ts';
import type { Delivery } from './delivery.ts';
import type { ErrorFormat, Failure } from './error-format.ts';

type Words = readonly [code: string, message: string];

const refusals: Readonly<Record<LimitRefusal, Words>> = {
  ceiling: ['concurrency_limit_exceeded', 'Too many requests of this key are in flight.'],
  window: ['rate_limit_exceeded', 'The requests of this window are used up.'],
};
const TOO_MANY_JOBS: Words = ['concurrency_limit_exceeded', 'Too many jobs of this account are queued or running.'];
const STRANGER: Words = ['unauthorized', 'The API key is missing or unknown.'];
const COUNTED_OUT: Words = ['rate_limit_exceeded', 'Rate limit exceeded'];
const NOT_COUNTED: Words = ['limiter_unavailable', 'The rate limiter is unavailable.'];

const NOTHING: Cost = {};

/** Says which of the scopes a key lacks; null where it lacks none. */
function lacking({ scopes: held }: Account, scopes: readonly string[]): Words | null {
  const missing = held === null ? undefined : scopes.find((scope) => !held.includes(scope));
  if (held === null || missing === undefined) return null;
  return ['missing_scope', `The key lacks the scope ${missing}; it has ${held.join(', ') || 'none'}.`];
}

/** What decides with which others a request is counted. */
function originOf({ context, request, cost }: Arrival): RequestOrigin {
  const { costed, route } = context;
  return { params: request.params, group: route.operation.group, json: costed?.json, cost };
}

/** Whether a request repeats an accepted one; a repeat costs nothing, and no limit refuses it. */
export type IsRepeat = (operation: string, account: string, headers: IncomingHttpHeaders) => boolean;

/** A request whose headers have been read; `admitted` goes on to read its body. */
interface Arrival {
  context: RequestContext;
  request: FastifyRequest;
  reply: FastifyReply;
  admitted: (error?: Error) => void;
  /** What its admission takes. */
  cost: Cost;
}

export interface RouteHooks {
  onRequest: onRequestHookHandler;
  preValidation?: preValidationHookHandler;
}

export interface AdmissionDeps {
  core: Core;
  delivery: Delivery;
  errorFormat: ErrorFormat;
  /** Windows that a store counts, by tier. */
  counted: ReadonlyMap<string, CountedWindow>;
}

/**
 * Admits or refuses arriving requests, by key, scope, window in the store, ceiling
 * and window, and writes the journal when they end. Without a store and a slow
 * network, it decides in the same turn of the event loop in which one arrives.
 */
export class Admission {
  readonly #core: Core;
  readonly #delivery: Delivery;
  readonly #errorFormat: ErrorFormat;
  readonly #counted: ReadonlyMap<string, CountedWindow>;
  /** Set by a provider that knows repeats. */
  isRepeat: IsRepeat = () => false;

  constructor({ core, delivery, errorFormat, counted }: AdmissionDeps) {
    this.#core = core;
    this.#delivery = delivery;
    this.#errorFormat = errorFormat;
    this.#counted = counted;
  }

  /**
   * They decide when a request's head has come, since a refusal must not wait behind the bodies of others. Only where a
   * body says what its request takes, the limits are asked when it has come.
   */
  hooksFor(route: Route): RouteHooks {
    const onRequest: onRequestHookHandler = (request, reply, admitted) =>
      this.#take(route, { request, reply, admitted, cost: route.operation.cost });
    if (!route.operation.costsByBody) return { onRequest };
    return { onRequest, preValidation: (request, reply, admitted) => this.#admitByBody({ request, reply, admitted }) };
  }

  #take(route: Route, { request, reply, admitted, cost }: Omit<Arrival, 'context'>): void {
    const { clock, seed, contexts, faults, openRequests } = this.#core;
    const context = contexts.open(route, request, clock.now());
    request.setDecorator(CONTEXT, context);
    openRequests.onEnd(reply, (lost) => {
      // A request that is still on its way arrives all the same, and is counted.
      if (context.onItsWay) context.lost = true;
      else this.#end(context, lost ? 499 : reply.statusCode, lost);
    });
    if (faults.byId.size > 0) {
      context.outcome = faults.outcomeFor(route.settings.provider, seed, context.subject, route.name);
    }
    const arrival = { context, request, reply, admitted, cost };
    const { inboundMs } = context.outcome;
    if (inboundMs === 0) {
      this.#admit(arrival);
      return;
    }
    context.onItsWay = true;
    clock.setTimeout(() => {
      context.onItsWay = false;
      context.arrivalMs = clock.now();
      this.#admit(arrival);
    }, inboundMs);
  }

  #admit(arrival: Arrival): void {
    const { account, route } = arrival.context;
    if (account === undefined || account.revoked) {
      this.#refuse(arrival, 'auth', 401, STRANGER);
      return;
    }
    const lacks = lacking(account, route.operation.permissions);
    if (lacks !== null) {
      this.#refuse(arrival, 'scope', 403, lacks);
      return;
    }
    if (!route.operation.costsByBody) this.#admitByLimits(arrival, account, arrival.context.arrivalMs);
    // Of one that is lost on its way no body comes, and so it is not known what it takes.
    else if (arrival.context.lost) this.#end(arrival.context, 499, true);
    else arrival.admitted();
  }

  #admitByBody({ request, reply, admitted }: Omit<Arrival, 'context' | 'cost'>): void {
    const context = request.getDecorator<RequestContext>(CONTEXT);
    const { account, route, ended } = context;
    if (ended || account === undefined) return;
    const { cost: same, ownCosts } = route.operation;
    try {
      context.costed = costedRequest(request);
      const cost = estimatedCost(same, ownCosts ?? [], context.costed, this.#core.estimators);
      this.#admitByLimits({ context, request, reply, admitted, cost }, account, this.#core.clock.now());
    } catch (error) {
      admitted(error as Error);
    }
  }

  #admitByLimits(arrival: Arrival, account: Account, nowMs: number): void {
    const window = this.#counted.get(account.tier);
    if (window === undefined || !window.counts(arrival.cost)) {
      this.#admitByKey(arrival, account, nowMs);
      return;
    }
    window
      .count(`${account.id} ${arrival.context.partition}`, arrival.cost)
      .then((counted) => this.#admitByStore(arrival, account, counted))
      .catch((error: unknown) => arrival.reply.send(error));
  }

  #admitByStore(arrival: Arrival, account: Account, counted: Counted): void {
    const { context } = arrival;
    // The connection was lost while the store counted.
    if (context.ended) return;
    if (counted.outcome !== 'not-counted') context.counted = counted.quota;
    if (counted.outcome === 'limited') {
      context.waitAtLeastMs = counted.quota.restMs;
      this.#refuseByLimit(arrival, 'window', COUNTED_OUT);
    } else if (counted.outcome === 'not-counted' && !counted.passes) {
      this.#refuse(arrival, 'store', 500, NOT_COUNTED);
    } else this.#admitByKey(arrival, account, this.#core.clock.now());
  }

  #admitByKey(arrival: Arrival, { id, limits: all }: Account, nowMs: number): void {
    const { context, request } = arrival;
    const { name, operation } = context.route;
    const limits = all.areSplit ? all.for(nowMs, originOf(arrival)) : all;
    context.limits = limits;
    const isRepeat = this.isRepeat(name, id, request.headers);
    const cost = isRepeat ? NOTHING : arrival.cost;
    const refusal = limits.admit(nowMs, context.outcome.atMost, cost);
    if (refusal !== null) {
      ({ ms: context.waitAtLeastMs, unit: context.waitsFor } = limits.extraWait(refusal, nowMs, cost));
      const ofJobs = refusal === 'ceiling' && limits.ceilingOfJobs;
      this.#refuseByLimit(arrival, refusal, ofJobs ? TOO_MANY_JOBS : refusals[refusal]);
      return;
    }
    context.startMs = nowMs;
    context.cost = cost;
    context.unsettled = isRepeat ? null : operation.ownCosts;
    context.holdsSlot = true;
    if (context.lost) this.#end(context, 499, true);
    else arrival.admitted();
  }

  #refuse(arrival: Arrival, by: Refusal, status: number, [code, message]: Words): void {
    this.#answerRefusal(arrival, by, { status, code, message });
  }

  /** Refuses by a limit, as the contract says. */
  #refuseByLimit(arrival: Arrival, by: Refusal, [code, message]: Words): void {
    const { status } = this.#errorFormat.refusal;
    const { waitAtLeastMs: waitMs, waitsFor, limits, counted } = arrival.context;
    const failure = { status, code, message, waitMs, waitsFor, byLimit: true, limits, counted };
    this.#answerRefusal(arrival, by, failure);
  }

  #answerRefusal({ context, reply }: Arrival, by: Refusal, failure: Failure): void {
    context.refusedBy = by;
    if (context.lost) this.#end(context, 499, true);
    else {
      const { status, byLimit = false } = failure;
      this.#delivery.sendNow(context, reply, { status, byLimit, body: this.#errorFormat.error(failure) });
    }
  }

  /** Ends a request exactly once, whatever ends it first: frees its slot and writes its entry into the journal. */
  #end(context: RequestContext, status: number, aborted: boolean): void {
    if (context.ended) return;
    context.ended = true;
    context.cancelService?.();
    // Dropped, since they hold the request and its body in memory, and a job may hold this context for long.
    context.cancelService = null;
    context.costed = null;
    if (context.holdsSlot) (context.limits ?? context.account?.limits)?.release(context.cost);
    const entry = entryOf(context, { endMs: this.#core.clock.now(), status, aborted });
    this.#core.journal.add(entry);
    this.#core.metrics.requestEnded(entry, context.streams ? null : context.outcome.outboundMs);
  }
}
