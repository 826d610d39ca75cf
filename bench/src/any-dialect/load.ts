import { buildApp, type JournalEntry } from '@evenkeel/mock-server';
import { AdminClient } from '@evenkeel/mock-server/launch';
import type { EvenkeelError } from '@evenkeel/toolkit';
import { ContractClient, isConcurrency, type ProviderContract, wireOperation } from '@evenkeel/toolkit/providers';

const ADMIN_TOKEN = 'admin-token-of-this-load';
/** How many calls each client has under way at once: more than any of the limits lets through. */
const AT_ONCE = 25;
/** So long that the APIs with high limits leave the process, which serves all of them, time for the others. */
const SERVICE_MS = 400;

/** What one API has seen in a load. */
export interface Seen {
  api: string;
  /** Calls that ended well. */
  ok: number;
  /** Requests that the mock server refused for a limit. */
  refused: number;
  /** Calls that the client refused, since nothing was left of a window that ends after their deadline. */
  heldBack: number;
  /** Calls that failed, by the error's code. */
  failed: Readonly<Record<string, number>>;
}

/** Calls all APIs at once for a while, each by its contract and as fast as its limits allow, over real sockets. */
export async function load(
  contracts: readonly ProviderContract[],
  { durationMs, seed, signal }: { durationMs: number; seed: number; signal: AbortSignal },
): Promise<Seen[]> {
  const contractOverrides = Object.fromEntries(contracts.map((contract) => [contract.name, slowed(contract)]));
  const app = buildApp({ adminToken: ADMIN_TOKEN, seed, contracts, contractOverrides });
  try {
    const baseUrl = await app.listen({ port: 0, host: '127.0.0.1' });
    const callers: Caller[] = [];
    // One call of each, one after the other: what is slow at the first time must not hold up hundreds of requests.
    for (const contract of contracts) callers.push(await callerOf(contract, baseUrl, signal));
    const ended = AbortSignal.any([signal, AbortSignal.timeout(durationMs)]);
    const calls = await Promise.all(callers.map((caller) => callFor(caller, ended)));
    const admin = new AdminClient(baseUrl, ADMIN_TOKEN, signal);
    return await Promise.all(
      calls.map(async ({ api, ...counts }) => ({ api, ...counts, refused: refusedIn(await admin.wholeJournal(api)) })),
    );
  } finally {
    await app.close();
  }
}

const slowed = ({ operations }: ProviderContract): Record<string, number> =>
  Object.fromEntries(
    Object.keys(operations).map((name) => [`/operations/${name}/emulate/latencyMedianMs`, SERVICE_MS]),
  );

const refusedIn = (journal: readonly JournalEntry[]): number =>
  journal.filter(({ refusedBy }) => refusedBy === 'window' || refusedBy === 'ceiling').length;

interface Caller {
  contract: ProviderContract;
  call: (signal: AbortSignal) => Promise<unknown>;
  close: () => Promise<void>;
}

async function callerOf(contract: ProviderContract, baseUrl: string, signal: AbortSignal): Promise<Caller> {
  const { name, authentication, defaultTier, operations } = contract;
  const apiKey = `${authentication?.keyPrefix || `${name}_`}${defaultTier}_local`;
  const client = new ContractClient(contract, { apiKey, baseUrl });
  const [operation = ''] = Object.keys(operations);
  const params = Object.fromEntries(
    [...wireOperation(contract, operation).path.matchAll(/\{(\w+)\}/g)].map(([, param = '']) => [param, 'one']),
  );
  const call = (until: AbortSignal) =>
    client.request(operation, payloadOf(contract, operation), { params, signal: until });
  await call(signal);
  return { contract, call, close: () => client.close({ signal: AbortSignal.abort() }) };
}

async function callFor({ contract, call, close }: Caller, ended: AbortSignal): Promise<Omit<Seen, 'refused'>> {
  const failed: Record<string, number> = {};
  let ok = 1;
  let heldBack = 0;
  const work = async (): Promise<void> => {
    while (!ended.aborted) {
      try {
        await call(ended);
        ok += 1;
      } catch (error) {
        const { code } = error as EvenkeelError;
        if (code === 'EVK_CANCELLED') continue;
        if (code === 'EVK_GATE_CLOSED') heldBack += 1;
        else failed[code] = (failed[code] ?? 0) + 1;
        // More of them would say no more.
        return;
      }
    }
  };
  const limit = contract.tiers[contract.defaultTier]?.limits.find(isConcurrency)?.amount ?? 0;
  // One more than may be in flight.
  await Promise.all(Array.from({ length: Math.max(limit + 1, AT_ONCE) }, work));
  await close();
  return { api: contract.name, ok, heldBack, failed };
}

function payloadOf(contract: ProviderContract, operation: string): unknown {
  const { sends } = wireOperation(contract, operation);
  return sends === 'none' ? undefined : { question: 'the same as always' };
}
