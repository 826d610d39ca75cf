import { didYouMean } from '@evenkeel/tools/command-line';
import { knownExecutors, knownOptions } from './known-options.ts';

/** A sentence for each thing in `options` that k6 would ignore or fail on. */
export function optionFaults(options: unknown): string[] {
  if (options === undefined) return [];
  if (!isRecord(options)) return [`options: expected an object, got ${JSON.stringify(options)}.`];
  return [...unknownKeys('options', options, knownOptions), ...scenarioFaults(options.scenarios)];
}

function scenarioFaults(scenarios: unknown): string[] {
  if (scenarios === undefined) return [];
  if (!isRecord(scenarios)) return [`options.scenarios: expected an object, got ${JSON.stringify(scenarios)}.`];
  return Object.entries(scenarios).flatMap(([name, scenario]) => executorFaults(`options.scenarios.${name}`, scenario));
}

function executorFaults(path: string, scenario: unknown): string[] {
  if (!isRecord(scenario)) return [`${path}: expected an object, got ${JSON.stringify(scenario)}.`];
  const executor = String(scenario.executor);
  const known = knownExecutors[executor];
  if (known === undefined) {
    const names = Object.keys(knownExecutors);
    return [`${path}.executor: unknown "${executor}".${didYouMean(executor, names) || ` k6 has ${names.join(', ')}.`}`];
  }
  return unknownKeys(path, scenario, known);
}

function unknownKeys(path: string, value: Record<string, unknown>, known: readonly string[]): string[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => `${path}: unknown option "${key}".${didYouMean(key, known) || ` Known are ${known.join(', ')}.`}`);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
