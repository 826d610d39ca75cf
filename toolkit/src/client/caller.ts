import { defaultTransport } from '#default-transport';
import type { Call } from '../call/call.ts';
import { Pipeline } from '../call/pipeline.ts';
import { requireChecked } from '../contract/checked.ts';
import type { ProviderContract } from '../contract/contract.ts';
import { fillPath, type LimitKey, limitKeyOf } from '../contract/limit-key.ts';
import { type ClientSettings, type OperationSettings, resolveClientSettings } from '../contract/settings.ts';
import type { AccountMember } from '../coordination/coordinator.ts';
import { EvenkeelError, OptionError, requireInteger } from '../errors/errors.ts';
import { combineSinks, type EventSink } from '../events.ts';
import { attemptHeader, callIdHeader, idempotencyKeyHeader } from '../http/attempt-headers.ts';
import type { Transport, TransportResponse } from '../http/transport.ts';
import { type Random, systemClock, systemRandom } from '../time/clock.ts';
import { randomId, uniqueId } from '../time/ids.ts';
import { knownCeilings, withCeiling } from './ceiling.ts';
import type { ClientOptions } from './client-options.ts';
import { KeySource } from './key-source.ts';
import { requireBaseUrl, requireCallId, requirePriority } from './options.ts';
import type { CallRequest } from './request.ts';

const UNAUTHORIZED = 401;

/** Where an operation's calls go, and the limits that they stand under. */
interface Route {
  settings: OperationSettings;
  url: string;
  key: LimitKey;
}

/** Makes single calls by a provider's contract. */
export abstract class ContractCaller {
  readonly settings: ClientSettings;
  readonly #baseUrl: string;
  readonly #keys: KeySource;
  /** @internal */
  protected readonly transport: Transport;
  /** @internal */
  protected readonly pipeline: Pipeline;
  /** @internal */
  protected readonly random: Random;
  /** @internal */
  protected readonly adaptive: boolean;
  /** @internal */
  protected readonly member: AccountMember | undefined;
  /** @internal Undefined where nobody listens. */
  protected readonly listener: EventSink | undefined;
  /** @internal Calls that have not ended. */
  protected readonly underWay = new Set<Promise<unknown>>();
  /** @internal Whether new calls are refused. */
  protected closing = false;
  /** Of operations whose path has no parameters. */
  readonly #routes = new Map<string, Route>();

  /**
   * @throws OptionError if an option cannot be used, such as a contract that nobody has checked
   */
  constructor(contract: ProviderContract, options: ClientOptions) {
    requireChecked(contract);
    const { clock = systemClock, random = systemRandom, onEvent = [], maxQueued = 1_000 } = options;
    const resolved = resolveClientSettings(contract, options.tier ?? contract.defaultTier);
    this.adaptive = options.ceiling === 'adaptive';
    if (this.adaptive && resolved.perJob) {
      throw new OptionError('ceiling', 'give a whole number: how many jobs may run at once cannot be found by trying.');
    }
    const known = knownCeilings(contract);
    this.settings = withCeiling(resolved, options.ceiling, known);
    const max = this.settings.ceiling ?? undefined;
    const adaptive = this.adaptive ? { ceilings: known, max } : undefined;
    this.#keys = new KeySource(contract, options.apiKey);
    this.#baseUrl = requireBaseUrl(options.baseUrl);
    this.transport = options.transport ?? defaultTransport(this.settings.pool);
    this.random = random;
    const sinks = typeof onEvent === 'function' ? [onEvent] : onEvent;
    this.listener = sinks.length === 0 ? undefined : combineSinks(sinks, options.onSinkError);
    const provider = contract.name;
    this.member = options.coordinator?.join({
      provider,
      key: this.#keys.account(options.account),
      clock,
      random,
      maxPauseMs: this.settings.retry.maxHintMs,
      onEvent: (event) => this.listener?.({ ...event, provider }),
    });
    this.pipeline = new Pipeline({
      settings: this.settings,
      clock,
      random,
      emit: this.listener,
      maxQueued: requireInteger('maxQueued', maxQueued, 0),
      adaptive,
      member: this.member,
      redact: (text) => this.redact(text),
    });
  }

  /**
   * @throws EvenkeelError whatever ends the call
   * @throws OptionError for an operation that the contract does not have, and for an option that cannot be used
   */
  async call<R>(
    operation: string,
    payload: unknown,
    decode: (body: unknown) => R,
    request: CallRequest<R> = {},
  ): Promise<R> {
    return this.track(this.pipeline.run(this.prepared(operation, payload, decode, request)));
  }

