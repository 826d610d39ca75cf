import { expect, it } from 'vitest';
import type { ProviderDefinition } from '../contract/definition.ts';
import { resolveDefinition } from '../contract/resolve.ts';
import { contracts } from './index.ts';

it.each(contracts)('the contract of $name is what its profile makes', async (contract) => {
  const { definition }: { definition: ProviderDefinition } = await import(`./${contract.name}/profile.ts`);
  expect(contract).toEqual(resolveDefinition(definition));
});
