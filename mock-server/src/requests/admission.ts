import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { capOf, transportOf } from '../injection/decide.ts';
import type { Refusal } from '../journal/entry.ts';
import type { Account } from '../keys/secrets.ts';
import type { Counted, CountedWindow } from '../limits/counted-window.ts';
import type { LimitRefusal } from '../limits/key-limits.ts';
import type { Cost, MockSettings, OperationSettings } from '../settings.ts';
import type { RequestContext } from './context.ts';
import { activeFaults, CONTEXT, type Core } from './core.ts';
import { sendNow } from './delivery.ts';
import type { ErrorFormat } from './error-format.ts';
import { recordOf } from './record.ts';
import { partitionOf } from './route.ts';

type Words = readonly [code: string, message: string];

const refusals: Readonly<Record<LimitRefusal, Words>> = {
  ceiling: ['concurrency_limit_exceeded', 'Too many requests of this key are in flight.'],
  window: ['rate_limit_exceeded', 'The requests of this window are used up.'],
};
const TOO_MANY_JOBS: Words = ['concurrency_limit_exceeded', 'Too many jobs of this account are queued or running.'];
const STRANGER: Words = ['unauthorized', 'The API key is missing or unknown.'];
const COUNTED_OUT: Words = ['rate_limit_exceeded', 'Rate limit exceeded'];
const NOT_COUNTED: Words = ['limiter_unavailable', 'The rate limiter is unavailable.'];

const NOTHING: Cost = { requests: 0, jobs: 0 };

/** Which of the scopes a key lacks, in words; null where it lacks none. */
function lacking({ scopes: held }: Account, scopes: readonly string[]): Words | null {
  const missing = held === null ? undefined : scopes.find((scope) => !held.includes(scope));
  if (held === null || missing === undefined) return null;
  return ['missing_scope', `The key lacks the scope ${missing}; it has ${held.join(', ') || 'none'}.`];
}

/** Whether a request repeats what has been taken on before: it costs nothing, and no limit refuses it. */
export type IsRepeat = (operation: string, account: string, headers: IncomingHttpHeaders) => boolean;

/** A request whose headers have been read; `admitted` hands it on to its body. */
interface Arrived {
  context: RequestContext;
  operation: OperationSettings;
  request: FastifyRequest;
  reply: FastifyReply;
  admitted: () => void;
}

export interface AdmissionDeps {
  core: Core;
  settings: MockSettings;
  errorFormat: ErrorFormat;
  /** Windows that a store counts, by tier. */
  counted: ReadonlyMap<string, CountedWindow>;
}

/**
 * Takes requests from arrival to admission or refusal, by key, scope, window in
 * the store, ceiling and window; and writes the journal when they end. Without a
 * store and a network between, all of it is in the turn of the arrival.
 */
export class Admission {
  readonly #core: Core;
  readonly #settings: MockSettings;
  readonly #errorFormat: ErrorFormat;
  readonly #counted: ReadonlyMap<string, CountedWindow>;
  /** A provider that knows repeats sets it. */
  isRepeat: IsRepeat = () => false;

  constructor({ core, settings, errorFormat, counted }: AdmissionDeps) {
    this.#core = core;
    this.#settings = settings;
    this.#errorFormat = errorFormat;
    this.#counted = counted;
  }

