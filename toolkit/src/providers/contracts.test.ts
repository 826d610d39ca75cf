import { expect, it } from 'vitest';
import { budgetRates } from '../contract/budget.ts';
import { requireChecked } from '../contract/checked.ts';
import type { ProviderDefinition } from '../contract/definition.ts';
import { resolveDefinition } from '../contract/resolve.ts';
import { resolveClientSettings } from '../contract/settings.ts';
import { hintReaders } from '../http/read-hints.ts';
import { limiterKind, limiterMakers, makeRemaining } from '../policies/rate/limiters.ts';
import { makeToldLimits } from '../policies/rate/told-limits.ts';
import { contracts } from './index.ts';

it.each(contracts)('the contract of $name has the parts that it needs, and no others', (contract) => {
  const read = contract.hints.flatMap(({ format, body }) =>
    body === undefined ? [format] : [format, 'body' as const],
  );
  const readers = Object.fromEntries(read.map((what) => [what, hintReaders[what]]));
  const kinds = Object.keys(contract.tiers).flatMap((tier) =>
    resolveClientSettings(contract, tier).rates.map(limiterKind),
  );
  const makers = { ...limiterMakers, remaining: makeRemaining };
  const limiters = Object.fromEntries([...new Set(kinds)].map((kind) => [kind, makers[kind]]));
  expect(requireChecked(contract)).toEqual({
    ...{ readers, limiters },
    ...(kinds.includes('cycle') && { budgets: budgetRates }),
    ...(contract.hints.some(({ means }) => means === 'limit') && { makeToldLimits }),
  });
});

it.each(contracts)('the contract of $name is what its profile makes', async (contract) => {
  const { definition }: { definition: ProviderDefinition } = await import(`./${contract.name}/profile.ts`);
  expect(contract).toEqual(resolveDefinition(definition));
});