  /** Takes the keys out of a text, such as the API's own words. */
  redact(text: string): string {
    return this.#keys.redact(text);
  }

  /** @internal */
  protected prepared<R>(
    operation: string,
    payload: unknown,
    decode: (body: unknown) => R,
    request: CallRequest<R>,
    send: Transport['send'] = /* seam: sends-a-request */ (sent) => this.transport.send(sent),
  ): Call<R> {
    const { signal, callId = randomId(this.random), priority = 0, idempotencyKey, decodePayment, until } = request;
    if (request.callId !== undefined) requireCallId(callId);
    if (request.priority !== undefined) requirePriority(priority);
    if (idempotencyKey !== undefined) requireCallId(idempotencyKey, 'idempotencyKey');
    const { settings, url, key } = this.#routeOf(operation, request);
    const { method } = settings;
    const headers = this.#headers(settings, callId, idempotencyKey);
    const body = method === 'POST' ? write(payload ?? {}) : undefined;
    return {
      operation,
      key,
      callId,
      signal,
      priority,
      prepare: this.#preparation(body),
      send: async (attempt, attemptSignal) => {
        const transmit = (apiKey: string): Promise<TransportResponse> => {
          const authorization = `Bearer ${apiKey}`;
          return send({
            method,
            url,
            headers: { authorization, ...headers, [attemptHeader]: String(attempt) },
            body: typeof body === 'string' ? body : undefined,
            signal: attemptSignal,
          });
        };
        const used = this.#keys.current as string;
        const response = await transmit(used);
        if (response.status !== UNAUTHORIZED) return response;
        // It has done nothing so far.
        const next = await this.#keys.insteadOf(used, attemptSignal);
        return next === undefined ? response : transmit(next);
      },
      decode,
      decodePayment,
      until,
      batch: undefined,
    };
  }

  /** What a call has to do before it can be sent; undefined for nothing. */
  #preparation(body: string | EvenkeelError | undefined): Call<unknown>['prepare'] {
    const refusal = this.closing ? new EvenkeelError('EVK_CLIENT_CLOSED', 'The call was not made.') : body;
    if (refusal !== undefined && typeof refusal !== 'string') {
      return () => {
        throw refusal;
      };
    }
    return this.#keys.current === undefined ? () => this.#keys.ready() : undefined;
  }

  #routeOf(
    operation: string,
    { params, query, uncounted }: Pick<CallRequest<never>, 'params' | 'query' | 'uncounted'>,
  ): Route {
    const fixed = params ?? query ?? uncounted;
    const known = fixed === undefined ? this.#routes.get(operation) : undefined;
    if (known !== undefined) return known;
    const settings = this.operation(operation);
    const asked = query === undefined ? '' : `?${new URLSearchParams(query)}`;
    const url = this.#baseUrl + fillPath(settings.path, params ?? {}) + asked;
    const counted = settings.counted && !uncounted;
    const route = { settings, url, key: limitKeyOf(this.settings, { ...settings, counted }, params ?? {}) };
    if (fixed === undefined) this.#routes.set(operation, route);
    return route;
  }

  /** @internal */
  protected async track<T>(call: Promise<T>): Promise<T> {
    this.underWay.add(call);
    try {
      return await call;
    } finally {
      this.underWay.delete(call);
    }
  }

  /** @internal @throws OptionError for one that the contract does not have */
  protected operation(name: string): OperationSettings {
    const { operations } = this.settings;
    const settings = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (settings !== undefined) return settings;
    throw new OptionError('operation', `give one of ${Object.keys(operations).join(', ')}.`, name);
  }

  /** The same for each attempt of a call. */
  #headers({ method, needsKey }: OperationSettings, callId: string, idempotencyKey: string | undefined) {
    const key = idempotencyKey ?? (needsKey ? uniqueId(this.random) : undefined);
    return {
      ...(method === 'POST' && { 'content-type': 'application/json' }),
      ...(key !== undefined && { [idempotencyKeyHeader]: key }),
      [callIdHeader]: callId,
    };
  }
}

/** The payload as JSON, or what is wrong with it. */
function write(payload: unknown): string | EvenkeelError {
  let cause: unknown;
  try {
    const text: string | undefined = JSON.stringify(payload);
    if (text !== undefined) return text;
  } catch (error) {
    cause = error;
  }
  return new EvenkeelError('EVK_PAYLOAD_INVALID', `A payload of type ${typeof payload} was not sent.`, { cause });
}
