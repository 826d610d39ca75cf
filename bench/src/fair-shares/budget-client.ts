import { setTimeout as delay } from 'node:timers/promises';
import { isEvenkeelError } from '@evenkeel/toolkit';
import { NodeTransport } from '@evenkeel/toolkit/node';
import { ContractClient } from '@evenkeel/toolkit/providers';
import { createRedisCoordinator } from '@evenkeel/toolkit/redis';
import { seededRandom } from '@evenkeel/toolkit/testing';
import { meterContract, unit, workOperation } from './contract.ts';
import { drawCost } from './costs.ts';
import type { BudgetPlan } from './plan.ts';

/** What a process of the budget's fleet is told. */
export interface BudgetOrder {
  plan: BudgetPlan;
  /** Which of the processes it is, from 0. */
  process: number;
  baseUrl: string;
  /** Null: each process has the budget to itself. */
  redisUrl: string | null;
}

const DEADLINE_MS = 4_000;
const CONNECTIONS = 64;

const { plan, process: number, baseUrl, redisUrl } = JSON.parse(process.argv[2] ?? '') as BudgetOrder;
process.on('disconnect', () => process.exit(1));
const stop = new AbortController();
const go = Promise.withResolvers<void>();
process.on('message', ({ type }: { type: string }) => {
  if (type === 'go') go.resolve();
  if (type === 'stop') stop.abort();
});

const random = seededRandom((plan.seed + number) >>> 0);
const coordinator = redisUrl === null ? undefined : createRedisCoordinator({ redis: redisUrl });
const transport = new NodeTransport({ connections: CONNECTIONS, keepAlive: CONNECTIONS });
const { max, periodMs } = plan;
const client = new ContractClient(meterContract(null, DEADLINE_MS), {
  ...{ baseUrl, transport, random, account: 'fleet', budget: { unit, max, periodMs } },
  ...(coordinator && { coordinator }),
});
await client.ready();
process.send?.({ type: 'ready' });
await go.promise;

let refused = 0;
let lost = 0;
async function caller(): Promise<void> {
  while (!stop.signal.aborted) {
    const order = { name: String(number), ...drawCost(plan.meanCost, 1, random) };
    try {
      await client.request(workOperation, order, { signal: stop.signal });
    } catch (error) {
      if (stop.signal.aborted) return;
      const { code, retryAfterMs } = isEvenkeelError(error) ? error : {};
      if (code === 'EVK_BUDGET_EXCEEDED') refused += 1;
      // Its deadline came while it waited, or just after it was sent.
      else if (code !== 'EVK_QUEUE_TIMEOUT' && code !== 'EVK_DEADLINE_EXCEEDED') lost += 1;
      const waitMs = Math.min(500, retryAfterMs ?? 100);
      await delay(waitMs, undefined, { signal: stop.signal }).catch(() => {});
    }
  }
}
await Promise.all(Array.from({ length: plan.callers }, caller));
process.send?.({ type: 'finished', refused, lost });
await client.close({ signal: AbortSignal.abort() });
transport.close();
await coordinator?.close();
process.disconnect?.();
