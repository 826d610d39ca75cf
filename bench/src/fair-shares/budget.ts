import { setTimeout as delay } from 'node:timers/promises';
import { Child, nodeScript } from '@evenkeel/tools/child';
import type { BudgetOrder } from './budget-client.ts';
import { type Metered, startMeter } from './meter.ts';
import type { BudgetPlan } from './plan.ts';

export interface BudgetResult {
  metered: readonly Metered[];
  /** When the processes began to call, in milliseconds since the epoch. */
  startedAtMs: number;
  /** Calls that the budget refused, and those that failed otherwise. */
  refused: number;
  lost: number;
}

const SERVICE_MS = 100;

/** Processes call as often as a budget that they share lets them. @param signal ends all of them */
export async function runBudget(plan: BudgetPlan, redisUrl: string | null, signal: AbortSignal): Promise<BudgetResult> {
  const meter = await startMeter(SERVICE_MS);
  const over = new AbortController();
  const ends = AbortSignal.any([signal, over.signal]);
  try {
    const children = Array.from({ length: plan.processes }, (_, process) => {
      const order: BudgetOrder = { plan, process, baseUrl: meter.url, redisUrl };
      const script = nodeScript(new URL('./budget-client.ts', import.meta.url), JSON.stringify(order));
      const child = new Child({ name: `process ${process}`, ...script, signal: ends });
      return { child, ready: child.next('ready') };
    });
    await Promise.all(children.map(({ ready }) => ready));
    const startedAtMs = performance.timeOrigin + performance.now();
    const finished = children.map(({ child }) => {
      const told = child.next('finished');
      child.send({ type: 'go' });
      return told;
    });
    await delay(plan.runMs, undefined, { signal });
    for (const { child } of children) child.send({ type: 'stop' });
    const told = await Promise.all(finished);
    return {
      metered: meter.metered,
      startedAtMs,
      refused: told.reduce((sum, { refused }) => sum + Number(refused), 0),
      lost: told.reduce((sum, { lost }) => sum + Number(lost), 0),
    };
  } finally {
    over.abort();
    meter.close();
  }
}
