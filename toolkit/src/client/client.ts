import { type BatchOptions, type Payloads, runBatch } from '../call/batch.ts';
import type { Call, Opened } from '../call/call.ts';
import { Pipeline } from '../call/pipeline.ts';
import { requireChecked } from '../contract/checked.ts';
import type { ProviderContract } from '../contract/contract.ts';
import { fillPath, limitKeyOf } from '../contract/limit-key.ts';
import { type ClientSettings, type OperationSettings, resolveClientSettings } from '../contract/settings.ts';
import type { AccountMember } from '../coordination/coordinator.ts';
import { EvenkeelError, OptionError, requireInteger } from '../errors/errors.ts';
import { safeCause } from '../errors/safe-cause.ts';
import { combineSinks, type EventSink, type ProviderEvent, type ResilienceEvent } from '../events.ts';
import { attemptHeader, callIdHeader, idempotencyKeyHeader } from '../http/attempt-headers.ts';
import { readEvents, type ServerSentEvent } from '../http/event-stream.ts';
import type { Transport, TransportStream } from '../http/transport.ts';
import { type Random, systemClock, systemRandom } from '../time/clock.ts';
import { randomId, uniqueId } from '../time/ids.ts';
import type { CallOptions, ClientOptions, LimitOptions, ManagedClient } from './client-options.ts';
import { KeySource } from './key-source.ts';
import { requireBaseUrl, requireCallId, requirePriority } from './options.ts';

/** Makes the transport of a client that was given none. */
export type TransportFactory = (pool: ClientSettings['pool']) => Transport;

/** What the providers' own clients say of a call beyond its {@link CallOptions}. */
export interface Request<R> extends CallOptions {
  /** The values of the path's parameters. `network` also chooses the window and the circuit. */
  params?: Readonly<Record<string, string>>;
  /** The API counts nothing of it here: it takes a slot only. */
  uncounted?: boolean;
  /** Put behind the path. */
  query?: Readonly<Record<string, string>>;
  /** Makes the call's value of the body of a 402. Default: a 402 is a refusal. */
  decodePayment?: (body: unknown) => R;
}

/** Which events of a stream are asked for. */
export interface EventsRequest extends Pick<Request<never>, 'params' | 'callId'> {
  /** Those after the one of this id. Default: from the first. */
  lastEventId?: string;
  /** Ends the stream. */
  signal: AbortSignal;
}

