import { buildDashboard, buildProviderDoc, buildRules, rulesToYaml } from '@evenkeel/dashboards';
import { callTimeoutMs, hangAfterMs, loadMs, shortenedAlert, thresholdsFor } from '@evenkeel/loadtests/derived';
import { resolveMockSettings } from '@evenkeel/mock-server';
import { createMetrics } from '@evenkeel/toolkit/prometheus';
import { type ProviderContract, resolveClientSettings, validateContract } from '@evenkeel/toolkit/providers';
import { Registry } from 'prom-client';
import { judge, PAYLOADS } from './judge.fixture.ts';

/** One load that meets every limit, and one that lasts so long that its alerts are not shortened. */
const loads = [
  { kind: 'batches', size: PAYLOADS, warmUp: 0, measured: 1 },
  { kind: 'rate', perSecond: 1, durationMs: 86_400_000, vus: 1 },
] as const;

/** What each part makes of a contract: the same outputs that it works with. */
export const consumers: Record<string, (contract: ProviderContract) => unknown> = {
  client: (contract) => Object.keys(contract.tiers).map((tier) => resolveClientSettings(contract, tier)),
  metrics: async (contract) => {
    const register = new Registry();
    createMetrics({ register, contracts: [contract] });
    return register.metrics();
  },
  mock: resolveMockSettings,
  k6: (contract) => {
    const objectives = contract.objectives.map(({ name }) => name);
    const timeouts = Object.keys(contract.operations).map((operation) => callTimeoutMs(contract, operation));
    return { thresholds: thresholdsFor(contract, objectives), timeouts };
  },
  runner: (contract) =>
    Object.values(contract.tiers).flatMap((tier) =>
      loads.map((load) => {
        const sized = { contract, tier, load };
        const runMs = loadMs(sized);
        return { runMs, hangs: hangAfterMs(sized), alert: shortenedAlert(runMs, contract.objectives) };
      }),
    ),
  verdict: judge,
  rules: (contract) => rulesToYaml(buildRules(contract)),
  panels: buildDashboard,
  docs: buildProviderDoc,
};

/** JSON pointers of all numbers in a value. */
export function numbersIn(value: unknown, pointer = ''): string[] {
  if (typeof value === 'number') return [pointer];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, `${pointer}/${key}`));
}

// A large change comes first: rounding to whole seconds would hide a small one.
const changes = {
  up: [(n: number) => n * 2, (n: number) => n + 1],
  down: [(n: number) => n / 2, (n: number) => n - 1, (n: number) => n * 0.9],
};

/**
 * Copies of the contract in which one number is larger, and smaller, as far as validation allows. Both are needed,
 * since a part may read the least of several numbers.
 */
export function withChanged(contract: ProviderContract, pointer: string): ProviderContract[] {
  const copies = Object.values(changes).flatMap((candidates) => {
    for (const change of candidates) {
      const copy = changed(contract, pointer, change);
      if (copy !== null) return [copy];
    }
    return [];
  });
  if (copies.length === 0) throw new Error(`${pointer}: no other number is valid there.`);
  return copies;
}

/** Returns null if the changed contract would be invalid, or the same. */
function changed(contract: ProviderContract, pointer: string, change: (n: number) => number): ProviderContract | null {
  const keys = pointer.split('/').slice(1);
  const last = keys.pop() as string;
  const copy = structuredClone(contract);
  const parent = keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], copy) as Record<
    string,
    number
  >;
  const before = parent[last] as number;
  parent[last] = change(before);
  if (parent[last] === before) return null;
  try {
    validateContract(copy);
    return copy;
  } catch {
    return null;
  }
}

/** What every part makes of a contract, in the order of `consumers`. */
export const outputsOf = (contract: ProviderContract): Promise<string[]> =>
  Promise.all(Object.values(consumers).map(async (output) => JSON.stringify(await output(contract))));

/** The parts whose output for any of the other contracts differs from these. */
export async function affected(outputs: readonly string[], others: readonly ProviderContract[]): Promise<string[]> {
  const changed = await Promise.all(others.map(outputsOf));
  return Object.keys(consumers).filter((_, at) => changed.some((other) => other[at] !== outputs[at]));
}
