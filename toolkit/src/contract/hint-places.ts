import { placeOf } from '../http/hint.ts';
import type { ProviderContract } from './contract.ts';

/** Where an API's hints stand, each place once: the names by which a hint that cannot be read is told. */
export const hintPlacesOf = ({ hints }: Pick<ProviderContract, 'hints'>): string[] => [...new Set(hints.map(placeOf))];
