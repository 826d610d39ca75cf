import type { ClientOptions } from '../client/client-options.ts';
import { ContractClient } from '../client/contract-client.ts';
import type { ProviderContract } from '../contract/contract.ts';
import { defineProvider } from '../contract/define.ts';
import { isConcurrency } from '../contract/limit.ts';
import { nimbusProfile } from '../providers/nimbus/contract.ts';
import { EventRecorder, FakeClock, type Reply, ScriptedTransport, type SentRequest } from '../testing/index.ts';

/** Nimbus with a ceiling and a window so small that every policy is felt. */
export function contract(ceiling: number, windowLimit: number): ProviderContract {
  const copy: ProviderContract = structuredClone(nimbusProfile as ProviderContract);
  const free = copy.tiers.free as ProviderContract['tiers'][string];
  for (const limit of free.limits) limit.amount = isConcurrency(limit) ? ceiling : windowLimit;
  return copy;
}

interface Traits {
  ceiling?: number;
  windowLimit?: number;
  maxQueued?: number;
  /** Changes the contract further. */
  change?: (contract: ProviderContract) => void;
  options?: Partial<ClientOptions>;
}

/** A client on a fake clock; `call` resolves to `ok` or to the error's code. */
export function setUp(
  reply: (request: SentRequest, at: number) => Reply,
  {
    ceiling = 1,
    windowLimit = 1_000,
    maxQueued = 1_000,
    change = (_: ProviderContract): void => {},
    options = {},
  }: Traits = {},
) {
  const clock = new FakeClock();
  const transport = new ScriptedTransport(clock, reply);
  const recorder = new EventRecorder();
  const common = { apiKey: 'nmb_secret', tier: 'free', baseUrl: 'http://nimbus.test', maxQueued };
  const changed = contract(ceiling, windowLimit);
  change(changed);
  const client = new ContractClient(defineProvider(changed), {
    ...common,
    transport,
    clock,
    random: () => 0,
    onEvent: recorder.sink,
    ...options,
  });
  const call = (callId: string, signal?: AbortSignal) =>
    client
      .call('infer', {}, (body) => body, { callId, signal })
      .then(
        () => 'ok',
        (error: { code: string }) => error.code,
      );
  return { clock, transport, recorder, client, call };
}

export const headers = (remaining: number, retryAfter = 0): Record<string, string> => ({
  'x-ratelimit-remaining': String(remaining),
  'retry-after': String(retryAfter),
});
export const served = (afterMs: number, remaining = 500): Reply => ({ body: {}, headers: headers(remaining), afterMs });

/** 20 failures within 10 s open Nimbus's breaker. */
export async function openBreaker({ clock, call, recorder }: ReturnType<typeof setUp>): Promise<void> {
  for (let at = 0; at < 20; at += 1) void call(`failing-${at}`);
  await clock.advance(1);
  if (recorder.ofType('breaker-changed').at(-1)?.to !== 'open') throw new Error('The breaker is not open.');
}
