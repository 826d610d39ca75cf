import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { buildProviderDoc } from './doc/index.ts';
import { buildDashboard } from './provider-dashboard.ts';
import { buildRuleTests, ruleTestsToYaml } from './rule-tests/index.ts';
import { buildRules, rulesToYaml } from './rules.ts';

/** A generated file; its path is relative to the repository and has forward slashes. */
export interface Output {
  path: string;
  content: string;
}

/**
 * The folders of generated files, and the names of those. A file with such a name that no contract produces is stale.
 */
export const generatedFolders = [
  { path: 'dashboards/generated', pattern: /\.(dashboard\.json|rules\.yaml)$/ },
  { path: 'dashboards/tests', pattern: /\.rules\.test\.yaml$/ },
  { path: 'docs/providers', pattern: /\.md$/ },
] as const;

/** Every file that is generated from these contracts. */
export function buildOutputs(contracts: readonly ProviderContract[]): Output[] {
  return contracts.flatMap((contract) => [
    {
      path: `dashboards/generated/${contract.name}.dashboard.json`,
      content: `${JSON.stringify(buildDashboard(contract), null, 2)}\n`,
    },
    { path: `dashboards/generated/${contract.name}.rules.yaml`, content: rulesToYaml(buildRules(contract)) },
    {
      path: `dashboards/tests/${contract.name}.rules.test.yaml`,
      content: ruleTestsToYaml(buildRuleTests(contract, `../generated/${contract.name}.rules.yaml`)),
    },
    { path: `docs/providers/${contract.name}.md`, content: buildProviderDoc(contract) },
  ]);
}
