import { join } from 'node:path';
import { buildDashboard } from '@evenkeel/dashboards';
import { buildApp, listFaults } from '@evenkeel/mock-server';
import { contracts, type ProviderContract } from '@evenkeel/toolkit/providers';
import { expect, it } from 'vitest';
import { bareFaults, chooseScenarios, findFault, loadFaults, loadScenarios, named } from './catalogue.ts';

const fixtures = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'scenarios');

it('runs the Nimbus scenarios by default', async () => {
  const names = async (...asked: string[]) => (await chooseScenarios([], asked)).map(({ name }) => name);
  expect(await names()).toEqual(['nimbus-batch', 'nimbus-batch-free', 'nimbus-steady']);
  expect(await names('nimbus-steady')).toEqual(['nimbus-steady']);
});

it('takes further scenarios, none of them by default', async () => {
  expect((await loadScenarios([fixtures])).map(({ name }) => name)).toContain('sends-nothing');
  expect(await chooseScenarios([fixtures], ['sends-nothing'])).toHaveLength(1);
  expect(await chooseScenarios([fixtures], [])).toHaveLength(3);
});

it.each([
  ['nimbus-stedy', 'Unknown scenario "nimbus-stedy". Did you mean "nimbus-steady"?'],
  ['quux', 'Unknown scenario "quux". There are '],
])('does not know %s', async (name, message) => {
  await expect(chooseScenarios([], [name])).rejects.toThrow(message);
});

it('names a folder that is not there, and a name that is taken', async () => {
  await expect(loadScenarios(['no/such/folder'])).rejects.toThrow('--scenarios: there is no folder');
  await expect(loadScenarios([fixtures, fixtures])).rejects.toThrow(
    'there is already a scenario "every-iteration-throws"',
  );
});

it('has a fault for each objective of each API under load', async () => {
  const faults = await loadFaults();
  for (const { contract, plan } of await loadScenarios([])) {
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

it('has faults that the mock server takes', async () => {
  const asked = [
    ...[...(await loadFaults()).values()].map(({ plan }) => ({ provider: plan.provider, faults: plan.faults })),
    ...(await loadScenarios([])).map(({ plan }) => ({ provider: plan.provider, faults: plan.withstands ?? [] })),
  ];
  const adminToken = 'admin-token-of-the-tests';
  const app = buildApp({ adminToken });
  const headers = { authorization: `Bearer ${adminToken}` };
  for (const { provider, faults } of asked) {
    for (const fault of faults) {
      const payload = { ttlMs: 1_000, provider, ...fault };
      expect((await app.inject({ method: 'POST', url: '/admin/faults', headers, payload })).json()).toMatchObject(
        fault,
      );
    }
  }
  await app.close();
});

it('finds a plan by its name first, and else a fault of the mock server as it is by default', async () => {
  expect((await findFault('nimbus-slow')).plan.breaches).toBe('latency');
  for (const { name, defaults } of listFaults()) {
    expect(await findFault(name)).toEqual({ name, plan: { faults: [defaults] } });
  }
  const plan = { faults: [], breaches: 'errors' };
  expect(bareFaults(new Map([['latency', { name: 'latency', plan }]])).has('latency')).toBe(false);
  await expect(findFault('latncy')).rejects.toThrow('Unknown fault "latncy". Did you mean "latency"?');
});
