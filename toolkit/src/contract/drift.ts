import type { ProviderContract } from './contract.ts';
import { ratesOf } from './limit.ts';

/** The name by which it is told that answers contradict a limit's amount. */
export const driftOf = (limit: string): string => `limits/${limit}/amount`;

/** All that answers can contradict. */
export const driftsOf = ({ tiers }: Pick<ProviderContract, 'tiers'>): string[] => [
  ...new Set(Object.values(tiers).flatMap((tier) => ratesOf(tier).map(({ name }) => driftOf(name)))),
];
