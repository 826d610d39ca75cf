import type { Options } from 'k6/options';
import { percentile, tailObjective, thresholdsFor } from '../../shared/objectives.ts';
import { SCRIPT_AT_FAULT } from '../../shared/records.ts';
import { optionFaults } from './check-options.ts';
import { thrown } from './meter.ts';
import { contract, run } from './run.ts';

type Iteration = (...args: unknown[]) => unknown;

/** The functions that k6 calls once, and not in each iteration. */
const once = ['setup', 'teardown'];

/**
 * Makes what k6 sees of a script, by the names of the script's exports, since k6 calls functions by name. The bundle's
 * entry, which `bundle.ts` writes, only exports the result.
 */
export function wrap(script: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const functions = Object.entries(script).filter(([name]) => name !== 'options');
  return {
    ...Object.fromEntries(
      functions.map(([name, value]) => [name, once.includes(name) ? value : guard(value as Iteration)]),
    ),
    options: optionsOf(script.options),
    handleSummary,
  };
}

/** The script's own options, checked, with the thresholds that its objectives call for. */
function optionsOf(options: unknown): Options {
  const faults = optionFaults(options);
  if (faults.length > 0) throw new Error(`${SCRIPT_AT_FAULT}${faults.join(' ')}`);
  const own = (options ?? {}) as Options;
  const tail = tailObjective(contract);
  return {
    ...own,
    // A redirect could send the load to a host that nobody allowed.
    maxRedirects: 0,
    thresholds: { ...own.thresholds, ...thresholdsFor(contract, run.objectives) },
    summaryTrendStats: ['count', 'p(50)', ...(tail === null ? [] : [percentile(tail)]), 'max'],
    ...(run.maxPerSecond === null ? {} : { rps: run.maxPerSecond }),
  };
}

/** Counts an iteration that throws; k6 by itself would log it and pass. */
function guard(iteration: Iteration): Iteration {
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

function handleSummary(data: unknown): Record<string, string> {
  return { [__ENV.EVENKEEL_SUMMARY ?? 'summary.json']: JSON.stringify(data) };
}
