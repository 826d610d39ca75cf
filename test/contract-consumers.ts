import { buildDashboard, buildProviderDoc, buildRules, rulesToYaml } from '@evenkeel/dashboards';
import { resolveMockSettings } from '@evenkeel/mock-server';
import { type ProviderContract, resolveClientSettings, validateContract } from '@evenkeel/toolkit/providers';
import { createMetrics } from '@evenkeel/toolkit/telemetry';
import { Registry } from 'prom-client';
import { thresholdsFor } from '../loadtests/scenarios/lib/thresholds.ts';
import { judge } from './judge.ts';

/** What each part makes of a contract: the very outputs that it works with. */
export const consumers: Record<string, (contract: ProviderContract) => unknown> = {
  client: (contract) => Object.keys(contract.tiers).map((tier) => resolveClientSettings(contract, tier)),
  metrics: async (contract) => {
    const register = new Registry();
    createMetrics({ register, contracts: [contract] });
    return register.metrics();
  },
  mock: resolveMockSettings,
  k6: (contract) =>
    thresholdsFor(
      contract,
      contract.objectives.map(({ name }) => name),
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

/** A copy in which one number is another that the contract's validation accepts. */
export function withChanged(contract: ProviderContract, pointer: string): ProviderContract {
  const keys = pointer.split('/').slice(1);
  const last = keys.pop() as string;
  // A large change comes first: rounding to whole seconds would hide a small one.
  for (const change of [(n: number) => n * 2, (n: number) => n + 1, (n: number) => n - 1, (n: number) => n * 0.9]) {
    const copy = structuredClone(contract);
    const parent = keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], copy) as Record<
      string,
      number
    >;
    const before = parent[last] as number;
    parent[last] = change(before);
    if (parent[last] === before) continue;
    try {
      validateContract(copy);
      return copy;
    } catch {
      // The next change may suit this number.
    }
  }
  throw new Error(`${pointer}: no other number is valid there.`);
}

/** The parts whose output differs between two contracts. */
export async function affected(before: ProviderContract, after: ProviderContract): Promise<string[]> {
  const differs = await Promise.all(
    Object.values(consumers).map(
      async (output) => JSON.stringify(await output(before)) !== JSON.stringify(await output(after)),
    ),
  );
  return Object.keys(consumers).filter((_, at) => differs[at]);
}
