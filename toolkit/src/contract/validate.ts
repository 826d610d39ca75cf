import * as v from 'valibot';
import type { ProviderContract } from './contract.ts';
import { ContractError } from './contract-error.ts';
import { crossReferences } from './cross-references.ts';
import { contractSchema } from './schema/contract.ts';
import { describeIssue } from './schema/describe-issue.ts';
import { unsupported } from './unsupported.ts';

/**
 * Refuses a contract that a client, the mock server, a load test or a rule could not obey. A contract from a file has
 * no types to protect it.
 *
 * @throws ContractError with all that is wrong
 */
export function validateContract(contract: unknown): asserts contract is ProviderContract {
  const problems = problemsOf(contract);
  if (problems.length > 0) throw new ContractError(problems);
}

/** All that is wrong with a contract, each with its field, the value and the remedy. */
export function problemsOf(contract: unknown): readonly string[] {
  const parsed = v.safeParse(contractSchema, contract);
  if (!parsed.success) return parsed.issues.map(describeIssue);
  const checked = contract as ProviderContract;
  const problems = crossReferences(checked);
  return problems.length > 0 ? problems : unsupported(checked);
}
