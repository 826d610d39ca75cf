import { trustContract } from './checked.ts';
import type { ProviderContract } from './contract.ts';
import { validateContract } from './validate.ts';

/**
 * Checks a contract, and makes the copy that clients accept, which cannot be changed.
 *
 * @throws ContractError with all that is wrong
 */
export function defineProvider<T extends string, O extends string>(
  contract: ProviderContract<T, O>,
): ProviderContract<T, O> {
  validateContract(contract);
  return trustContract<T, O>(JSON.parse(JSON.stringify(contract)));
}
