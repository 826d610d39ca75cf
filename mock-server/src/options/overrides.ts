import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { rangeError, show } from '../errors.ts';

/** Numbers of a provider's contract by their JSON pointer: `{ nimbus: { '/tiers/free/limits/1/windowMs': 500 } }`. */
export type ContractOverrides = Readonly<Record<string, Readonly<Record<string, number>>>>;

function setNumber(contract: ProviderContract, pointer: string, value: number): void {
  const path = pointer.split('/').slice(1);
  const last = path.pop();
  let node: unknown = contract;
  for (const step of path) node = ownValue(node, step);
  if (last === undefined || typeof ownValue(node, last) !== 'number') {
    const at = `contractOverrides.${contract.name}[${show(pointer)}]`;
    throw rangeError(
      `${at} points at no number of the contract: give a JSON pointer such as /operations/infer/deadlineMs.`,
    );
  }
  (node as Record<string, unknown>)[last] = value;
}

function ownValue(node: unknown, step: string): unknown {
  const holds = typeof node === 'object' && node !== null && Object.hasOwn(node, step);
  return holds ? (node as Record<string, unknown>)[step] : undefined;
}

/**
 * Returns copies of the contracts with some numbers changed, so that a test can
 * shorten a window.
 * @throws RangeError for an unknown provider or pointer.
 */
export function overrideContracts(
  contracts: readonly ProviderContract[],
  overrides: ContractOverrides,
): ProviderContract[] {
  const copies = contracts.map((contract) => structuredClone(contract));
  for (const [provider, numbers] of Object.entries(overrides)) {
    const contract = copies.find((copy) => copy.name === provider);
    if (contract === undefined) {
      const known = copies.map((copy) => copy.name).join(', ');
      throw rangeError(`contractOverrides names ${show(provider)}: give one of ${known}.`);
    }
    for (const [pointer, value] of Object.entries(numbers)) setNumber(contract, pointer, value);
  }
  return copies;
}
