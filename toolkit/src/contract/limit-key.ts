import { OptionError } from '../errors/errors.ts';
import type { ClientSettings, OperationSettings } from './settings.ts';

type Params = Readonly<Record<string, string>>;

/**
 * Which limits a call stands under: the partition that the API counts and blocks together, and the upstream behind it.
 */
export interface LimitKey {
  /** The name of what is counted and blocked together; empty if everything is. */
  partition: string;
  /** The name of its circuit. */
  upstream: string;
  /** What it takes of the window; 0 where no window counts it. */
  cost: number;
  /** Whether it takes a slot. */
  takesSlot: boolean;
}

const DEFAULT_UPSTREAM = 'default';
const UNCOUNTED = 'uncounted';

/** The names of a contract's circuits: its networks, or the one that stands for all. */
export const upstreamsOf = (networks: readonly string[] = []): readonly string[] =>
  networks.length === 0 ? [DEFAULT_UPSTREAM] : networks;

/**
 * The limit key of a call, by what the API counts apart.
 *
 * @throws OptionError for a network that the contract does not have
 */
export function limitKeyOf(
  { networks, window }: Pick<ClientSettings, 'networks' | 'window'>,
  { path, group, cost, takesSlot }: Pick<OperationSettings, 'path' | 'group' | 'cost' | 'takesSlot'>,
  { network }: Params,
): LimitKey {
  const reached = path.includes('{network}') ? network : undefined;
  if (reached !== undefined && !networks.includes(reached)) {
    throw new OptionError('network', `give one of ${networks.join(', ')}.`, reached);
  }
  const parts = [window?.perNetwork ? reached : undefined, window?.perGroup ? group : undefined];
  // Calls that a window does not count are not blocked with those that it counts.
  const partition = window !== null && cost === 0 ? UNCOUNTED : parts.filter((part) => part !== undefined).join('/');
  return { partition, upstream: reached ?? DEFAULT_UPSTREAM, cost, takesSlot };
}
