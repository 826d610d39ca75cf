import { defaultRetry } from '../../contract/defaults.ts';
import { combineSinks } from '../../events.ts';
import { systemClock, systemRandom } from '../../time/clock.ts';
import { randomId } from '../../time/ids.ts';
import { Accounts } from './accounts.ts';
import { credentialOf } from './credentials.ts';
import { FetchCall, type FetchTerms } from './fetch-call.ts';
import { type FetchCallOptions, type FetchOptions, requireCallOptions, requireFetchOptions } from './fetch-options.ts';
import { FetchReport } from './fetch-report.ts';
import { readOutgoing } from './outgoing.ts';
import { OutsideRetries } from './outside-retries.ts';
import { viaContract } from './via-contract.ts';

/**
 * Looks the global fetch up at each call, since tests and tracers put theirs in its place later.
 *
 * @param platform what is called where a SteadyFetch stands in its place, lest that call itself
 */
function senderOf(platform: typeof fetch): typeof fetch {
  return (...request) => {
    const { fetch } = globalThis;
    return ('with' in fetch ? platform : fetch)(...request);
  };
}

/** A fetch for any SDK; see {@link createFetch}. */
export interface SteadyFetch {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /**
   * The same fetch, with what all calls through it have in common beside; it shares limits, pauses and circuits.
   *
   * @throws OptionError if one cannot be used, or is unknown
   */
  with(options: FetchCallOptions): SteadyFetch;
}

/**
 * Makes a `fetch` to hand to any SDK, or to call. It keeps to what each API says of its limits, and to what it shows:
 * calls wait until they may leave, what was refused or failed is tried again where a repeat does no harm, and an upstream
 * that fails is let alone. In all else it is the platform's fetch, whose very Response it returns.
 *
 * A call takes its place in what is known of its account: the origin, and the credential of the request. Nothing need be
 * told of an API: `Retry-After`, `RateLimit` and `x-ratelimit-*` are obeyed, and where nothing is told, refusals show how
 * much a window has. What ends a call for good is the last Response, or the error that fetch threw.
 *
 * @throws OptionError if an option cannot be used, or is unknown. A call rejects with EvenkeelError where it is refused
 * before anything was sent: `EVK_QUEUE_TIMEOUT`, `EVK_GATE_CLOSED`, `EVK_BULKHEAD_FULL` or `EVK_CIRCUIT_OPEN`
 */
export function createFetch(options: FetchOptions = {}): SteadyFetch {
  const {
    onEvent = [],
    clock = systemClock,
    random = systemRandom,
    account,
    contract,
    ...own
  } = requireFetchOptions(options);
  const { fetch: send = senderOf(globalThis.fetch), onRefusal = 'error' } = own;
  const { maxAttempts = defaultRetry.maxAttempts, maxAccounts = 1_000, maxQueued = 1_000 } = own;
  const sinks = typeof onEvent === 'function' ? [onEvent] : onEvent;
  const emit = sinks.length === 0 ? undefined : combineSinks(sinks);
  const accounts = new Accounts({
    ...{ clock, maxAccounts, maxQueued },
    onChange: (provider, from, to) => emit?.({ provider, type: 'breaker-changed', upstream: provider, from, to }),
  });
  const terms: FetchTerms = { send, maxAttempts, onRefusal, clock, random };
  const outside = new OutsideRetries();
  const name = randomId(random);
  let calls = 0;

  const withOptions = (common: FetchCallOptions): SteadyFetch => {
    const steadyFetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
      const outgoing = readOutgoing(input, init);
      // What is wrong is told by the platform's fetch itself, also of a call that is over before it begins; another
      // fetch need not look at the signal.
      if (outgoing === undefined || (outgoing.signal?.aborted && !own.fetch)) return send(input, init);
      const { url, method, headers, said } = outgoing;
      outside.look(headers);
      const options = said === undefined ? common : { ...common, ...said };
      const byContract = contract && viaContract(contract, outgoing, options, terms);
      if (byContract !== undefined) return byContract;
      const report = new FetchReport(
        { provider: accounts.providerOf(url.host), operation: method, callId: `${name}.${calls++}` },
        ...[emit, clock],
      );
      const parts = {
        ...{ outgoing, report, options },
        account: accounts.of(url, account?.({ url, method, headers }) ?? credentialOf(headers, url)),
      };
      return new FetchCall(terms, parts).run();
    };
    return Object.assign(steadyFetch, {
      with: (more: FetchCallOptions) => withOptions({ ...common, ...requireCallOptions(more) }),
    });
  };
  const { priority, cost, idempotent, tenant, maxWaitMs } = own;
  return withOptions({ priority, cost, idempotent, tenant, maxWaitMs });
}
