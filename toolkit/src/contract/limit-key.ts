import { OptionError } from '../errors/errors.ts';
import type { Cost, EstimatedCost } from './cost.ts';
import type { ClientSettings, OperationSettings, RateSettings } from './settings.ts';

type Params = Readonly<Record<string, string>>;

/**
 * Which limits a call stands under: the partition that the API counts and blocks together, and the upstream behind it.
 */
export interface LimitKey {
  /** The name of what is counted and blocked together; empty if everything is. */
  partition: string;
  /** The name of its circuit. */
  upstream: string;
  /** The limits over time that count it. */
  rates: readonly CountedBy[];
  /** Whether it takes a slot. */
  takesSlot: boolean;
}

/** A limit over time that counts a call. */
export interface CountedBy {
  limit: RateSettings;
  /** The name of what the limit counts together. */
  partition: string;
  /** What the call takes of it; 0 where each call's own is estimated. */
  cost: number;
  estimated?: EstimatedCost;
}

/** Whether it is a limit over time that the contract tells: neither a budget of the app's own, nor learnt. */
export const isOfApi = ({ own, learnt, inFlight }: Pick<RateSettings, 'own' | 'learnt' | 'inFlight'>): boolean =>
  own !== true && !learnt && inFlight !== true;

type Splitting = Pick<RateSettings, 'splits' | 'learnt'>;

/** Whether no contract tells what it counts apart, and answers may. */
export const isLearntWhole = ({ splits, learnt }: Splitting): boolean => learnt && splits === undefined;

/** Whether it may count calls apart by what each says. */
export const mayBeSplit = (limit: Splitting): boolean => isLearntWhole(limit) || (limit.splits?.length ?? 0) > 0;

const DEFAULT_UPSTREAM = 'default';
const UNCOUNTED = 'uncounted';

/** The names of a contract's circuits: its networks, or the one that stands for all. */
export const upstreamsOf = (networks: readonly string[] = []): readonly string[] =>
  networks.length === 0 ? [DEFAULT_UPSTREAM] : networks;

/** Names what a limit counts a call apart by, beside network and group. */
export type NameParts = (limit: RateSettings) => readonly string[];

/** The name by which a limit's own partition is known. */
export const limiterNameOf = ({ limit: { name }, partition }: Pick<CountedBy, 'limit' | 'partition'>): string =>
  partition === '' ? name : `${name}/${partition}`;

/**
 * The limit key of a call, by what the API counts apart.
 *
 * @param partsOf for a call of limits whose scope has more than credential, network and group
 * @throws OptionError for a network that the contract does not have
 */
export function limitKeyOf(
  { networks, rates }: Pick<ClientSettings, 'networks' | 'rates'>,
  { path, group, costs, takesSlot }: Pick<OperationSettings, 'path' | 'group' | 'costs' | 'takesSlot'>,
  { network }: Params,
  partsOf?: NameParts,
): LimitKey {
  const reached = path.includes('{network}') ? network : undefined;
  if (reached !== undefined && !networks.includes(reached)) {
    throw new OptionError('network', `give one of ${networks.join(', ')}.`, reached);
  }
  const costOf = ({ unit, inFlight }: RateSettings): Cost => (inFlight ? 1 : (costs[unit] ?? 0));
  const counting = rates.filter((limit) => costOf(limit) !== 0);
  const nameOf = (perNetwork: boolean, perGroup: boolean, parts: readonly string[] = []): string =>
    [perNetwork ? reached : undefined, perGroup ? group : undefined, ...parts]
      .filter((part) => part !== undefined)
      .join('/');
  // What one limit counts apart is blocked apart. Calls that no limit counts are not blocked with those that one counts.
  const counted = counting.filter(isOfApi);
  const partition =
    rates.some(isOfApi) && counted.length === 0
      ? UNCOUNTED
      : nameOf(
          counted.some(({ perNetwork }) => perNetwork),
          counted.some(({ perGroup }) => perGroup),
          partsOf && [...new Set(counting.filter(({ inFlight }) => !inFlight).flatMap(partsOf))],
        );
  return {
    partition,
    upstream: reached ?? DEFAULT_UPSTREAM,
    rates: counting.map((limit) => {
      const cost = costOf(limit);
      const named = { limit, partition: nameOf(limit.perNetwork, limit.perGroup, partsOf?.(limit)) };
      return typeof cost === 'number' ? { ...named, cost } : { ...named, cost: 0, estimated: cost };
    }),
    takesSlot,
  };
}
