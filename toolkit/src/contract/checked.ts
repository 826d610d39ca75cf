import { OptionError } from '../errors/errors.ts';
import type { HintReaders } from '../http/read-hints.ts';
import type { LimiterMakers } from '../policies/rate/limiters.ts';
import type { MakeToldLimits } from '../policies/rate/told-limits.ts';
import type { budgetRates } from './budget.ts';
import type { ProviderContract } from './contract.ts';

/** The code that some contracts need, and others do not. */
export interface ContractParts {
  /** What reads the formats of its hints. */
  readers: HintReaders;
  /** What keeps to its limits over time. */
  limiters: LimiterMakers;
  /** What takes in what its answers say that limits are; absent where they do not. */
  makeToldLimits?: MakeToldLimits;
  /** What makes limits of an app's own budgets; absent where a client takes none. */
  budgets?: typeof budgetRates;
}

/** Marks a contract that was checked. A copy lacks the mark, so a changed contract is checked anew. */
const checked = Symbol.for('evenkeel.checked-contract');

/**
 * Marks a contract as valid without checking it, and freezes it. The contracts that ship with this package are checked
 * by its tests, so an application that uses no others carries no validation, and no parts but theirs.
 *
 * @param parts all that it needs
 */
export function trustContract<T extends string, O extends string>(
  contract: ProviderContract<T, O>,
  parts: ContractParts,
): ProviderContract<T, O> {
  if (!Object.hasOwn(contract, checked)) Object.defineProperty(contract, checked, { value: parts });
  freeze(contract);
  return contract;
}

/**
 * @returns the parts that it needs
 * @throws OptionError for a contract that was not checked
 */
export function requireChecked(contract: ProviderContract & { [checked]?: ContractParts }): ContractParts {
  const parts = Object.hasOwn(contract, checked) ? contract[checked] : undefined;
  if (parts !== undefined) return parts;
  throw new OptionError('contract', 'give what defineProvider() makes of it.');
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}
