import { createHash } from 'node:crypto';
import { requireInteger } from '../../errors/errors.ts';
import type { AccountMember, AccountOptions, Coordinator } from '../coordinator.ts';
import { Member } from '../member.ts';
import type { RedisLocation } from './connection.ts';
import { LEASE_MS, RedisStore } from './store.ts';

export type { RedisLocation } from './connection.ts';

export interface RedisCoordinatorOptions {
  /** A `redis://` or `rediss://` URL, or a client of ioredis, whose options connections of our own take over. */
  redis: RedisLocation;
  /** No call waits longer than this for an answer of Redis, in milliseconds. Default 500. */
  timeoutMs?: number;
  /**
   * How many processes share a key: each starts with so large a part of it where Redis has never answered. Default 10.
   */
  expectedProcesses?: number;
}

/**
 * What a process held that was killed is in use again after this at the latest, in milliseconds, for a window of one
 * second: its lease, the time that a request may be on its way, and the window.
 */
export const SHARE_LIFETIME_MS = LEASE_MS + 1_000 + 1_003;

/**
 * Shares the limits of API keys between all processes on one Redis. It may be made before Redis is there.
 *
 * @throws OptionError if an option cannot be used
 */
export function createRedisCoordinator(options: RedisCoordinatorOptions): Coordinator {
  const timeoutMs = requireInteger('timeoutMs', options.timeoutMs ?? 500, 1, 10_000);
  const expectedMembers = requireInteger('expectedProcesses', options.expectedProcesses ?? 10, 1);
  const store = new RedisStore(options.redis, { timeoutMs });
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

/** Processes with another protocol share with those of their own. */
const PROTOCOL = 2;

/** Keys of one account share their hash tag, so that a cluster keeps them together; the API key stays here. */
function accountName({ provider, key }: AccountOptions): string {
  return `evk${PROTOCOL}:${provider}:${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
}
