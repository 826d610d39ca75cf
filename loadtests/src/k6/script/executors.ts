import type { Options } from 'k6/options';
import { callTimeoutMs } from '../../shared/call-timeout.ts';
import type { BatchLoad, RateLoad } from '../../shared/load.ts';
import { contract, run } from './run.ts';

/** An open model: calls start at a constant rate, however slow the answers are. */
export function constantRate(load: RateLoad, operation: string): Options {
  return {
    discardResponseBodies: true,
    scenarios: {
      [run.scenario]: {
        executor: 'constant-arrival-rate',
        rate: load.perSecond,
        timeUnit: '1s',
        duration: `${load.durationMs}ms`,
        preAllocatedVUs: load.vus,
        maxVUs: load.vus,
        // k6 waits for calls that began in time; otherwise the other sources would count more calls than it does.
        gracefulStop: `${callTimeoutMs(contract, operation)}ms`,
      },
    },
  };
}

/** One batch after the other, from one caller. */
export function oneByOne(load: BatchLoad, operation: string): Options {
  const batches = load.warmUp + load.measured;
  return {
    scenarios: {
      [run.scenario]: {
        executor: 'per-vu-iterations',
        vus: 1,
        iterations: batches,
        maxDuration: `${batches * (callTimeoutMs(contract, operation) + (load.pauseMs ?? 0))}ms`,
      },
    },
  };
}

/** The load of this run, which must be of the kind that the script was written for. */
export function loadOf<K extends typeof run.load.kind>(kind: K): Extract<typeof run.load, { kind: K }> {
  if (run.load.kind !== kind) throw new Error(`load.kind: this script expects "${kind}", got "${run.load.kind}".`);
  return run.load as Extract<typeof run.load, { kind: K }>;
}
