import { join } from 'node:path';
import { expect, it } from 'vitest';
import { choose, loadFaults, loadScenarios, named } from './catalogue.ts';

const fixtures = join(import.meta.dirname, '..', 'test', 'fixtures', 'scenarios');

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
  ['quux', 'Unknown scenario "quux". There are nimbus-batch, nimbus-batch-free, nimbus-steady.'],
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

it('has a fault for each objective of Nimbus', async () => {
  const faults = await loadFaults();
  expect([...faults.values()].map(({ plan }) => plan.breaches)).toEqual(['errors', 'latency']);
  expect(named(faults, 'nimbus-slow', 'fault').plan.fault).toMatchObject({ fault: 'latency', fixedMs: 3_000 });
});
