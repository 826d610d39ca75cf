import { type BatchOptions, type Payloads, runBatch } from '../batch.ts';
import { type Random, systemClock, systemRandom } from '../clock.ts';
import type { AccountMember } from '../coordination/coordinator.ts';
import { EvenkeelError, OptionError, requireInteger } from '../errors.ts';
import { combineSinks, type EventSink, type ResilienceEvent } from '../events.ts';
import { attemptHeader, callIdHeader, idempotencyKeyHeader } from '../http/attempt-headers.ts';
import type { Transport, TransportResponse } from '../http/transport.ts';
import { Pipeline } from '../pipeline.ts';
import { AdaptiveLimit } from '../policies/adaptive-limit.ts';
import type { CallOptions, ClientOptions, LimitOptions, ManagedClient } from './client-options.ts';
import type { ProviderContract } from './contract.ts';
import { requireBaseUrl, requireCallId, requireKey, requirePriority } from './options.ts';
import { type ClientSettings, type OperationSettings, resolveClientSettings } from './settings.ts';
import { validateContract } from './validate.ts';
import { fillPath, wayOf } from './way.ts';

/** Makes the transport of a client that was given none. */
export type TransportFactory = (pool: ClientSettings['pool']) => Transport;

/** What the providers' own clients say of a call beyond its {@link CallOptions}. */
export interface Request<R> extends CallOptions {
  /** The values of the path's parameters. `network` also chooses the window and the circuit. */
  params?: Readonly<Record<string, string>>;
  /** Makes the call's value of the body of a 402. Default: a 402 is a refusal. */
  decodePayment?: (body: unknown) => R;
}

/** Makes calls by a provider's contract: what the providers' own clients are built on. */
export class ContractClient implements ManagedClient {
  readonly settings: ClientSettings;
  readonly #baseUrl: string;
  readonly #apiKey: string;
  readonly #transport: Transport;
  readonly #pipeline: Pipeline;
  readonly #random: Random;
  readonly #emit: EventSink;
  readonly #adaptive: boolean;
  readonly #member: AccountMember | undefined;
  readonly #underWay = new Set<Promise<unknown>>();
  /** Batches that are to look for room again. */
  readonly #takers = new Set<() => void>();
  #closed: Promise<void> | undefined;

