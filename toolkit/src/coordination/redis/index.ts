import { createHash } from 'node:crypto';
import { requireInteger } from '../../errors/errors.ts';
import type { AccountMember, AccountOptions, Coordinator } from '../coordinator.ts';
import { Member } from '../member.ts';
import type { RedisLocation } from './connection.ts';
import { LEASE_MS, RedisStore } from './store.ts';

export type { RedisLocation } from './connection.ts';

export interface RedisCoordinatorOptions {
  /** A `redis://` or `rediss://` URL, or an ioredis client, whose options our own connections take over. */
  redis: RedisLocation;
  /** How long to wait for an answer of Redis, in milliseconds, from 1 to 10,000. Default 500. */
  timeoutMs?: number;
  /**
   * How many processes to assume on a key: until Redis has answered, each uses its fair share by this number. Default
   * 10.
   */
  expectedProcesses?: number;
  /** @internal For tests: of another version of what processes tell each other, as in a rolling deploy. */
  protocol?: number;
}

/**
 * How long it takes at most until others can use what a killed process held, in milliseconds, for a window of one
 * second: its lease, the time that a request may be on its way, and the window.
 */
export const SHARE_LIFETIME_MS = LEASE_MS + 1_000 + 1_003;

/**
 * Makes a coordinator that shares the limits of API keys between all processes on one Redis. Redis need not be up yet.
 *
 * @throws OptionError if an option cannot be used
 */
export function createRedisCoordinator(options: RedisCoordinatorOptions): Coordinator {
  const timeoutMs = requireInteger('timeoutMs', options.timeoutMs ?? 500, 1, 10_000);
  const expectedMembers = requireInteger('expectedProcesses', options.expectedProcesses ?? 10, 1);
  const { redis, protocol } = options;
  const store = new RedisStore(redis, { timeoutMs, ...(protocol === undefined ? {} : { protocol }) });
  const members = new Set<Member>();
  return {
    store: 'redis',
    join: (account: AccountOptions): AccountMember => {
      const member = new Member(store, accountName(account), { ...account, expectedMembers });
      members.add(member);
      return member;
    },
    close: async () => {
      await Promise.all([...members].map((member) => member.leave()));
      store.close();
    },
  };
}

/**
 * An account's name in Redis: it holds a hash of the API key, never the key. It is the hash tag of the account's Redis
 * keys, so that a cluster keeps them together.
 */
function accountName({ provider, key }: AccountOptions): string {
  return `evk:${provider}:${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
}
