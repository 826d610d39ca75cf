import { type Clock, systemClock } from '../time/clock.ts';
import { type AccountState, newAccount } from './account-state.ts';
import type { AccountMember, AccountOptions, Coordinator } from './coordinator.ts';
import { exchange } from './exchange.ts';
import { Member } from './member.ts';
import type { Broadcast, ExchangeReply, ExchangeRequest } from './protocol.ts';
import type { Store } from './store.ts';

/** Members of one process end together, so their leases need no end. */
const FOR_EVER_MS = 1e12;

interface Account {
  state: AccountState | undefined;
  readonly listeners: Set<(broadcast: Broadcast) => void>;
}

/** The state of all accounts, in this process. */
export class MemoryStore implements Store {
  readonly name = 'memory';
  readonly leaseMs: number;
  readonly timeoutMs: number = 0;
  readonly #now: () => number;
  readonly #accounts = new Map<string, Account>();

  constructor({ leaseMs = FOR_EVER_MS, now = systemClock.now }: { leaseMs?: number; now?: () => number } = {}) {
    this.leaseMs = leaseMs;
    this.#now = now;
  }

  async exchange(name: string, request: ExchangeRequest): Promise<ExchangeReply> {
    const account = this.#account(name);
    const nowMs = this.#now();
    account.state ??= newAccount(nowMs, Number.POSITIVE_INFINITY);
    const reply = exchange(account.state, nowMs, request);
    if (reply.joined || reply.announce.length > 0)
      this.publish(name, { from: request.member, pools: reply.announce, members: reply.members });
    return reply;
  }

  publish(name: string, broadcast: Broadcast): void {
    for (const hear of this.#account(name).listeners) queueMicrotask(() => hear(broadcast));
  }

  subscribe(name: string, hear: (broadcast: Broadcast) => void): () => void {
    const { listeners } = this.#account(name);
    listeners.add(hear);
    return () => listeners.delete(hear);
  }

  #account(name: string): Account {
    const known = this.#accounts.get(name) ?? { state: undefined, listeners: new Set() };
    this.#accounts.set(name, known);
    return known;
  }
}

/** Makes a coordinator that shares a key's limits between the clients of this process that are given it. */
export function createMemoryCoordinator(): Coordinator {
  // All members use the clock of the first.
  let clock: Clock = systemClock;
  const store = new MemoryStore({ now: () => clock.now() });
  const members = new Set<Member>();
  return {
    store: 'memory',
    join: (account: AccountOptions): AccountMember => {
      if (members.size === 0) clock = account.clock;
      // The key itself may name the account here, since it stays in this process.
      const member = new Member(store, `${account.provider} ${account.key}`, account);
      members.add(member);
      return member;
    },
    close: async () => {
      await Promise.all([...members].map((member) => member.leave()));
    },
  };
}
