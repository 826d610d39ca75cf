import type { Tier } from '@evenkeel/toolkit/providers';
import type { BatchLoad, Load } from '../plan.ts';
import { replay } from './replay.ts';

/** The mean of a lognormal distribution. */
const meanMs = (emulate: { latencyMedianMs: number; latencySigma: number }): number =>
  emulate.latencyMedianMs * Math.exp(emulate.latencySigma ** 2 / 2);

/** About how long a load is going to take: the rules' windows and the hang guard are derived from it. */
export function estimateMs(
  load: Load,
  tier: Pick<Tier, 'ceiling' | 'windows'>,
  emulate: { latencyMedianMs: number; latencySigma: number },
): number {
  return load.kind === 'batches' ? batchesMs(load, tier, meanMs(emulate)) : load.durationMs;
}

function batchesMs(load: BatchLoad, tier: Pick<Tier, 'ceiling' | 'windows'>, serviceMs: number): number {
  const batches = load.warmUp + load.measured;
  const payloads = load.size * batches;
  const { makespanMs } = replay(new Array<number>(payloads).fill(serviceMs), {
    ceiling: tier.ceiling?.max ?? payloads,
    ...(tier.windows[0] === undefined ? {} : { window: tier.windows[0] }),
  });
  return makespanMs + (load.pauseMs ?? 0) * batches;
}
