import type { ProviderContract } from '../contract/contract.ts';
import { EvenkeelError } from '../errors/errors.ts';
import type { Clock } from '../time/clock.ts';
import { jsonOfResponse } from './json-of-response.ts';
import type { Meaning } from './meaning.ts';
import { routesOf } from './operation-routes.ts';

/** A request that fetch is called with. */
export interface FetchedRequest {
  url: URL;
  method: string;
  headers: Headers;
  /** As fetch takes it. Of one that is text, costs are read, and what is counted apart. */
  body: unknown;
  signal: AbortSignal | undefined;
  /** Whether it can be sent once only. */
  once: boolean;
  /** What its caller says of it. */
  options: {
    priority?: number | undefined;
    /** In requests. */
    cost?: number | undefined;
    tenant?: string | undefined;
    maxWaitMs?: number | undefined;
  };
  /** Whether what fetch threw is a failure of the network. */
  isNetwork: (error: unknown) => boolean;
}

/** One attempt of a request. */
export interface RequestAttempt {
  /** Aborts when its time is over, or its call has ended; never once its response is there. */
  signal: AbortSignal;
  /** To be sent with it, unless it has one. */
  idempotencyKey: string | undefined;
}

/** What makes requests by a contract. */
export interface ContractRequests {
  /**
   * Makes the attempts of a request, each when it may leave.
   *
   * @returns the response that ends the call, of which nothing was taken; undefined if the request is no operation of the
   * contract
   * @throws what `send` threw last; EvenkeelError where it was not the request that ended the call
   */
  requested(
    request: FetchedRequest,
    send: (attempt: RequestAttempt) => Promise<Response>,
  ): Promise<Response> | undefined;
}

/** What {@link requestsBy} needs of a pipeline. */
export type ExecuteRequest = (
  send: (attempt: RequestAttempt) => Promise<Response>,
  options: {
    operation: string;
    params: Readonly<Record<string, string>>;
    payload: unknown;
    once: boolean;
    classify: (end: { value: Response } | { error: unknown }) => Meaning;
    signal?: AbortSignal;
    priority?: number;
    tenant?: string;
    cost?: number;
    idempotencyKey?: string;
  },
) => Promise<Response>;

interface Parts {
  execute: ExecuteRequest;
  clock: Clock;
  /** Whether a limit counts calls apart by a field of what is sent. */
  splits: boolean;
}

/** Finds the operation of a request, and executes it. */
export function requestsBy(contract: ProviderContract, { execute, clock, splits }: Parts): ContractRequests {
  const find = routesOf(contract);
  return {
    requested(request, send) {
      const found = find(request.method, request.url.pathname);
      if (found === undefined) return undefined;
      const { body, options, once } = request;
      const bodies = new WeakMap<Response, unknown>();
      const wait = new FirstWait(clock, options.maxWaitMs, request.signal);
      const { priority, tenant, cost } = options;
      const idempotencyKey = request.headers.get('idempotency-key') ?? undefined;
      const { signal } = wait;
      return execute(
        async (attempt) => {
          wait.isOver();
          const response = await send(attempt);
          if (found.route.readsBody(response.status)) bodies.set(response, await jsonOfResponse(response));
          return response;
        },
        {
          ...{ operation: found.route.name, params: found.params, once },
          payload: found.route.readsPayload || splits ? parsed(body) : undefined,
          classify: (end) => meaningOf(end, bodies, request),
          ...(signal !== undefined && { signal }),
          ...(priority !== undefined && { priority }),
          ...(tenant !== undefined && { tenant }),
          ...(cost !== undefined && { cost }),
          ...(idempotencyKey !== undefined && { idempotencyKey }),
        },
      )
        .catch((thrown: unknown) => {
          throw wait.refusal ?? thrown;
        })
        .finally(() => wait.isOver());
    },
  };
}

function meaningOf(
  end: { value: Response } | { error: unknown },
  bodies: WeakMap<Response, unknown>,
  { isNetwork }: FetchedRequest,
): Meaning {
  if ('error' in end) return isNetwork(end.error) ? { failure: 'network' } : { class: 'permanent' };
  const { status, headers } = end.value;
  return { status, headers, body: bodies.get(end.value) };
}

/** Refuses a call of which no attempt has left in time. */
class FirstWait {
  /** Why it was refused. */
  refusal: EvenkeelError | undefined;
  readonly signal: AbortSignal | undefined;
  readonly isOver: () => void = () => {};

  constructor(clock: Clock, maxWaitMs = Number.POSITIVE_INFINITY, signal: AbortSignal | undefined) {
    this.signal = signal;
    if (maxWaitMs === Number.POSITIVE_INFINITY) return;
    const controller = new AbortController();
    this.signal = signal === undefined ? controller.signal : AbortSignal.any([signal, controller.signal]);
    this.isOver = clock.setTimeout(() => {
      this.refusal = new EvenkeelError('EVK_QUEUE_TIMEOUT', 'The call could not leave within maxWaitMs.', {
        advice: 'Send fewer calls, or raise maxWaitMs.',
      });
      controller.abort(this.refusal);
    }, maxWaitMs);
  }
}

function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
