import { type BatchOptions, type Payloads, runBatch } from '../batch.ts';
import { type Clock, type Random, systemClock, systemRandom } from '../clock.ts';
import { EvenkeelError, requireInteger } from '../errors.ts';
import { combineSinks, type EventSink, type ResilienceEvent } from '../events.ts';
import { attemptHeader, callIdHeader } from '../http/attempt-headers.ts';
import type { Transport, TransportResponse } from '../http/transport.ts';
import { Pipeline } from '../pipeline.ts';
import type { ProviderContract } from './contract.ts';
import { requireBaseUrl, requireCallId, requireKey } from './options.ts';
import { type ClientSettings, type OperationSettings, resolveClientSettings } from './settings.ts';
import { validateContract } from './validate.ts';

export interface ClientOptions {
  /** Default: the environment variable that the contract names. */
  apiKey?: string;
  /** Default: the contract's. */
  tier?: string;
  /** Where the API is, such as `https://api.example.com`; its path is put before the operations' own. */
  baseUrl: string;
  /**
   * Calls that may wait at once, for the gate, a permit or a slot; those beyond it are rejected. Default 1,000.
   * Batches are not counted: they take a payload only when there is room for it.
   */
  maxQueued?: number;
  /** Hear of everything the policies do. What they throw does not reach a call. */
  onEvent?: EventSink | readonly EventSink[];
  /** Hears of what an `onEvent` threw. */
  onSinkError?: (error: unknown) => void;
  /** Closed with the client. Default: Node.js's own HTTP client, with the tier's connection pool. */
  transport?: Transport;
  clock?: Clock;
  random?: Random;
}

export interface CallOptions {
  /** Ends the call at once; nothing is sent afterwards. */
  signal?: AbortSignal;
  /** Sent with each attempt, in the header `evenkeel-call-id`. Printable ASCII. Default: random. */
  callId?: string;
}

/** Makes the transport of a client that was given none. */
export type TransportFactory = (pool: ClientSettings['pool']) => Transport;

/** What every provider's client can do. */
export interface ClosableClient {
  /**
   * Refuses new calls, waits for those under way and closes all connections. May be called again, to cancel them.
   *
   * @param options.signal cancels those that are still under way when it aborts
   */
  close(options?: { signal?: AbortSignal }): Promise<void>;
}

/** Makes calls by a provider's contract: what the providers' own clients are built on. */
export class ContractClient implements ClosableClient {
  readonly settings: ClientSettings;
  readonly #baseUrl: string;
  readonly #apiKey: string;
  readonly #transport: Transport;
  readonly #pipeline: Pipeline;
  readonly #random: Random;
  readonly #emit: EventSink;
  readonly #underWay = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  /**
   * @throws ContractError if the contract is not valid
   * @throws OptionError if an option cannot be used
   */
  constructor(contract: ProviderContract, options: ClientOptions, createTransport: TransportFactory) {
    validateContract(contract);
    const { clock = systemClock, random = systemRandom, onEvent = [], maxQueued = 1_000 } = options;
    this.settings = resolveClientSettings(contract, options.tier ?? contract.defaultTier);
    this.#apiKey = requireKey(contract, options.apiKey);
    this.#baseUrl = requireBaseUrl(options.baseUrl);
    this.#transport = options.transport ?? createTransport(this.settings.pool);
    this.#random = random;
    this.#emit = combineSinks(typeof onEvent === 'function' ? [onEvent] : onEvent, options.onSinkError);
    this.#pipeline = new Pipeline({
      settings: this.settings,
      clock,
      random,
      emit: this.#emit,
      maxQueued: requireInteger('maxQueued', maxQueued, 0),
      redact: (text) => text.replaceAll(this.#apiKey, '[key]'),
    });
    this.#emit(this.#lifeEvent('client-opened'));
  }

  /** @throws EvenkeelError whatever ends the call */
  call<R>(operation: string, payload: unknown, decode: (body: unknown) => R, options: CallOptions = {}): Promise<R> {
    return this.#call(operation, payload, decode, options);
  }

  /**
   * Yields how each payload's call settled, in order.
   *
   * @throws OptionError for a `batchId` that no header can carry
   */
  stream<P, R>(
    operation: string,
    payloads: Payloads<P>,
    decode: (body: unknown) => R,
    options: BatchOptions = {},
  ): AsyncGenerator<PromiseSettledResult<R>, void, undefined> {
    const batchId = options.batchId ?? randomId(this.#random);
    requireCallId(batchId, 'batchId');
    const width = this.settings.ceiling ?? this.settings.pool.connections;
    return runBatch(payloads, {
      call: (payload, index, signal, onBackoff) =>
        this.#call(operation, payload, decode, { callId: `${batchId}.${index}`, signal }, onBackoff),
      width,
      hasRoom: () => this.#pipeline.hasRoom,
      maxAhead: Math.max(1_000, 10 * width),
      signal: options.signal,
      onProgress: options.onProgress,
    });
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
    this.#emit(this.#lifeEvent('client-closed'));
  }

  async #call<R>(
    operation: string,
    payload: unknown,
    decode: (body: unknown) => R,
    { signal, callId = randomId(this.#random) }: CallOptions,
    onBackoff?: (asleep: boolean) => void,
  ): Promise<R> {
    requireCallId(callId);
    const settings = this.settings.operations[operation] as OperationSettings;
    let body = '';
    const call = this.#pipeline.run({
      operation,
      callId,
      signal,
      prepare: () => {
        if (this.#closed !== undefined) throw new EvenkeelError('EVK_CLIENT_CLOSED', 'The call was not made.');
        body = write(payload);
      },
      send: (attempt, attemptSignal) => this.#send(settings, body, callId, attempt, attemptSignal),
      decode: (response) => decode(parse(response.body)),
      batch: onBackoff && { onBackoff },
    });
    this.#underWay.add(call);
    try {
      return await call;
    } finally {
      this.#underWay.delete(call);
    }
  }

  #send(
    { method, path }: OperationSettings,
    body: string,
    callId: string,
    attempt: number,
    signal: AbortSignal,
  ): Promise<TransportResponse> {
    return this.#transport.send({
      method,
      url: this.#baseUrl + path,
      headers: {
        authorization: `Bearer ${this.#apiKey}`,
        'content-type': 'application/json',
        [callIdHeader]: callId,
        [attemptHeader]: String(attempt),
      },
      body,
      signal,
    });
  }

  #lifeEvent(type: 'client-opened' | 'client-closed'): ResilienceEvent {
    const { provider, tier, ceiling, window } = this.settings;
    const limits = window ? [{ resource: 'requests' as const, limit: window.limit }] : [];
    return { provider, type, tier, ceiling, limits };
  }
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

function randomId(random: Random): string {
  const half = (): string =>
    Math.floor(random() * 2 ** 40)
      .toString(36)
      .padStart(8, '0');
  return half() + half();
}
