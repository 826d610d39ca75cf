import type { Options } from 'k6/options';
import { percentile, tailObjective, thresholdsFor } from '../../shared/objectives.ts';
import { optionFaults } from './check-options.ts';
import { thrown } from './meter.ts';
import { contract, run } from './run.ts';

/** Tells the runner that the script itself is at fault. */
const WRONG_CALL = 'evenkeel wrong call: ';

/** The script's own options, checked, with the thresholds that its objectives call for. */
export function prepare(options: unknown): Options {
  const faults = optionFaults(options);
  if (faults.length > 0) throw new Error(`${WRONG_CALL}${faults.join(' ')}`);
  const own = (options ?? {}) as Options;
  const tail = tailObjective(contract);
  return {
    ...own,
    // A redirect would take the load to a host that nobody allowed.
    maxRedirects: 0,
    thresholds: { ...own.thresholds, ...thresholdsFor(contract, run.objectives) },
    summaryTrendStats: ['count', 'p(50)', ...(tail === null ? [] : [percentile(tail)]), 'max'],
    ...(run.maxPerSecond === null ? {} : { rps: run.maxPerSecond }),
  };
}

type Iteration = (...args: unknown[]) => unknown;

/** An iteration that throws is counted; k6 alone would log it and pass. */
export function guard(iteration: Iteration): Iteration {
  return (...args) => {
    try {
      const result = iteration(...args);
      return result instanceof Promise ? result.catch(countAndRethrow) : result;
    } catch (error) {
      return countAndRethrow(error);
    }
  };
}

function countAndRethrow(error: unknown): never {
  thrown.add(1);
  throw error;
}

export function handleSummary(data: unknown): Record<string, string> {
  return { [__ENV.EVENKEEL_SUMMARY ?? 'summary.json']: JSON.stringify(data) };
}
