import { setTimeout as delay } from 'node:timers/promises';
import { NodeTransport } from '@evenkeel/toolkit/node';
import { ContractClient } from '@evenkeel/toolkit/providers';
import { seededRandom } from '@evenkeel/toolkit/testing';
import { meterContract, workOperation } from './contract.ts';
import { drawCost } from './costs.ts';
import { startMeter } from './meter.ts';
import { keptShares, type SharesPlan, sharedPriorities, type Tenant, tenantNames, tenants } from './plan.ts';

/** What one tenant has got at one priority. */
export interface CellResult {
  tenant: Tenant;
  priority: number;
  calls: number;
  cost: number;
  /** The longest that one of its calls took, in milliseconds. */
  longestMs: number;
}

export interface SharesResult {
  cells: readonly CellResult[];
  /** Calls that failed. */
  lost: number;
  /** How much of what flowed into the bucket was used. */
  used: number;
}

const SERVICE_MS = 20;
const CONNECTIONS = 256;

/** All tenants call at all priorities, each as often as it may, under one bucket. @param signal ends it */
export async function runShares(plan: SharesPlan, signal: AbortSignal): Promise<SharesResult> {
  const random = seededRandom(plan.seed);
  const transport = new NodeTransport({ connections: CONNECTIONS, keepAlive: CONNECTIONS });
  const { amount, refillPerSecond } = plan;
  const contract = meterContract({ amount, refillPerSecond }, 60_000);
  const meter = await startMeter(SERVICE_MS);
  const client = new ContractClient(contract, { baseUrl: meter.url, priorityShares: keptShares, transport, random });
  const fromMs = performance.timeOrigin + performance.now() + plan.warmUpMs;
  const ended = new AbortController();
  const over = AbortSignal.any([signal, ended.signal]);
  const longest = new Map<string, number>();
  let lost = 0;
  const caller = async (tenant: Tenant, priority: number): Promise<void> => {
    const { meanCost, estimatesTimes } = tenants[tenant];
    const name = `${tenant} ${priority}`;
    while (!over.aborted) {
      const order = { name, ...drawCost(meanCost, estimatesTimes, random) };
      const startedMs = performance.now();
      try {
        await client.request(workOperation, order, { tenant, priority, signal: over });
        longest.set(name, Math.max(longest.get(name) ?? 0, performance.now() - startedMs));
      } catch {
        if (!over.aborted) lost += 1;
      }
    }
  };
  try {
    const callers = tenantNames.flatMap((tenant) =>
      sharedPriorities.flatMap((priority) =>
        Array.from({ length: tenants[tenant].callers }, () => caller(tenant, priority)),
      ),
    );
    await delay(plan.warmUpMs + plan.measuredMs, undefined, { signal });
    ended.abort();
    await Promise.all(callers);
    const counted = meter.metered.filter(({ answeredAtMs }) => answeredAtMs >= fromMs);
    const cells = tenantNames.flatMap((tenant) =>
      sharedPriorities.map((priority) => {
        const name = `${tenant} ${priority}`;
        const own = counted.filter((entry) => entry.name === name);
        const cost = own.reduce((sum, entry) => sum + entry.cost, 0);
        return { tenant, priority, calls: own.length, cost, longestMs: longest.get(name) ?? Number.POSITIVE_INFINITY };
      }),
    );
    const all = cells.reduce((sum, { cost }) => sum + cost, 0);
    return { cells, lost, used: all / ((refillPerSecond * plan.measuredMs) / 1_000) };
  } finally {
    ended.abort();
    await client.close({ signal: AbortSignal.abort() });
    transport.close();
    meter.close();
  }
}