  /**
   * @throws ContractError if the contract is not valid
   * @throws OptionError if an option cannot be used
   */
  constructor(contract: ProviderContract, options: ClientOptions, createTransport: TransportFactory) {
    validateContract(contract);
    const { clock = systemClock, random = systemRandom, onEvent = [], maxQueued = 1_000 } = options;
    const resolved = resolveClientSettings(contract, options.tier ?? contract.defaultTier);
    this.#adaptive = options.ceiling === 'adaptive';
    const known = knownCeilings(contract);
    this.settings = withCeiling(resolved, options.ceiling, known);
    const max = this.settings.ceiling ?? undefined;
    const adaptiveLimit = this.#adaptive ? new AdaptiveLimit({ ceilings: known, max, clock }) : undefined;
    this.#apiKey = requireKey(contract, options.apiKey);
    this.#baseUrl = requireBaseUrl(options.baseUrl);
    this.#transport = options.transport ?? createTransport(this.settings.pool);
    this.#random = random;
    this.#emit = combineSinks(typeof onEvent === 'function' ? [onEvent] : onEvent, options.onSinkError);
    const provider = contract.name;
    this.#member = options.coordinator?.join({
      provider,
      key: this.#apiKey,
      clock,
      random,
      onEvent: (event) => this.#emit({ ...event, provider }),
    });
    this.#pipeline = new Pipeline({
      settings: this.settings,
      clock,
      random,
      emit: this.#emit,
      maxQueued: requireInteger('maxQueued', maxQueued, 0),
      adaptiveLimit,
      member: this.#member,
      redact: (text) => text.replaceAll(this.#apiKey, '[key]'),
    });
    this.#emit(this.#lifeEvent('client-opened'));
    this.#pipeline.tellBalance();
  }

  /**
   * @throws EvenkeelError whatever ends the call
   * @throws OptionError for an operation that the contract does not have, and for an option that cannot be used
   */
  call<R>(operation: string, payload: unknown, decode: (body: unknown) => R, request: Request<R> = {}): Promise<R> {
    return this.#call(operation, payload, decode, request);
  }

  /**
   * Resolves when it is known what other processes leave to this one of each window: then the first call waits for
   * nothing. At once without a coordinator.
   *
   * @param networks those that are going to be called; default all
   */
  async ready(networks = this.settings.networks): Promise<void> {
    if (this.#member === undefined) return;
    for (const operation of Object.values(this.settings.operations)) {
      for (const network of networks.length === 0 ? [''] : networks) {
        this.#pipeline.prepare(wayOf(this.settings, operation, { network }));
      }
    }
    await this.#member.ready();
  }

  /**
   * Yields how each payload's call settled, in order.
   *
   * @throws OptionError for an operation that the contract does not have, a `batchId` that no header can carry, or a
   * `priority` that is not a whole number
   */
  stream<P, R>(
    operation: string,
    payloads: Payloads<P>,
    decode: (body: unknown) => R,
    options: BatchOptions = {},
  ): AsyncGenerator<PromiseSettledResult<R>, void, undefined> {
    const { batchId = randomId(this.#random), priority = 0 } = options;
    requireCallId(batchId, 'batchId');
    requirePriority(priority);
    this.#operation(operation);
    const width = (): number => this.#pipeline.ceiling ?? this.settings.pool.connections;
    return runBatch(payloads, {
      call: (payload, index, signal, onBackoff) =>
        this.#call(operation, payload, decode, { callId: `${batchId}.${index}`, signal, priority }, onBackoff),
      width,
      hasRoom: () => this.#pipeline.hasRoom,
      maxAhead: () => Math.max(1_000, 10 * width()),
      signal: options.signal,
      onProgress: options.onProgress,
      onMoreRoom: (take) => {
        this.#takers.add(take);
        return () => this.#takers.delete(take);
      },
    });
  }

  pause(): Promise<void> {
    return this.#pipeline.pause();
  }

  resume(): void {
    this.#pipeline.resume();
  }

  setLimits({ ceiling, window }: LimitOptions): void {
    if (ceiling !== undefined) {
      requireInteger('ceiling', ceiling, 1);
      if (this.#adaptive)
        throw new OptionError('ceiling', 'leave it out: this client finds its ceiling itself.', ceiling);
    }
    if (window !== undefined) requireInteger('window.limit', window.limit, 1);
    if (ceiling !== undefined) this.#transport.resize?.(Math.max(ceiling, this.settings.pool.connections));
    this.#pipeline.setLimits({ ...(ceiling !== undefined && { ceiling }), ...(window && { window }) });
    for (const take of this.#takers) take();
  }

  close({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    const cancel = (): void => this.#pipeline.cancelAll(signal?.reason);
    this.#closed ??= this.#finish();
    if (signal?.aborted) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
    return this.#closed.finally(() => signal?.removeEventListener('abort', cancel));
  }

  async #finish(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    this.#pipeline.dispose();
    this.#transport.close();
    await this.#member?.leave();
    this.#emit(this.#lifeEvent('client-closed'));
  }

  async #call<R>(
    operation: string,
    payload: unknown,
    decode: (body: unknown) => R,
    request: Request<R>,
    onBackoff?: (asleep: boolean) => void,
  ): Promise<R> {
    const { signal, callId = randomId(this.#random), priority = 0, idempotencyKey, params = {} } = request;
    const { decodePayment } = request;
    requireCallId(callId);
    requirePriority(priority);
    if (idempotencyKey !== undefined) requireCallId(idempotencyKey, 'idempotencyKey');
    const settings = this.#operation(operation);
    const way = wayOf(this.settings, settings, params);
    const path = fillPath(settings.path, params);
    const headers = this.#headers(settings, callId, idempotencyKey);
    let body: string | undefined;
    const call = this.#pipeline.run({
      operation,
      way,
      callId,
      signal,
      priority,
      prepare: () => {
        if (this.#closed !== undefined) throw new EvenkeelError('EVK_CLIENT_CLOSED', 'The call was not made.');
        if (settings.method === 'POST') body = write(payload);
      },
      send: (attempt, attemptSignal) => this.#send({ ...settings, path }, headers, body, attempt, attemptSignal),
      decode: (response) => decode(parse(response.body)),
      decodePayment: decodePayment && ((response) => decodePayment(parse(response.body))),
      batch: onBackoff && { onBackoff },
    });
    this.#underWay.add(call);
    try {
      return await call;
    } finally {
      this.#underWay.delete(call);
    }
  }

  #operation(name: string): OperationSettings {
    const { operations } = this.settings;
    const settings = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (settings !== undefined) return settings;
    throw new OptionError('operation', `give one of ${Object.keys(operations).join(', ')}.`, name);
  }

  /** The same for each attempt of a call. */
  #headers({ method, keyed }: OperationSettings, callId: string, idempotencyKey: string | undefined) {
    const key = idempotencyKey ?? (keyed ? uniqueId(this.#random) : undefined);
    return {
      authorization: `Bearer ${this.#apiKey}`,
      ...(method === 'POST' && { 'content-type': 'application/json' }),
      ...(key !== undefined && { [idempotencyKeyHeader]: key }),
      [callIdHeader]: callId,
    };
  }

  #send(
    { method, path }: OperationSettings,
    headers: Record<string, string>,
    body: string | undefined,
    attempt: number,
    signal: AbortSignal,
  ): Promise<TransportResponse> {
    return this.#transport.send({
      method,
      url: this.#baseUrl + path,
      headers: { ...headers, [attemptHeader]: String(attempt) },
      body,
      signal,
    });
  }

  #lifeEvent(type: 'client-opened' | 'client-closed'): ResilienceEvent {
    const { provider, tier, window } = this.settings;
    const limits = window ? [{ resource: 'requests' as const, limit: window.limit }] : [];
    return { provider, type, tier, ceiling: this.#pipeline.ceiling, limits };
  }
}

/** The ceilings that the API's keys may have. */
function knownCeilings({ tiers }: ProviderContract): number[] {
  return Object.values(tiers).flatMap(({ ceiling }) => (ceiling === null ? [] : [ceiling.max]));
}

/** The settings under another ceiling; their pool holds what it lets through. */
function withCeiling(
  settings: ClientSettings,
  ceiling: number | 'adaptive' | undefined,
  known: readonly number[],
): ClientSettings {
  if (ceiling === undefined) return settings;
  const most =
    ceiling === 'adaptive' ? Math.max(...known, known.length === 0 ? settings.pool.connections : 1) : ceiling;
  if (!Number.isInteger(most) || most < 1) {
    throw new OptionError('ceiling', 'give a whole number of at least 1, or "adaptive".', ceiling);
  }
  const pool = { ...settings.pool, connections: Math.max(settings.pool.connections, most) };
  return { ...settings, ceiling: most, pool };
}

function write(payload: unknown): string {
  let cause: unknown;
  try {
    const text: string | undefined = JSON.stringify(payload);
    if (text !== undefined) return text;
  } catch (error) {
    cause = error;
  }
  throw new EvenkeelError('EVK_PAYLOAD_INVALID', `A payload of type ${typeof payload} was not sent.`, { cause });
}

/** The engine's own error quotes the body, which may repeat a secret. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new TypeError('The body is not JSON.');
  }
}

/** Two processes must not make the same one, whatever randomness they were given. */
function uniqueId(random: Random): string {
  return globalThis.crypto?.randomUUID?.() ?? randomId(random);
}

function randomId(random: Random): string {
  const half = (): string =>
    Math.floor(random() * 2 ** 40)
      .toString(36)
      .padStart(8, '0');
  return half() + half();
}
