import { OptionError } from '../errors/errors.ts';
import type { ProviderContract } from './contract.ts';

/** On a contract that was checked. A copy does not have it: what is changed is checked anew. */
const checked = Symbol.for('evenkeel.checked-contract');

/**
 * Takes a contract for one that is valid, and keeps it from being changed. Those that ship with this package are checked
 * by its tests, so that an application that uses no other carries no validation.
 */
export function trustContract<T extends string, O extends string>(
  contract: ProviderContract<T, O>,
): ProviderContract<T, O> {
  if (!Object.hasOwn(contract, checked)) Object.defineProperty(contract, checked, { value: true });
  freeze(contract);
  return contract;
}

/** @throws OptionError for a contract that nobody has checked */
export function requireChecked(contract: ProviderContract): void {
  if (Object.hasOwn(contract, checked)) return;
  throw new OptionError('contract', 'give what defineProvider() makes of it.');
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}
