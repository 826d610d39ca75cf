import * as v from 'valibot';
import { hintReaders } from '../http/read-hints.ts';
import { limiterMakers } from '../policies/rate/limiters.ts';
import { makeToldLimits } from '../policies/rate/told-limits.ts';
import { budgetRates } from './budget.ts';
import { trustContract } from './checked.ts';
import type { ProviderContract } from './contract.ts';
import { ContractError } from './contract-error.ts';
import type { ProviderDefinition } from './definition.ts';
import { resolveDefinition } from './resolve.ts';
import { definitionShape } from './schema/definition.ts';
import { describeIssue } from './schema/describe-issue.ts';
import { problemsOf } from './validate.ts';

/**
 * Makes the contract of a definition, checks it, and returns what clients accept, which cannot be changed.
 * `JSON.stringify(contract, null, 2)` prints it: all that the definition left to defaults is in it.
 *
 * @throws ContractError with all that is wrong, in the definition's own fields
 */
export function defineProvider<T extends string, O extends string>(
  definition: ProviderDefinition<T, O> | ProviderContract<T, O>,
): ProviderContract<T, O> {
  const shaped = v.safeParse(definitionShape, definition);
  if (!shaped.success) throw new ContractError(shaped.issues.map(describeIssue));
  const contract = resolveDefinition(definition as ProviderDefinition<T, O>);
  const problems = problemsOf(contract).map((problem) => inDefinition(problem, definition));
  if (problems.length > 0) throw new ContractError(problems);
  return trustContract<T, O>(JSON.parse(JSON.stringify(contract)), {
    readers: hintReaders,
    limiters: limiterMakers,
    makeToldLimits,
    budgets: budgetRates,
  });
}

/** Where a field stands in the short form. */
function inDefinition(problem: string, definition: object): string {
  return 'limits' in definition ? problem.replace(/^\/tiers\/default\/limits/, '/limits') : problem;
}
