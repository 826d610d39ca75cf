import {
  type CostReport,
  type CostSource,
  type EstimatedCost,
  type Estimator,
  isRate,
  type Operation,
  type ProviderContract,
} from '@evenkeel/toolkit/providers';
import { rangeError, show, unsupported } from './errors.ts';

/** By their names in contracts, beside those that are built in. */
export type Estimators = Readonly<Record<string, Estimator>>;

/** What a request takes of each unit. */
export type Cost = Readonly<Record<string, number>>;

/** Where an answer tells what its call has taken: by a rule of the contract, or where built-in estimators look for it. */
export type ToldIn = CostReport | { usage: 'input_tokens' | 'output_tokens' | 'total_tokens' };

/** A unit of which each call has a cost of its own. */
export interface OwnCost {
  unit: string;
  /** What its admission takes. */
  estimate: CostSource;
  /** What it truly takes; null: what was estimated. */
  truth: CostSource | null;
  /** Null where no answer tells it. */
  toldIn: ToldIn | null;
}

export interface CostSettings {
  /** What an admission takes of a unit, where that is the same for all calls. */
  cost: Cost;
  /** Null where all calls cost the same, and no answer tells it, as in most APIs. */
  ownCosts: readonly OwnCost[] | null;
  /** Whether an admission waits for the body, in which stands what it takes. */
  costsByBody: boolean;
}

/** Where clients look that know no more of an API than how a built-in estimator counts. */
const usages: ReadonlyMap<string | undefined, ToldIn> = new Map([
  ['tokens', { usage: 'total_tokens' }],
  ['input-tokens', { usage: 'input_tokens' }],
  ['output-tokens', { usage: 'output_tokens' }],
]);

/** The estimators that a contract may name without anybody giving them. */
export const builtInEstimators: readonly string[] = ['tokens', 'input-tokens', 'output-tokens'];

/** The name of the estimator that a cost is read by, if it is. */
export const estimatorOf = (source: CostSource | null): string | undefined =>
  typeof source === 'object' && source !== null && 'estimator' in source ? source.estimator : undefined;

/** What the calls of an operation cost. */
export function resolveCosts({ costs, emulate }: Pick<Operation, 'costs' | 'emulate'>): CostSettings {
  const all = Object.entries(costs).map(([unit, cost]): OwnCost => {
    const { estimate, settled }: EstimatedCost = typeof cost === 'number' ? { estimate: cost } : cost;
    const toldIn = settled ?? usages.get(estimatorOf(estimate)) ?? null;
    return { unit, estimate, truth: emulate.costs?.[unit] ?? null, toldIn };
  });
  const own = all.filter(
    ({ estimate, truth, toldIn }) => typeof estimate === 'object' || truth !== null || toldIn !== null,
  );
  const same = all.flatMap(({ unit, estimate }) => (typeof estimate === 'number' ? [[unit, Math.ceil(estimate)]] : []));
  return {
    cost: Object.fromEntries(same),
    ownCosts: own.length === 0 ? null : own,
    costsByBody: same.length < all.length,
  };
}

/** @throws RangeError for costs that a contract may have, and the mock server does not keep */
export function checkCosts({ name, tiers, operations }: ProviderContract): void {
  const limits = Object.values(tiers).flatMap((tier) => tier.limits.filter(isRate));
  for (const [operation, settings] of Object.entries(operations)) {
    if ('via' in settings) continue;
    const at = `The contract ${show(name)}: /operations/${operation}`;
    const { costs, emulate } = settings;
    const stray = Object.keys(emulate.costs ?? {}).find((unit) => !Object.hasOwn(costs, unit));
    if (stray !== undefined) {
      const remedy = `costs has ${Object.keys(costs).join(', ') || 'none'}; give such units only`;
      throw rangeError(`${at}/emulate/costs has the unit ${show(stray)}: ${remedy}.`);
    }
    for (const { unit, estimate, truth } of resolveCosts(settings).ownCosts ?? []) {
      const inStore = limits.find((limit) => limit.unit === unit && limit.counts === 'every-response');
      if (inStore === undefined || (typeof estimate === 'number' && truth === null)) continue;
      throw unsupported(
        `${at}/costs/${unit} is another for each call, and the limit ${show(inStore.name)} counts every response in a store, where nothing is settled: give a number and no emulate.costs, or a limit that counts what is admitted.`,
      );
    }
  }
}
