import { type ClientSnapshot, snapshotOf } from '../admission/snapshot.ts';
import { requireChecked, trustContract } from '../contract/checked.ts';
import type { ProviderContract } from '../contract/contract.ts';
import type { Cost } from '../contract/cost.ts';
import { mayBeSplit } from '../contract/limit-key.ts';
import { type ErrorCode, isEvenkeelError, OptionError } from '../errors/errors.ts';
import { attemptHeader, callIdHeader, idempotencyKeyHeader } from '../http/attempt-headers.ts';
import { readDecimal } from '../http/read-hints.ts';
import type { Transport } from '../http/transport.ts';
import type { CallOptions, ClientOptions, ManagedClient } from './client-options.ts';
import { ContractClient } from './contract-client.ts';
import { type ContractRequests, type ExecuteRequest, requestsBy } from './contract-requests.ts';
import { setCosts } from './given-costs.ts';
import { answerOf, type Classify, classRules, type FunctionEnd, isResponse, meaningOf, waitHint } from './meaning.ts';

/** What a function is told of the attempt that it makes. */
export interface FunctionAttempt {
  /** From 1. */
  attempt: number;
  /** Aborts when the attempt's time is over, or its call has ended. What goes on after that keeps its slot. */
  signal: AbortSignal;
  callId: string;
  /** The same in all attempts of a call, where its operation needs one, or one was given. */
  idempotencyKey: string | undefined;
}

/** How a function is called. */
export interface ExecuteOptions<O extends string = string, T = unknown> extends CallOptions {
  /** One of the contract's: it says whether a repeat is harmless, what a call costs, and its time limits. Default: the
   * contract's only one, or `post`, which is repeated only where it was refused for its limits. */
  operation?: O;
  /** What the call costs: of `requests`, or by unit. Default: what the operation says, estimated from the payload. */
  cost?: number | Readonly<Record<string, number>>;
  /** A JSON value from which costs, and models that are counted apart, are read. Default: nothing. */
  payload?: unknown;
  /** What the contract's limits count apart by parameters of a path, and `network`. */
  params?: Readonly<Record<string, string>>;
  /** Whether the function can be called once only, whatever comes of it. Default false. */
  once?: boolean;
  /** Says what a result, or an error, means. Default: the pipeline's. */
  classify?: Classify<T>;
}

/** What a pipeline is made with. */
export interface FunctionPipelineOptions<T extends string = string>
  extends Omit<ClientOptions, 'apiKey' | 'baseUrl' | 'transport'> {
  /** One of the contract's tiers. Default: its `defaultTier`. */
  tier?: T | undefined;
  /** Says what a result, or an error, means; undefined is left to the default, which knows most SDKs' errors. */
  classify?: Classify | undefined;
}

/** Calls functions as a client makes requests; `createFetch({ contract })` makes requests by it. */
export interface FunctionPipeline<O extends string = string> extends ManagedClient, ContractRequests {
  /**
   * Calls a function until it succeeds, or no other attempt is made: each attempt waits until the limits, the pauses and
   * the breaker let it through.
   *
   * @returns what the function has returned last: what it means as well as what ends the call for good
   * @throws what the function has thrown last, unchanged
   * @throws EvenkeelError where it was not the function that ended the call: a refusal, a time limit, an abort
   * @throws OptionError for an operation that the contract does not have, and for an option that cannot be used
   */
  execute<T>(fn: (attempt: FunctionAttempt) => T | PromiseLike<T>, options?: ExecuteOptions<O, T>): Promise<T>;

  /** Resolves once it is known what share of the limits other processes leave; at once without a coordinator. */
  ready(): Promise<void>;

  /** What the pipeline holds now: breakers, pauses, what is left of each limit, what waits, and what is in flight. */
  state(): ClientSnapshot;
}

/**
 * The pipeline of a client, around any function: an SDK that takes no `fetch`, or gRPC.
 *
 * @param contract what defineProvider() makes; paths, authentication and bodies are not used
 * @throws OptionError if an option cannot be used, such as a `coordinator` without an `account`
 */
export function pipeline<T extends string, O extends string>(
  contract: ProviderContract<T, O>,
  options: FunctionPipelineOptions<T> = {},
): FunctionPipeline<O> {
  const { classify, ...common } = options;
  if (options.coordinator !== undefined && options.account === undefined) {
    throw new OptionError('account', 'name the account whose limits the coordinator shares.', undefined);
  }
  const client = new FunctionClient(forFunctions(contract as unknown as ProviderContract), common, classify);
  return {
    execute: (fn, execute) => client.execute(fn, execute),
    ...client.requestsBy(contract as unknown as ProviderContract),
    ready: () => client.ready(),
    state: () => client.state(),
    pause: () => client.pause(),
    resume: () => client.resume(),
    setLimits: (limits) => client.setLimits(limits),
    close: (close) => client.close(close),
  };
}

/**
 * The contract without what only requests have, and with what classifiers say. What a call costs is an estimate: a caller
 * may know better, and what a function returns seldom tells what is left, so that its limits are paced.
 */