  take(
    [name, operation]: readonly [string, OperationSettings],
    request: FastifyRequest,
    reply: FastifyReply,
    admitted: () => void,
  ): void {
    const { clock, seed, contexts, openRequests } = this.#core;
    const context = contexts.open(this.#settings.provider, name, request.headers, clock.now());
    const counted = this.#settings.tiers[context.account?.tier ?? '']?.counted ?? undefined;
    context.partition = partitionOf(operation, request.params, counted);
    request.setDecorator(CONTEXT, context);
    openRequests.onEnd(reply, (lost) => {
      // What is on its way arrives all the same, and is counted.
      if (context.onItsWay) context.lost = true;
      else this.#end(context, lost ? 499 : reply.statusCode, lost);
    });
    const arrived = { context, operation, request, reply, admitted };
    const faults = activeFaults(this.#core, this.#settings);
    const { inboundMs, outboundMs } = transportOf(faults, seed, context.subject, name);
    context.outboundMs = outboundMs;
    if (inboundMs === 0) {
      this.#judge(arrived);
      return;
    }
    context.onItsWay = true;
    clock.setTimeout(() => {
      context.onItsWay = false;
      context.arrivalMs = clock.now();
      this.#judge(arrived);
    }, inboundMs);
  }

  #judge(arrived: Arrived): void {
    const { operation, context } = arrived;
    const { account, partition, arrivalMs } = context;
    if (account === undefined || account.revoked) {
      this.#refuse(arrived, 'auth', 401, STRANGER);
      return;
    }
    const lacks = lacking(account, operation.scopes);
    if (lacks !== null) {
      this.#refuse(arrived, 'scope', 403, lacks);
      return;
    }
    const window = this.#counted.get(account.tier);
    if (window === undefined || operation.cost.requests === 0) {
      this.#admitByKey(arrived, account, arrivalMs);
      return;
    }
    window
      .count(`${account.id} ${partition}`)
      .then((verdict) => this.#goByStore(arrived, account, verdict))
      .catch((error: unknown) => arrived.reply.send(error));
  }

  #goByStore(arrived: Arrived, account: Account, counted: Counted): void {
    const { context } = arrived;
    // The connection was lost while the store counted.
    if (context.ended) return;
    if (counted.verdict === 'limited') {
      context.waitAtLeastMs = counted.restMs;
      this.#refuse(arrived, 'window', 429, COUNTED_OUT);
    } else if (counted.verdict === 'not-counted' && !counted.passes) {
      this.#refuse(arrived, 'store', 500, NOT_COUNTED);
    } else this.#admitByKey(arrived, account, this.#core.clock.now());
  }

  #admitByKey(arrived: Arrived, { id, limits }: Account, nowMs: number): void {
    const { context, operation, request } = arrived;
    const cost = this.isRepeat(context.operation, id, request.headers) ? NOTHING : operation.cost;
    const refusal = limits.admit(nowMs, capOf(activeFaults(this.#core, this.#settings)), cost);
    if (refusal !== null) {
      context.waitAtLeastMs = limits.extraWaitMs(refusal);
      this.#refuse(arrived, refusal, 429, refusal === 'ceiling' && cost.jobs > 0 ? TOO_MANY_JOBS : refusals[refusal]);
      return;
    }
    context.startMs = nowMs;
    context.cost = cost;
    context.holdsSlot = true;
    if (context.lost) this.#end(context, 499, true);
    else arrived.admitted();
  }

  #refuse({ context, reply }: Arrived, by: Refusal, status: number, [code, message]: Words): void {
    context.refusedBy = by;
    if (context.lost) {
      this.#end(context, 499, true);
      return;
    }
    const waitMs = status === 429 ? context.waitAtLeastMs : undefined;
    sendNow(this.#core.clock, context, reply, { status, body: this.#errorFormat.error(status, code, message, waitMs) });
  }

  /** Exactly once, whatever ends it first: the slot is free again and the journal has its entry. */
  #end(context: RequestContext, status: number, aborted: boolean): void {
    if (context.ended) return;
    context.ended = true;
    context.cancelService?.();
    // It refers to the request and its body, and a job may refer to this context for as long as it is kept.
    context.cancelService = null;
    if (context.holdsSlot) context.account?.limits.release(context.cost);
    const entry = recordOf(context, { endMs: this.#core.clock.now(), status, aborted });
    this.#core.journal.add(entry);
    this.#core.metrics.requestEnded(entry, context.streams ? null : context.outboundMs);
  }
}
