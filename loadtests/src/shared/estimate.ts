import type { Tier } from '@evenkeel/toolkit/providers';
import type { BatchLoad, Load } from '../request/plan.ts';
import { replay } from './replay.ts';

/** A service time, as the mock server draws it. */
export interface Emulated {
  latencyMedianMs: number;
  latencySigma: number;
}

/** The mean of a lognormal distribution. */
export const meanMs = ({ latencyMedianMs, latencySigma }: Emulated): number =>
  latencyMedianMs * Math.exp(latencySigma ** 2 / 2);

/**
 * About how long a load is going to take: the rules' windows and the hang guard
 * are derived from it. `lanes` is over how many windows of its own kind it is
 * spread; a ceiling is one for all of them.
 */
export function estimateMs(load: Load, tier: Pick<Tier, 'ceiling' | 'windows'>, emulate: Emulated, lanes = 1): number {
  return load.kind === 'batches' ? batchesMs(load, tier, meanMs(emulate), lanes) : load.durationMs;
}

function batchesMs(
  load: BatchLoad,
  { ceiling, windows: [window] }: Pick<Tier, 'ceiling' | 'windows'>,
  serviceMs: number,
  lanes: number,
): number {
  const batches = load.warmUp + load.measured;
  const payloads = load.size * batches;
  const { makespanMs } = replay(new Array<number>(payloads).fill(serviceMs), {
    ceiling: ceiling?.max ?? payloads,
    ...(window === undefined ? {} : { window: { ...window, limit: window.limit * lanes } }),
  });
  return makespanMs + (load.pauseMs ?? 0) * batches;
}
