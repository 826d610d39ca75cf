import { readFileSync } from 'node:fs';
import { type ProviderContract, contracts as shipped } from '@evenkeel/toolkit/providers';
import { beforeAll, describe, expect, it } from 'vitest';
import { affected, numbersIn, outputsOf, withChanged } from './contract-consumers.fixture.ts';
import { rarities } from './rarities.fixture.ts';

interface Row {
  pattern: string;
  readBy: string[];
}

/** The table of docs/contract.md, so that the document itself is tested. */
const rows: Row[] = [...readFileSync('docs/contract.md', 'utf8').matchAll(/^\| `(\/[^`]+)` \| (.+) \|$/gm)].map(
  ([, pattern = '', readBy = '']) => ({ pattern, readBy: readBy.split(', ') }),
);

const contracts = [...shipped, rarities];

/** A pointer as the table has it, with the kind of a limit instead of its index. */
function withKinds({ tiers }: ProviderContract, pointer: string): string {
  return pointer.replace(
    /^\/tiers\/([^/]+)\/limits\/(\d+)/,
    (_, tier, at) => `/tiers/${tier}/limits/${tiers[tier]?.limits[at]?.kind}`,
  );
}

function fits({ pattern }: Row, pointer: string): boolean {
  const expression = pattern.replace(/\*+/g, (stars) => (stars === '**' ? '.+' : '[^/]+'));
  return new RegExp(`^${expression}$`).test(pointer);
}

it('the table has rows', () => {
  expect(rows.length).toBeGreaterThan(10);
});

describe.each(contracts)('the contract of $name', (contract) => {
  // The schema's version is not a number of the API.
  const { schema: _, ...numbers } = contract;
  const pointers = numbersIn(numbers);
  let outputs: string[];
  beforeAll(async () => {
    outputs = await outputsOf(contract);
  });

  it.each(pointers)('%s is read by the parts that docs/contract.md names, and no other', async (pointer) => {
    const fitting = rows.filter((row) => fits(row, withKinds(contract, pointer)));
    expect(fitting).toHaveLength(1);
    const seen = await affected(outputs, withChanged(contract, pointer));
    expect(seen.toSorted()).toEqual(fitting[0]?.readBy.toSorted());
  });
});

it('has a number for every row of the table', () => {
  const pointers = contracts.flatMap((contract) => numbersIn(contract).map((pointer) => withKinds(contract, pointer)));
  expect(rows.filter((row) => !pointers.some((pointer) => fits(row, pointer)))).toEqual([]);
});
