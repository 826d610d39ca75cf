import { join } from 'node:path';
import { buildDashboard } from '@evenkeel/dashboards';
import { contracts, type ProviderContract } from '@evenkeel/toolkit/providers';
import { expect, it } from 'vitest';
import { choose, loadFaults, loadScenarios, named } from './catalogue.ts';

const fixtures = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'scenarios');

it('runs the Nimbus scenarios by default', async () => {
  const scenarios = await loadScenarios([]);
  expect(choose(scenarios, []).map(({ name }) => name)).toEqual(['nimbus-batch', 'nimbus-batch-free', 'nimbus-steady']);
  expect(choose(scenarios, ['nimbus-steady']).map(({ name }) => name)).toEqual(['nimbus-steady']);
});

it('takes further scenarios, none of them by default', async () => {
  const scenarios = await loadScenarios([fixtures]);
  expect(scenarios.has('sends-nothing')).toBe(true);
  expect(choose(scenarios, [])).toHaveLength(3);
});

it.each([
  ['nimbus-stedy', 'Unknown scenario "nimbus-stedy". Did you mean "nimbus-steady"?'],
  ['quux', 'Unknown scenario "quux". There are '],
])('does not know %s', async (name, message) => {
  const scenarios = await loadScenarios([]);
  expect(() => choose(scenarios, [name])).toThrow(message);
});

it('names a folder that is not there, and a name that is taken', async () => {
  await expect(loadScenarios(['no/such/folder'])).rejects.toThrow('--scenarios: there is no folder');
  await expect(loadScenarios([fixtures, fixtures])).rejects.toThrow(
    'there is already a scenario "every-iteration-throws"',
  );
});

it('has a fault for each objective of each API under load', async () => {
  const faults = await loadFaults();
  const scenarios = [...(await loadScenarios([])).values()];
  for (const { contract, plan } of scenarios) {
    const own = [...faults.values()].filter((fault) => fault.plan.provider === contract.name);
    expect(own.map((fault) => fault.plan.breaches)).toEqual(expect.arrayContaining([...plan.objectives]));
  }
  expect(named(faults, 'nimbus-slow', 'fault').plan.faults).toMatchObject([{ fault: 'latency', fixedMs: 3_000 }]);
});

it('has faults that name only panels which their dashboard has', async () => {
  for (const { plan } of (await loadFaults()).values()) {
    const contract = contracts.find(({ name }) => name === plan.provider) as ProviderContract;
    const titles = buildDashboard(contract).panels.map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining([...(plan.shownBy ?? [])]));
  }
});
