import type { Call, CallCosts } from '../call/call.ts';
import { Pipeline } from '../call/pipeline.ts';
import type { ProviderContract } from '../contract/contract.ts';
import { type LimitKey, limitKeyOf, mayBeSplit } from '../contract/limit-key.ts';
import type { ClientSettings, OperationSettings } from '../contract/settings.ts';
import type { AccountMember } from '../coordination/coordinator.ts';
import { EvenkeelError, OptionError } from '../errors/errors.ts';
import type { EventSink } from '../events.ts';
import { callIdHeader, idempotencyKeyHeader } from '../http/attempt-headers.ts';
import type { Transport } from '../http/transport.ts';
import type { Clock, Random } from '../time/clock.ts';
import { randomId, uniqueIds } from '../time/ids.ts';
import type { UncountedCall } from './call-costs.ts';
import type { ClientOptions } from './client-options.ts';
import { KeySource } from './key-source.ts';
import { callIdPattern, refuseCallId, requirePriority, resolveOptions } from './options.ts';
import type { CallRequest } from './request.ts';
import { bodyOf, fillPath, sender } from './write-request.ts';

/** An operation, and the limits that its calls stand under. */
interface Route {
  settings: OperationSettings;
  key: LimitKey;
  /** Whether each call's own costs are estimated, or what it is counted with is its own. */
  isOwn: boolean;
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
  protected readonly clock: Clock;
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
  /** By operation, network and whether a window counts the call. */
  readonly #routes = new Map<string, Route>();
  /** The prefix of this client's call ids. */
  readonly #name: string;
  #calls = 0;
  readonly #newKey: () => string;

  /** @throws OptionError if an option cannot be used, such as a contract that was not checked */
  constructor(contract: ProviderContract, options: ClientOptions) {
    const resolved = resolveOptions(contract, options);
    const { settings, clock, random, listener } = resolved;
    const provider = contract.name;
    this.settings = settings;
    this.adaptive = options.ceiling === 'adaptive';
    this.#keys = new KeySource(contract, options.apiKey);
    this.#baseUrl = resolved.baseUrl;
    this.clock = clock;
    this.transport = resolved.transport;
    this.listener = listener;
    this.random = random;
    this.#name = randomId(random);
    this.#newKey = uniqueIds(random);
    this.member = options.coordinator?.join({
      provider,
      key: this.#keys.account(options.account),
      clock,
      random,
      maxPauseMs: settings.retry.maxHintMs,
      onEvent: (event) => listener?.({ ...event, provider }),
    });
    const redact = (text: string): string => this.redact(text);
    this.pipeline = new Pipeline({ ...resolved, emit: listener, member: this.member, redact });
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
  ): Call<R> {
    return this.preparedToRead(operation, payload, (response) => decode(response.parsed()), request);
  }

  /** @internal */
  protected preparedToRead<R>(
    operation: string,
    payload: unknown,
    read: Call<R>['read'],
    request: CallRequest<R>,
    transport: Pick<Transport, 'send'> = this.transport,
  ): Call<R> {
    const { signal, priority = 0, idempotencyKey, decodePayment, until } = request;
    const callId = request.callId ?? `${this.#name}.${this.#calls++}`;
    if (request.callId !== undefined && !callIdPattern.test(callId)) refuseCallId(callId, 'callId');
    if (request.priority !== undefined) requirePriority(priority);
    if (idempotencyKey !== undefined && !callIdPattern.test(idempotencyKey)) {
      refuseCallId(idempotencyKey, 'idempotencyKey');
    }
    const { settings, key, isOwn } = this.#routeOf(operation, request);
    const { method } = settings;
    const query = request.query === undefined ? '' : `?${new URLSearchParams(request.query)}`;
    const url = this.#baseUrl + fillPath(settings.path, request.params) + query;
    const headers = this.#headers(settings, callId, idempotencyKey);
    const writing = bodyOf(settings.sends, payload);
    return {
      operation,
      key,
      costs: isOwn
        ? this.costsOf({ key, payload, writing, settings, params: request.params, headers: request.headers })
        : undefined,
      callId,
      signal,
      priority,
      tenant: request.tenant,
      once: writing.once,
      prepare: this.#preparation(writing.pending),
      send: sender({ method, url, extra: request.headers, headers, writing }, this.#keys, transport),
      read,
      readPayment: decodePayment && ((response) => decodePayment(response.parsed())),
      until,
      batch: undefined,
    };
  }

  /** @internal What a call costs, where its operation estimates it: for a client of contracts that do. */
  protected costsOf(_call: UncountedCall): CallCosts | undefined {
    return undefined;
  }

  /** What a call has to do before it can be sent; undefined for nothing. */
  #preparation(pending: (() => Promise<void>) | undefined): Call<unknown>['prepare'] {
    if (this.closing) {
      return () => {
        throw new EvenkeelError('EVK_CLIENT_CLOSED', 'The call was not made: the client was closed. Create a new one.');
      };
    }
    if (this.#keys.current !== undefined) return pending;
    return pending === undefined
      ? () => this.#keys.ready()
      : async () => {
          await pending();
          await this.#keys.ready();
        };
  }

  #routeOf(
    operation: string,
    { params = {}, uncounted = false }: Pick<CallRequest<never>, 'params' | 'uncounted'>,
  ): Route {
    const name = `${operation} ${params.network} ${uncounted}`;
    const known = this.#routes.get(name);
    if (known !== undefined) return known;
    const settings = this.operation(operation);
    const counted = uncounted ? { ...settings, costs: {} } : settings;
    const key = limitKeyOf(this.settings, counted, params);
    const isOwn = key.rates.some(({ estimated, limit }) => estimated !== undefined || mayBeSplit(limit));
    const route = { settings, key, isOwn };
    this.#routes.set(name, route);
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

  /** @internal @throws OptionError for an operation that the contract does not have */
  protected operation(name: string): OperationSettings {
    const { operations } = this.settings;
    const settings = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (settings !== undefined) return settings;
    throw new OptionError('operation', `give one of ${Object.keys(operations).join(', ')}.`, name);
  }

  /** The headers that all attempts of a call share. */
  #headers({ needsKey }: OperationSettings, callId: string, idempotencyKey: string | undefined) {
    const key = idempotencyKey ?? (needsKey ? this.#newKey() : undefined);
    return {
      ...(key !== undefined && { [idempotencyKeyHeader]: key }),
      [callIdHeader]: callId,
    };
  }
}
