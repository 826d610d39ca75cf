import { OptionError, requireInteger } from '../../errors/errors.ts';
import type { EventSink } from '../../events.ts';
import { requireClock, requireOptions } from '../../policies/options.ts';
import type { Clock, Random } from '../../time/clock.ts';
import type { ContractRequests } from '../contract-requests.ts';

/** What may differ from call to call: see `fetch.with()`. */
export interface FetchCallOptions {
  /** A whole number; among calls that wait, the higher goes first, but a low one does not starve. Default 0. */
  priority?: number | undefined;
  /** How much of the API's limit the call takes; a number above 0. Default 1. */
  cost?: number | undefined;
  /**
   * Whether a repeat has no effect of its own. Default: by the method (all but POST and PATCH, say), and where the request
   * has an `Idempotency-Key`.
   */
  idempotent?: boolean | undefined;
  /** Whose call it is: of calls that wait at one priority, the next is that of the tenant which has taken least. */
  tenant?: string | undefined;
  /**
   * Milliseconds from the call to fetch within which each attempt of it must leave; what cannot, is refused at once: an
   * SDK's time-out runs while its call waits. It does not end an attempt that has left. Default 60,000; Infinity lets a
   * call wait for as long as it takes, 0 not at all.
   */
  maxWaitMs?: number | undefined;
}

/** A request, as `account` sees it. */
export interface AccountRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
}

export interface FetchOptions extends FetchCallOptions {
  /** What sends. Default: `globalThis.fetch`, looked up at each attempt. */
  fetch?: ((input: string | URL | Request, init?: RequestInit) => Promise<Response>) | undefined;
  /**
   * Names what the API counts together, at its origin, for requests whose keys change. Undefined for the default: the
   * credential, of which a hash is kept.
   */
  account?: ((request: AccountRequest) => string | undefined) | undefined;
  /**
   * What `pipeline(contract)` makes: requests that are operations of the contract, by method and path, go by its limits,
   * hints, rules and time limits, and report to the pipeline's own sinks; all are calls of one account. `maxWaitMs` has no
   * default for them, and bounds the wait for their first attempt; what may be repeated, the contract says. Any other
   * request goes by what is learnt. Default: none.
   */
  contract?: ContractRequests | undefined;
  /** Accounts of which something is remembered; those used longest ago are forgotten. Default 1,000. */
  maxAccounts?: number | undefined;
  /** Calls of one account that may wait at once; any more are refused with `EVK_BULKHEAD_FULL`. Default 1,000. */
  maxQueued?: number | undefined;
  /** Attempts of a call, the first included. Default 4; 1 leaves all retries to the SDK. */
  maxAttempts?: number | undefined;
  /**
   * What becomes of a call that is refused here: an EvenkeelError with a `code` is thrown, or a Response with status 429
   * is returned, with `Retry-After` where it is known and `x-should-retry: false`. Default `error`.
   */
  onRefusal?: 'error' | 'response' | undefined;
  /** Told everything that the policies do. What a sink throws does not reach a call. */
  onEvent?: EventSink | readonly EventSink[] | undefined;
  clock?: Clock | undefined;
  random?: Random | undefined;
}

const ofCalls = { priority: 'number', cost: 'number', idempotent: 'boolean', tenant: '', maxWaitMs: 'number' } as const;

/** @throws OptionError if one is not as it says, or is unknown */
export function requireCallOptions(options: FetchCallOptions): FetchCallOptions {
  return requireRanges(requireOptions(options, ofCalls));
}

/** @throws OptionError if one is not as it says, or is unknown */
export function requireFetchOptions(options: FetchOptions): FetchOptions {
  requireOptions(options, {
    ...ofCalls,
    ...{
      fetch: 'function',
      account: 'function',
      contract: '',
      clock: '',
      random: 'function',
      onEvent: '',
      onRefusal: '',
    },
    ...{ maxAccounts: 'number', maxQueued: 'number', maxAttempts: 'number' },
  });
  const { clock, contract, onRefusal = 'error', maxAccounts = 1, maxQueued = 0, maxAttempts = 1 } = options;
  if (clock !== undefined) requireClock(clock);
  if (contract !== undefined && typeof contract?.requested !== 'function') {
    throw new OptionError('contract', 'give what pipeline(contract) makes of it.');
  }
  requireInteger('maxAccounts', maxAccounts, 1);
  requireInteger('maxQueued', maxQueued, 0);
  requireInteger('maxAttempts', maxAttempts, 1);
  if (onRefusal !== 'error' && onRefusal !== 'response') {
    throw new OptionError('onRefusal', 'give "error" or "response".', onRefusal);
  }
  requireRanges(options);
  return options;
}

/** Numbers, or what headers say of them. @throws OptionError */
export function requireRanges<T extends FetchCallOptions>(options: T): T {
  const { priority = 0, cost = 1, tenant, maxWaitMs = 0 } = options;
  requireInteger('priority', priority, Number.MIN_SAFE_INTEGER);
  if (!(cost > 0 && cost < Number.POSITIVE_INFINITY)) throw new OptionError('cost', 'give a number above 0.', cost);
  if (!(maxWaitMs >= 0)) throw new OptionError('maxWaitMs', 'give a number of at least 0.', maxWaitMs);
  if (tenant !== undefined && typeof tenant !== 'string') throw new OptionError('tenant', 'give a string.', tenant);
  return options;
}
