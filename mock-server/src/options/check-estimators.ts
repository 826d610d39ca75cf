import { builtInEstimators, estimatorOf } from '../costs.ts';
import { rangeError, show, typeError } from '../errors.ts';
import type { MockSettings } from '../settings.ts';

/**
 * @throws TypeError where an estimator is no function
 * @throws RangeError where a contract names one that is neither built in nor given
 */
export function checkEstimators(providers: readonly MockSettings[], given: Readonly<Record<string, unknown>>): void {
  if (typeof given !== 'object' || given === null) {
    throw typeError(`estimators is ${show(given)}: give an object of functions.`);
  }
  const wrong = Object.entries(given).find(([, estimator]) => typeof estimator !== 'function');
  if (wrong !== undefined) throw typeError(`estimators.${wrong[0]} is ${show(wrong[1])}: give a function.`);
  const known = [...builtInEstimators, ...Object.keys(given)];
  for (const { provider, operations } of providers) {
    for (const [name, { ownCosts }] of Object.entries(operations)) {
      const named = (ownCosts ?? []).flatMap(({ estimate, truth }) => [estimatorOf(estimate), estimatorOf(truth)]);
      const missing = named.find((one) => one !== undefined && !known.includes(one));
      if (missing === undefined) continue;
      throw rangeError(
        `estimators lacks ${show(missing)}, by which ${provider} estimates what ${name} costs: give it as a function, or name one of ${known.join(', ')}.`,
      );
    }
  }
}
