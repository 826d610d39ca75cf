import { OptionError, requireInteger } from '../errors/errors.ts';
import { type ProviderContract, wireOperation } from './contract.ts';
import type { RateSettings } from './settings.ts';

/**
 * How much calls may cost over time. What counts is what they are found to have cost, and what those in flight are
 * thought to cost: so it is exceeded by no more than what estimates in flight fall short of. Under a coordinator all
 * processes share it. A call for which nothing is left before its deadline is refused with `EVK_BUDGET_EXCEEDED`, which
 * tells when there is: at once, or under a coordinator once the other processes have been asked, within two seconds.
 */
export interface Budget {
  /** A unit that operations of the contract cost, such as `requests` or `tokens`. */
  unit: string;
  /** A whole number of at least 1. */
  max: number;
  /** In any stretch of so many milliseconds; a whole number of at least 1. */
  periodMs: number;
  /** The value of the label `limit` in metrics. Default `budget`. */
  name?: string;
}

/**
 * A client's budgets, as limits over time.
 *
 * @throws OptionError for one that cannot be kept
 */
export function budgetRates(
  contract: ProviderContract,
  tier: string,
  given: Budget | readonly Budget[] = [],
): RateSettings[] {
  const wires = Object.keys(contract.operations).map((operation) => wireOperation(contract, operation));
  const units = [...new Set(wires.flatMap(({ costs }) => Object.keys(costs).filter((unit) => costs[unit] !== 0)))];
  const names = new Set(contract.tiers[tier]?.limits.map(({ name }) => name));
  return [given].flat().map(({ unit, max, periodMs, name = 'budget' }) => {
    if (!units.includes(unit)) throw new OptionError('budget.unit', `give one of ${units.join(', ')}.`, unit);
    if (names.has(name)) throw new OptionError('budget.name', 'give one that no other limit has.', name);
    names.add(name);
    return {
      ...{ name, unit, own: true as const, learnt: false },
      limit: /* seam: budget-of-the-app */ requireInteger('budget.max', max, 1),
      windowMs: requireInteger('budget.periodMs', periodMs, 1),
      ...{ observable: false, told: false, refusalsAreFree: true },
      ...{ refillPerSecond: null, calendar: null, perNetwork: false, perGroup: false },
    };
  });
}
