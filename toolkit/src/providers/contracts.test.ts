import { expect, it } from 'vitest';
import { requireChecked } from '../contract/checked.ts';
import type { ProviderDefinition } from '../contract/definition.ts';
import { resolveDefinition } from '../contract/resolve.ts';
import { hintReaders } from '../http/read-hints.ts';
import { contracts } from './index.ts';

it.each(contracts)('the contract of $name has what reads its hints, and nothing else', (contract) => {
  const formats = [...new Set(contract.hints.map(({ format }) => format))];
  const expected = Object.fromEntries(formats.map((format) => [format, hintReaders[format]]));
  expect(requireChecked(contract)).toEqual(expected);
});

it.each(contracts)('the contract of $name is what its profile makes', async (contract) => {
  const { definition }: { definition: ProviderDefinition } = await import(`./${contract.name}/profile.ts`);
  expect(contract).toEqual(resolveDefinition(definition));
});