/** Makes calls by a provider's contract: what the providers' own clients are built on. */
export class ContractClient implements ManagedClient {
  readonly settings: ClientSettings;
  readonly #baseUrl: string;
  readonly #keys: KeySource;
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
   * @throws OptionError if an option cannot be used, such as a contract that nobody has checked
   */
  constructor(contract: ProviderContract, options: ClientOptions, createTransport: TransportFactory) {
    requireChecked(contract);
    const { clock = systemClock, random = systemRandom, onEvent = [], maxQueued = 1_000 } = options;
    const resolved = resolveClientSettings(contract, options.tier ?? contract.defaultTier);
    this.#adaptive = options.ceiling === 'adaptive';
    if (this.#adaptive && resolved.perJob) {
      throw new OptionError('ceiling', 'give a whole number: how many jobs may run at once cannot be found by trying.');
    }
    const known = knownCeilings(contract);
    this.settings = withCeiling(resolved, options.ceiling, known);
    const max = this.settings.ceiling ?? undefined;
    const adaptive = this.#adaptive ? { ceilings: known, max } : undefined;
    this.#keys = new KeySource(contract, options.apiKey);
    this.#baseUrl = requireBaseUrl(options.baseUrl);
    this.#transport = options.transport ?? createTransport(this.settings.pool);
    this.#random = random;
    this.#emit = combineSinks(typeof onEvent === 'function' ? [onEvent] : onEvent, options.onSinkError);
    const provider = contract.name;
    this.#member = options.coordinator?.join({
      provider,
      key: this.#keys.account(options.account),
      clock,
      random,
      maxPauseMs: this.settings.retry.maxHintMs,
      onEvent: (event) => this.#emit({ ...event, provider }),
    });
    this.#pipeline = new Pipeline({
      settings: this.settings,
      clock,
      random,
      emit: this.#emit,
      maxQueued: requireInteger('maxQueued', maxQueued, 0),
      adaptive,
      member: this.#member,
      redact: (text) => this.redact(text),
    });
    this.#emit(this.#lifeEvent('client-opened'));
    this.#pipeline.tellBalance();
  }

  /**
   * @throws EvenkeelError whatever ends the call
   * @throws OptionError for an operation that the contract does not have, and for an option that cannot be used
   */
  async call<R>(
    operation: string,
    payload: unknown,
    decode: (body: unknown) => R,
    request: Request<R> = {},
  ): Promise<R> {
    return this.#track(this.#pipeline.run(this.#prepared(operation, payload, decode, request)));
  }

  /**
   * Begins a job: the call of `operation` lasts, and holds its slot, until the job's {@link Opened.end}.
   *
   * @throws EvenkeelError where it did not begin
   * @throws OptionError as {@link call} does
   */
  async open<R>(
    operation: string,
    payload: unknown,
    decode: (body: unknown) => R,
    request: Request<R> = {},
  ): Promise<Opened<R>> {
    return this.#track(this.#pipeline.open(this.#prepared(operation, payload, decode, request)));
  }

  /** Whether {@link events} can be had: the transport streams bodies. */
  get canStream(): boolean {
    return this.#transport.open !== undefined;
  }

  /**
   * Opens an event stream. What comes later than its headers is no attempt's: the events end where the server ends the
   * stream, or the signal aborts.
   *
   * @throws EvenkeelError as {@link call} does; the events throw `EVK_NETWORK` where the connection breaks
   */
  async events(operation: string, request: EventsRequest): Promise<AsyncIterable<ServerSentEvent>> {
    const { lastEventId, signal } = request;
    const headers = {
      accept: 'text/event-stream',
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    };
    let stream: TransportStream | undefined;
    const opening: Transport['send'] = async (sent) => {
      const open = this.#transport.open?.bind(this.#transport);
      if (open === undefined) throw new Error('The transport cannot stream.');
      stream = await open({
        ...sent,
        headers: { ...sent.headers, ...headers },
        signal: AbortSignal.any([sent.signal, signal]),
      });
      return stream;
    };
    const call = this.#prepared(operation, undefined, () => stream?.pieces, { ...request }, opening);
    const pieces = await this.#track(this.#pipeline.run({ ...call, decode: () => stream?.pieces }));
    return events(pieces, signal, (text) => this.redact(text));
  }

  /** Takes the keys out of a text, such as the API's own words. */
  redact(text: string): string {
    return this.#keys.redact(text);
  }

  /** Reports what a provider's own client has seen. */
  emit(event: ProviderEvent): void {
    this.#emit({ ...event, provider: this.settings.provider } as ResilienceEvent);
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
        this.#pipeline.admission.prepare(limitKeyOf(this.settings, operation, { network }));
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
    const width = (): number => this.#pipeline.admission.ceiling ?? this.settings.pool.connections;
    return runBatch(payloads, {
      call: (payload, index, signal, onBackoff) =>
        this.#batched(operation, payload, decode, { callId: `${batchId}.${index}`, signal, priority }, onBackoff),
      width,
      hasRoom: () => this.#pipeline.admission.hasRoom,
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
    return this.#pipeline.admission.pause();
  }

  resume(): void {
    this.#pipeline.admission.resume();
  }

  setLimits({ ceiling, window }: LimitOptions): void {
    if (ceiling !== undefined) {
      requireInteger('ceiling', ceiling, 1);
      if (this.#adaptive)
        throw new OptionError('ceiling', 'leave it out: this client finds its ceiling itself.', ceiling);
    }
    if (window !== undefined) requireInteger('window.limit', window.limit, 1);
    if (ceiling !== undefined) this.#transport.resize?.(connectionsFor(this.settings, ceiling));
    this.#pipeline.admission.setLimits({ ...(ceiling !== undefined && { ceiling }), ...(window && { window }) });
    for (const take of this.#takers) take();
  }

  close({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    const cancel = (): void => /* seam: close-cancels */ this.#pipeline.cancelAll(signal?.reason);
    this.#closed ??= this.#finish();
    if (signal?.aborted) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
    return this.#closed.finally(() => signal?.removeEventListener('abort', cancel));
  }

  async #finish(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    this.#pipeline.admission.dispose();
    this.#transport.close();
    await this.#member?.leave();
    this.#emit(this.#lifeEvent('client-closed'));
  }

  #prepared<R>(
    operation: string,
    payload: unknown,
    decode: (body: unknown) => R,
    request: Request<R>,
    send: Transport['send'] = /* seam: sends-a-request */ (sent) => this.#transport.send(sent),
  ): Call<R> {
    const { signal, callId = randomId(this.#random), priority = 0, idempotencyKey, params = {}, query } = request;
    const { decodePayment } = request;
    requireCallId(callId);
    requirePriority(priority);
    if (idempotencyKey !== undefined) requireCallId(idempotencyKey, 'idempotencyKey');
    const settings = this.#operation(operation);
    const path = fillPath(settings.path, params) + (query === undefined ? '' : `?${new URLSearchParams(query)}`);
    const headers = this.#headers(settings, callId, idempotencyKey);
    let body: string | undefined;
    return {
      operation,
      key: limitKeyOf(this.settings, request.uncounted ? { ...settings, counted: false } : settings, params),
      callId,
      signal,
      priority,
      prepare: () => {
        if (this.#closed !== undefined) throw new EvenkeelError('EVK_CLIENT_CLOSED', 'The call was not made.');
        if (settings.method === 'POST') body = write(payload ?? {});
        return this.#keys.ready();
      },
      send: (attempt, attemptSignal) =>
        this.#keys.send(
          (authorization) =>
            send({
              method: settings.method,
              url: this.#baseUrl + path,
              headers: { authorization, ...headers, [attemptHeader]: String(attempt) },
              body,
              signal: attemptSignal,
            }),
          attemptSignal,
        ),
      decode: (response) => decode(parse(response.body)),
      decodePayment: decodePayment && ((response) => decodePayment(parse(response.body))),
      batch: undefined,
    };
  }

  /** One payload of a batch. */
  async #batched<R>(
    operation: string,
    payload: unknown,
    decode: (body: unknown) => R,
    request: Request<R>,
    onBackoff: (asleep: boolean) => void,
  ): Promise<R> {
    const call = this.#prepared(operation, payload, decode, request);
    return this.#track(this.#pipeline.run({ ...call, batch: { onBackoff } }));
  }

  async #track<T>(call: Promise<T>): Promise<T> {
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
  #headers({ method, needsKey }: OperationSettings, callId: string, idempotencyKey: string | undefined) {
    const key = idempotencyKey ?? (needsKey ? uniqueId(this.#random) : undefined);
    return {
      ...(method === 'POST' && { 'content-type': 'application/json' }),
      ...(key !== undefined && { [idempotencyKeyHeader]: key }),
      [callIdHeader]: callId,
    };
  }

  #lifeEvent(type: 'client-opened' | 'client-closed'): ResilienceEvent {
    const { provider, tier, window } = this.settings;
    const limits = window ? [{ resource: window.resource, limit: window.limit }] : [];
    return { provider, type, tier, ceiling: this.#pipeline.admission.ceiling, limits };
  }
}

/** Ends quietly where the signal has ended it. */
async function* events(
  pieces: AsyncIterable<string> | undefined,
  signal: AbortSignal,
  redact: (text: string) => string,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  try {
    if (pieces !== undefined) yield* readEvents(pieces);
  } catch (thrown) {
    if (signal.aborted) return;
    throw new EvenkeelError('EVK_NETWORK', 'The stream broke off.', { cause: safeCause(thrown, redact) });
  }
}

/** The ceilings that the API's keys may have. */
function knownCeilings({ tiers }: ProviderContract): number[] {
  return Object.values(tiers).flatMap(({ ceiling }) => (ceiling === null ? [] : [ceiling.max]));
}

/** Beside its stream a job needs a connection by which it can be cancelled. */
function connectionsFor({ pool, perJob }: Pick<ClientSettings, 'pool' | 'perJob'>, ceiling: number): number {
  return Math.max(pool.connections, perJob ? 2 * ceiling + 10 : ceiling);
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
  const pool = { ...settings.pool, connections: connectionsFor(settings, most) };
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
