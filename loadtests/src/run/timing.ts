import { wireOperation } from '@evenkeel/toolkit/providers';
import type { Scenario } from '../catalogue.ts';
import type { Load } from '../plan.ts';
import { estimateMs } from '../replay/estimate.ts';

/** A load, and the limits that it meets. */
export interface Timed {
  scenario: Pick<Scenario, 'contract' | 'tier'>;
  load: Load;
}

const GRACE_MS = 60_000;

/** About how long the load of a run lasts. */
export function loadMs({ scenario: { contract, tier }, load }: Timed): number {
  const [operation = ''] = Object.keys(contract.operations);
  return estimateMs(load, tier, wireOperation(contract, operation).emulate);
}

/** When k6 is taken for hanging: every call may still take its whole deadline at the end. */
export function hangAfterMs(timed: Timed): number {
  const { contract } = timed.scenario;
  const deadlines = Object.keys(contract.operations).map((name) => wireOperation(contract, name).deadlineMs);
  const batches = timed.load.kind === 'batches' ? timed.load.warmUp + timed.load.measured : 1;
  return loadMs(timed) + Math.max(...deadlines) * batches + GRACE_MS;
}
