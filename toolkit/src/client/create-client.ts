import { type ClientSnapshot, snapshotOf } from '../admission/snapshot.ts';
import type { BatchOptions, Payloads } from '../call/batch.ts';
import type { Call } from '../call/call.ts';
import { requireChecked } from '../contract/checked.ts';
import { type ProviderContract, wireOperation } from '../contract/contract.ts';
import type { Operation } from '../contract/operation.ts';
import { OptionError } from '../errors/errors.ts';
import { attemptHeader, callIdHeader } from '../http/attempt-headers.ts';
import type { ServerSentEvent } from '../http/event-stream.ts';
import type { Transport } from '../http/transport.ts';
import { type ApiAnswer, readAnswer } from './answer.ts';
import { BatchItem, itemsOf } from './batch-item.ts';
import type { CallOptions, ClientOptions, ManagedClient } from './client-options.ts';
import { ContractClient } from './contract-client.ts';
import type { CallRequest } from './request.ts';
import { eventsIn } from './streamed-body.ts';

/**
 * Makes a call's value from an answer's body, which is as the operation returns it: a JSON value, text, or bytes. If it
 * throws, the call fails with `EVK_RESPONSE_INVALID`.
 */
export type BodyReader = (body: unknown) => unknown;

/** By operation. */
export type BodyReaders<O extends string = string> = { readonly [K in O]?: BodyReader };

/** What a call of an operation resolves to: what its reader returns, or the body unread. */
export type ReadBody<R, K extends string> = K extends keyof R
  ? R[K] extends (body: unknown) => infer V
    ? V
    : unknown
  : unknown;

/** What a client of one's own contract is made with. */
export interface ApiOptions<T extends string = string, R = BodyReaders> extends ClientOptions {
  /** One of the contract's tiers. Default: its `defaultTier`. */
  tier?: T | undefined;
  /** What reads the answers' bodies, by operation: a check, and the type of what calls resolve to. Default: nothing. */
  read?: R | undefined;
  /**
   * Whether `evenkeel-call-id` and `evenkeel-attempt` are sent with each attempt, so that the API's log can be matched
   * with one's own. Default false: an API that others run has no use for them.
   */
  sendCallIds?: boolean | undefined;
}

/** What is sent with a call beside its payload. */
export type RequestParts = Pick<CallRequest<never>, 'params' | 'query' | 'headers'>;

/** What one call is made with. */
export interface ApiCallOptions extends CallOptions, RequestParts {}

export interface ApiBatchOptions<P = unknown> extends BatchOptions {
  /** Says what is sent beside each payload, such as the parameters of its path. Default: nothing. */
  request?: (payload: P) => RequestParts;
}

/** A client of one's own contract. */
export interface ApiClient<O extends string = string, R = BodyReaders> extends ManagedClient {
  /**
   * Makes a call, and resolves with the body of its answer: what the operation's reader makes of it, or as it is.
   *
   * @throws EvenkeelError whatever ends the call
   * @throws OptionError for an operation that the contract does not have or whose answer is a stream, and for an option
   * that cannot be used
   */
  call<K extends O>(operation: K, payload?: unknown, options?: ApiCallOptions): Promise<ReadBody<R, K>>;

  /**
   * As {@link call}, but resolves with all of the answer: status, headers, and the body as the operation returns it,
   * which no reader has seen. It may be a stream.
   */
  request(operation: O, payload?: unknown, options?: ApiCallOptions): Promise<ApiAnswer>;

  /**
   * Makes a call for each payload, as many at once as the limits allow. Resolves to how each one settled, in the
   * payloads' order. A failure never ends the others.
   *
   * @throws OptionError as {@link call}
   * @throws EvenkeelError `EVK_PAYLOADS_FAILED` if the payloads' iterable throws
   */
  batch<K extends O, P>(
    operation: K,
    payloads: Payloads<P>,
    options?: ApiBatchOptions<P>,
  ): Promise<PromiseSettledResult<ReadBody<R, K>>[]>;

  /** As {@link batch}, but yields each result as soon as all before it are there: for inputs that do not fit in memory. */
  batchStream<K extends O, P>(
    operation: K,
    payloads: Payloads<P>,
    options?: ApiBatchOptions<P>,
  ): AsyncGenerator<PromiseSettledResult<ReadBody<R, K>>, void, undefined>;

  /**
   * The bytes of a streamed answer, as they come. The call is made when they are first asked for, and lasts until the
   * last one has come, the signal aborts, or nobody asks for more.
   *
   * @throws EvenkeelError whatever ends the call, and `EVK_NETWORK` if the connection breaks after its beginning
   * @throws OptionError for an operation whose answer is no stream, and as {@link call}
   */
  stream(operation: O, payload?: unknown, options?: ApiCallOptions): AsyncGenerator<Uint8Array, void, undefined>;

  /** As {@link stream}, for an operation that returns `events`: the server-sent events. */
  events(operation: O, payload?: unknown, options?: ApiCallOptions): AsyncGenerator<ServerSentEvent, void, undefined>;

  /** Resolves once it is known what share of the limits other processes leave; at once without a coordinator. */
  ready(): Promise<void>;

  /** What the client holds now: breakers, pauses, what is left of each limit, what waits, and what is in flight. */
  state(): ClientSnapshot;
}

