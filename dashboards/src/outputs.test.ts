import { join } from 'node:path';
import { contracts, nimbusProfile } from '@evenkeel/toolkit/providers';
import { expect, test } from 'vitest';
import { findDrift } from './drift.ts';
import { buildOutputs, generatedFolders } from './outputs.ts';

test('the committed files are what the contracts say', async () => {
  expect(await findDrift(join(import.meta.dirname, '..', '..'), buildOutputs(contracts))).toEqual([]);
});

test('every output would be found stale, once no contract asks for it', () => {
  for (const { path } of buildOutputs(contracts)) {
    const folder = generatedFolders.find((each) => path.startsWith(`${each.path}/`));
    expect(folder?.pattern.test(path), path).toBe(true);
  }
});

test('a further provider needs nothing here', () => {
  const paths = buildOutputs([{ ...nimbusProfile, name: 'fourth', title: 'Fourth' }]).map(({ path }) => path);
  expect(paths).toEqual([
    'dashboards/generated/fourth.dashboard.json',
    'dashboards/generated/fourth.rules.yaml',
    'dashboards/tests/fourth.rules.test.yaml',
    'docs/providers/fourth.md',
  ]);
});

test('nothing but the contract decides what is written', () => {
  expect(buildOutputs(contracts)).toEqual(buildOutputs(structuredClone(contracts)));
});
