import { placeOf } from '../http/hint.ts';
import type { ProviderContract } from './contract.ts';
import { placeOfReport } from './cost.ts';

/**
 * Where an API's hints stand, and what calls have cost, each place once: the names by which it is told what cannot be
 * read or believed.
 */
export const hintPlacesOf = ({ hints, operations }: Pick<ProviderContract, 'hints' | 'operations'>): string[] => {
  const costs = Object.values(operations).flatMap((each) => ('via' in each ? [] : Object.values(each.costs)));
  const reports = costs.flatMap((cost) => (typeof cost === 'object' ? placeOfReport(cost.settled) : []));
  return [...new Set([...hints.map(placeOf), ...reports])];
};