/**
 * A client for any API, by its contract: it keeps to the contract's limits and to the server's words.
 *
 * @param contract what defineProvider() makes
 * @throws OptionError if an option cannot be used, such as a reader of an operation that the contract does not have
 */
export function createClient<T extends string, O extends string, R extends BodyReaders<O>>(
  contract: ProviderContract<T, O>,
  options: ApiOptions<T, R>,
): ApiClient<O, R> {
  const { read = {}, sendCallIds = false, ...common } = options;
  const readers: BodyReaders = read;
  const checked = contract as unknown as ProviderContract;
  requireReadable(checked, Object.keys(readers));
  if (typeof sendCallIds !== 'boolean') throw new OptionError('sendCallIds', 'give true or false.', sendCallIds);
  const client = new ReadingClient(checked, common, sendCallIds);
  // What they return has the type that R says, whatever it is.
  const readerOf = (operation: string) =>
    ((Object.hasOwn(readers, operation) ? readers[operation] : undefined) ?? asItIs) as (body: unknown) => never;

  async function* stream(operation: string, payload?: unknown, call?: ApiCallOptions) {
    client.requireStream(operation);
    const { body } = await client.request(operation, payload, call);
    yield* body as AsyncIterable<Uint8Array>;
  }
  function batchStream(operation: string, payloads: Payloads<unknown>, batch: ApiBatchOptions<never> = {}) {
    client.requireWhole(operation);
    const { request, ...rest } = batch as ApiBatchOptions;
    return client.stream(operation, itemsOf(payloads, request), readerOf(operation), rest);
  }
  return {
    call: async (operation, payload, call) => {
      client.requireWhole(operation);
      return client.call(operation, payload, readerOf(operation), call);
    },
    request: (operation, payload, call) => client.request(operation, payload, call),
    batch: async (operation, payloads, batch) => Array.fromAsync(batchStream(operation, payloads, batch)),
    batchStream,
    stream,
    events: (operation, payload, call) => eventsIn(stream(operation, payload, withAccept(call))),
    ready: () => client.ready(),
    state: () => client.state(),
    pause: () => client.pause(),
    resume: () => client.resume(),
    setLimits: (limits) => client.setLimits(limits),
    close: (close) => client.close(close),
  };
}

/** @throws OptionError for a reader of what the contract does not have, or of a stream */
function requireReadable(contract: ProviderContract, readers: readonly string[]): void {
  requireChecked(contract);
  const readable = Object.keys(contract.operations).filter((name) => !isStream(wireOperation(contract, name)));
  const wrong = readers.find((name) => !readable.includes(name));
  if (wrong === undefined) return;
  throw new OptionError(`read.${wrong}`, `leave it out: what can be read is ${readable.join(', ')}.`);
}

const isStream = ({ returns }: Pick<Operation, 'returns'>): boolean => returns === 'stream' || returns === 'events';

const asItIs: BodyReader = (body) => body;

const withAccept = ({ headers, ...call }: ApiCallOptions = {}): ApiCallOptions => ({
  ...call,
  headers: { accept: 'text/event-stream', ...headers },
});

/** Sends without what tells the API of its client's calls. */
const untold = (transport: Pick<Transport, 'send'>): Pick<Transport, 'send'> => ({
  send: ({ headers, ...request }) => {
    const { [callIdHeader]: _id, [attemptHeader]: _attempt, ...rest } = headers;
    return transport.send({ ...request, headers: rest });
  },
});

/** Hands readers the body as its operation returns it. */
class ReadingClient extends ContractClient {
  readonly #sendCallIds: boolean;

  constructor(contract: ProviderContract, options: ClientOptions, sendCallIds: boolean) {
    super(contract, options);
    this.#sendCallIds = sendCallIds;
  }

  /** @throws OptionError for an operation that the contract does not have, or whose answer is a stream */
  requireWhole(name: string): void {
    if (isStream(this.operation(name)))
      throw new OptionError('operation', 'its answer is a stream: use stream() or events().', name);
  }

  /** @throws OptionError for an operation that the contract does not have, or whose answer is no stream */
  requireStream(name: string): void {
    if (!isStream(this.operation(name)))
      throw new OptionError('operation', 'its answer is no stream: use call().', name);
  }

  state(): ClientSnapshot {
    return { ...snapshotOf(this.pipeline.admission, this.settings, this.clock.now()), closing: this.closing };
  }

  /** @internal */
  protected override prepared<R>(
    operation: string,
    payload: unknown,
    decode: (body: unknown) => R,
    request: CallRequest<R>,
  ): Call<R> {
    const { returns } = this.operation(operation);
    const read: Call<R>['read'] = (response) => decode(readAnswer(returns as 'json', response).body);
    if (!(payload instanceof BatchItem)) return this.preparedToRead(operation, payload, read, request);
    return this.preparedToRead(operation, payload.payload, read, { ...payload.parts(), ...request });
  }

  /** @internal */
  protected override preparedToRead<R>(
    operation: string,
    payload: unknown,
    read: Call<R>['read'],
    request: CallRequest<R>,
    transport: Pick<Transport, 'send'> = this.transport,
  ): Call<R> {
    const through = this.#sendCallIds ? transport : untold(transport);
    return super.preparedToRead(operation, payload, read, request, through);
  }
}
