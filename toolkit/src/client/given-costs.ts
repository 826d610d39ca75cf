import type { Call } from '../call/call.ts';
import { OptionError } from '../errors/errors.ts';

/**
 * Replaces what its operation says that a call costs.
 *
 * @throws OptionError for a cost that is no number of at least 0, or in a unit of which its operation costs nothing
 */
export function setCosts(call: Call<unknown>, given: Readonly<Record<string, number>>): void {
  const { key, costs, operation } = call;
  const estimated = key.rates.filter((rate) => rate.estimated !== undefined).map(({ limit }) => limit.unit);
  for (const [unit, amount] of Object.entries(given)) {
    if (!Number.isFinite(amount) || amount < 0) {
      throw new OptionError(`cost.${unit}`, 'give a number of at least 0.', amount);
    }
    // Requests are made, whether a limit counts them or not.
    if (unit === 'requests' || estimated.includes(unit)) continue;
    const known = estimated.length === 0 ? 'no limit counts it' : `limits count ${[...new Set(estimated)].join(', ')}`;
    throw new OptionError(`cost.${unit}`, `leave it out: of ${operation}, ${known}.`, amount);
  }
  call.costs = costs && {
    ...costs,
    estimates() {
      const own = costs.estimates();
      return key.rates.map(({ limit, cost, estimated }, at) => {
        const amount = estimated && given[limit.unit];
        return amount === undefined ? (own?.[at] ?? cost) : Math.ceil(amount);
      });
    },
  };
}
