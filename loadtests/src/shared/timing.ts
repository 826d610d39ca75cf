import { type ProviderContract, type Tier, wireOperation } from '@evenkeel/toolkit/providers';
import type { Scenario } from '../request/catalogue.ts';
import type { Load } from '../request/plan.ts';
import { estimateMs, meanMs } from './estimate.ts';

/** A load, and the limits that it meets. */
export interface Timed {
  scenario: Pick<Scenario, 'contract' | 'tier'>;
  load: Load;
}

const GRACE_MS = 60_000;

/** About how long the load of a run lasts, were it made of the slowest operation. */
export function loadMs({ scenario: { contract, tier }, load }: Timed): number {
  const emulated = Object.keys(contract.operations).map((name) => wireOperation(contract, name).emulate);
  const slowest = emulated.reduce((slow, other) => (meanMs(other) > meanMs(slow) ? other : slow));
  return estimateMs(load, tier, slowest, lanes(contract, tier));
}

/** How many windows a load is spread over that goes to all networks alike. */
function lanes({ networks = [] }: ProviderContract, { windows: [window] }: Tier): number {
  return window?.scope.includes('network') ? Math.max(1, networks.length) : 1;
}

/** When k6 is taken for hanging: every call may still take its whole deadline at the end. */
export function hangAfterMs(timed: Timed): number {
  const { contract } = timed.scenario;
  const deadlines = Object.keys(contract.operations).map((name) => wireOperation(contract, name).deadlineMs);
  const batches = timed.load.kind === 'batches' ? timed.load.warmUp + timed.load.measured : 1;
  return loadMs(timed) + Math.max(...deadlines) * batches + GRACE_MS;
}