function forFunctions(contract: ProviderContract): ProviderContract {
  const { readers, ...parts } = requireChecked(contract);
  const operations = Object.entries(contract.operations).map(([name, operation]) => {
    if ('via' in operation) return [name, operation];
    const path = operation.path.includes('{network}') ? '/{network}' : '/';
    const costs = Object.entries(operation.costs).map(([unit, cost]): [string, Cost] => [
      unit,
      typeof cost === 'number' && cost !== 0 ? { estimate: cost } : cost,
    ]);
    return [name, { ...operation, path, costs: Object.fromEntries(costs), sends: 'json', returns: 'json' }];
  });
  return trustContract(
    {
      ...contract,
      authentication: null,
      operations: Object.fromEntries(operations),
      rules: [...classRules, ...contract.rules],
      hints: [waitHint, ...contract.hints],
    },
    { ...parts, readers: { ...readers, [waitHint.format]: readDecimal } },
  );
}

const noTransport: Transport = {
  send: () => Promise.reject(new Error('A function is called instead.')),
  close() {},
};

/** How a call ends that its function has ended. */
const byFunction: ReadonlySet<ErrorCode> = new Set([
  'EVK_THROTTLED',
  'EVK_QUOTA_EXHAUSTED',
  'EVK_UPSTREAM_ERROR',
  'EVK_UPSTREAM_REFUSED',
  'EVK_NETWORK',
]);

class FunctionClient extends ContractClient {
  readonly #classify: Classify | undefined;
  readonly #usual: string;

  constructor(
    contract: ProviderContract,
    options: Omit<FunctionPipelineOptions, 'classify'>,
    classify: Classify | undefined,
  ) {
    super(contract, { ...options, baseUrl: 'http://localhost', transport: noTransport });
    this.#classify = classify;
    const names = Object.keys(this.settings.operations);
    this.#usual = names.length === 1 ? String(names[0]) : 'post';
  }

  state(): ClientSnapshot {
    return { ...snapshotOf(this.pipeline.admission, this.settings, this.clock.now()), closing: this.closing };
  }

  requestsBy(contract: ProviderContract): ContractRequests {
    const { clock, settings } = this;
    // An SDK knows how to tell what the API has said.
    const execute: ExecuteRequest = (send, options) => this.execute(send, { ...options, keepsLast: true });
    return requestsBy(contract, { execute, clock, splits: settings.rates.some(mayBeSplit) });
  }

  async execute<T>(
    fn: (attempt: FunctionAttempt) => T | PromiseLike<T>,
    options: ExecuteOptions<string, T> & {
      /** Whether a call that was refused after an attempt ends as that did. */
      keepsLast?: boolean;
    } = {},
  ): Promise<T> {
    const { operation = this.#usual, cost, payload, once, classify, keepsLast, ...request } = options;
    let current = 0;
    let last: FunctionEnd<T> | undefined;
    const send: Transport['send'] = async ({ headers, signal }) => {
      const attempt = Number(headers[attemptHeader]);
      current = attempt;
      giveUp(last);
      const callId = headers[callIdHeader] as string;
      const own = await endOf(() => fn({ attempt, signal, callId, idempotencyKey: headers[idempotencyKeyHeader] }));
      const { end, answer } = this.#judge(own, classify);
      // Nobody waits any more for an attempt whose time was over.
      if (current !== attempt || signal.aborted) giveUp(end);
      else last = end;
      if (answer !== undefined) return answer;
      throw 'error' in end ? end.error : new Error('By its classifier, the function got no answer.');
    };
    // What it ended with is read when it is known which attempt was the last.
    const call = this.preparedToRead<undefined>(operation, payload, () => undefined, request, { send });
    if (once) call.once = true;
    if (cost !== undefined) setCosts(call, typeof cost === 'number' ? { requests: cost } : cost);
    try {
      await this.track(this.pipeline.run(call));
    } catch (thrown) {
      const error = isEvenkeelError(thrown) ? thrown : undefined;
      const isOwn = error !== undefined && (byFunction.has(error.code) || (keepsLast && error.outcome === 'rejected'));
      if (last === undefined || !isOwn) {
        giveUp(last);
        throw thrown;
      }
    }
    const end = last as FunctionEnd<T>;
    if ('error' in end) throw end.error;
    return end.value;
  }

  /** What a classifier throws ends the call for good, in the place of what it was asked about. */
  #judge<T>(end: FunctionEnd<T>, classify: Classify<T> | undefined) {
    try {
      return { end, answer: answerOf(end, classify?.(end) ?? this.#classify?.(end) ?? meaningOf(end)) };
    } catch (error) {
      return { end: { error }, answer: answerOf({ error }, { class: 'permanent' }) };
    }
  }
}

async function endOf<T>(fn: () => T | PromiseLike<T>): Promise<FunctionEnd<T>> {
  try {
    return { value: await fn() };
  } catch (error) {
    return { error };
  }
}

/** Frees the connection of a response that nobody will read. */
function giveUp(end: FunctionEnd | undefined): void {
  if (end !== undefined && 'value' in end && isResponse(end.value)) end.value.body?.cancel().catch(() => {});
}
