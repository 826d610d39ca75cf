import type { CallOptions, ClientOptions, ManagedClient } from '../../client/client-options.ts';
import { ManagedCaller } from '../../client/managed-caller.ts';
import type { ProviderContract } from '../../contract/contract.ts';
import { OptionError } from '../../errors/errors.ts';
import { AnswerCache } from '../../policies/answer-cache.ts';
import { systemClock } from '../../time/clock.ts';
import { neuraProfile } from './contract.ts';
import { PaymentGuard, type PaymentOptions } from './payment-guard.ts';
import { type PollOptions, pollInTurns } from './polling.ts';
import { settleInvoice } from './settlement.ts';
import {
  type Agent,
  type AgentResult,
  type Answer,
  type Invoice,
  readAgents,
  readInvoice,
  readResult,
} from './wire.ts';

export type Network = 'solana' | 'base';

export interface NeuraOptions extends ClientOptions {
  /** The key's tier, which sets its limits. Default `standard`. */
  tier?: keyof typeof neuraProfile.tiers | undefined;
  /** The networks that this client calls. Calls that name no network go to them in turns. Default: all. */
  networks?: readonly Network[];
  /** What the client may pay without asking. Default: nothing, so that calling a paid agent throws its invoice. */
  payment?: PaymentOptions;
  /** A contract for an API with other numbers, made by `defineProvider()`. Default: the shipped one. */
  contract?: ProviderContract;
}

export interface NeuraCallOptions extends CallOptions {
  /** Default: the client's networks in turns. */
  network?: Network;
}

export interface DiscoverOptions extends Pick<NeuraCallOptions, 'network' | 'signal'> {
  /** Asks again although a list is at hand, but not more often than the contract allows. Default false. */
  refresh?: boolean;
}

export interface NeuraClient extends ManagedClient {
  /**
   * The agents of a network. The list is kept for as long as the contract says, since each request counts against the
   * rate limit. Calls at the same time share one request.
   *
   * @throws EvenkeelError if it failed for good
   */
  discover(options?: DiscoverOptions): Promise<readonly Agent[]>;

  /**
   * Calls an agent. If it costs something and `payment` allows it, the client pays and replays the call.
   *
   * @throws InvoiceError if the call was not paid or not settled: give the error's `invoice` to {@link settle}
   * @throws EvenkeelError if the call failed for good: its `code` says why, its message has the upstream's own words
   */
  call(agent: string, input: unknown, options?: NeuraCallOptions): Promise<AgentResult>;

  /**
   * Pays an invoice, whatever `payment` allows, and returns what it pays for. Doing it again is harmless: the API takes
   * a payment once, and settles an invoice once.
   *
   * @throws InvoiceError if it failed for good
   * @throws OptionError for something that is not an invoice, or for a network that this API does not have
   */
  settle(invoice: Invoice, options?: CallOptions): Promise<AgentResult>;

  /** Calls an agent again and again, on the client's networks in turns, until the signal aborts or nobody listens. */
  poll(
    agent: string,
    input: unknown,
    options: PollOptions,
  ): AsyncGenerator<{ network: string } & PromiseSettledResult<AgentResult>, void, undefined>;

  /**
   * Resolves once the client knows what share of the limits other processes leave to it; at once without a coordinator.
   */
  ready(): Promise<void>;
}

/**
 * A client for Neura that keeps to the API's limits. The API tells nothing of them until one is exceeded.
 *
 * @throws OptionError if an option cannot be used
 */
export function createClient(options: NeuraOptions): NeuraClient {
  const { contract = neuraProfile, payment, networks = contract.networks ?? [], ...common } = options;
  const guard = new PaymentGuard(payment);
  const inTurns = requireNetworks(networks, contract);
  let turn = 0;
  const next = (): Network => inTurns[turn++ % inTurns.length] as Network;
  const client = new ManagedCaller(contract, common);
  const { clock = systemClock } = common;
  const { cache } = client.settings.operations.discover ?? {};
  const agents = new AnswerCache<readonly Agent[]>({ ...(cache ?? { ttlMs: 0, minIntervalMs: 0 }), clock });

  const call: NeuraClient['call'] = async (agent, input, { network = next(), ...rest } = {}) => {
    const answer = await client.call<Answer>('agent_call', { input }, (body) => ({ result: readResult(body) }), {
      ...rest,
      params: { network, agent },
      decodePayment: (body) => ({ invoice: readInvoice(body) }),
    });
    if ('result' in answer) return answer.result;
    const commitment = guard.commit(answer.invoice, { agent, network });
    return settleInvoice(client, answer.invoice, rest, commitment);
  };

  return {
    discover: ({ network = next(), refresh, signal } = {}) => {
      const ask = (): Promise<Agent[]> => client.call('discover', undefined, readAgents, { params: { network } });
      return agents.get(network, ask, { ...(refresh !== undefined && { refresh }), signal });
    },
    call,
    settle: async (invoice, settle) => settleInvoice(client, requireInvoice(invoice), settle),
    poll: (agent, input, poll) => {
      const signal = poll.signal && { signal: poll.signal };
      return pollInTurns(
        (network) => call(agent, input, { network: network as Network, ...signal }),
        next,
        poll,
        clock,
      );
    },
    ready: () => client.ready(networks),
    pause: () => client.pause(),
    resume: () => client.resume(),
    setLimits: (limits) => client.setLimits(limits),
    close: (close) => client.close(close),
  };
}

/** Checks an invoice like one that the API has just sent: the caller may have kept it in a file. */
function requireInvoice(invoice: Invoice): Invoice {
  try {
    return readInvoice({ invoice });
  } catch {
    throw new OptionError('invoice', "give that of a call's InvoiceError.");
  }
}

function requireNetworks(networks: readonly string[], contract: ProviderContract): readonly Network[] {
  const known = contract.networks ?? [];
  const unknown = networks.find((network) => !known.includes(network));
  if (networks.length === 0 || unknown !== undefined) {
    throw new OptionError('networks', `give some of ${known.join(', ')}.`, unknown ?? networks);
  }
  return networks as readonly Network[];
}
