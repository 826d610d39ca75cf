import { OptionError } from '../errors/errors.ts';
import type { HintReaders } from '../http/read-hints.ts';
import type { ProviderContract } from './contract.ts';

/** Marks a contract that was checked. A copy lacks the mark, so a changed contract is checked anew. */
const checked = Symbol.for('evenkeel.checked-contract');

/**
 * Marks a contract as valid without checking it, and freezes it. The contracts that ship with this package are checked
 * by its tests, so an application that uses no others carries no validation, and reads no formats but theirs.
 *
 * @param readers of its hints' formats
 */
export function trustContract<T extends string, O extends string>(
  contract: ProviderContract<T, O>,
  readers: HintReaders,
): ProviderContract<T, O> {
  if (!Object.hasOwn(contract, checked)) Object.defineProperty(contract, checked, { value: readers });
  freeze(contract);
  return contract;
}

/**
 * @returns what reads its hints
 * @throws OptionError for a contract that was not checked
 */
export function requireChecked(contract: ProviderContract & { [checked]?: HintReaders }): HintReaders {
  const readers = Object.hasOwn(contract, checked) ? contract[checked] : undefined;
  if (readers !== undefined) return readers;
  throw new OptionError('contract', 'give what defineProvider() makes of it.');
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}
