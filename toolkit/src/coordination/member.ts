import type { PermitLimiter } from '../policies/rate/permit-limiter.ts';
import type { Clock } from '../time/clock.ts';
import { uniqueId } from '../time/ids.ts';
import { BucketPool } from './bucket-pool.ts';
import { CeilingPool, ceilingName } from './ceiling-pool.ts';
import type {
  AccountMember,
  AccountOptions,
  SharedCeiling,
  SharedCeilingOptions,
  SharedFloor,
  SharedRateOptions,
} from './coordinator.ts';
import { ExchangeSchedule } from './exchange-schedule.ts';
import { FloorPool } from './floor-pool.ts';
import { MemberCount } from './member-count.ts';
import type { PoolHost, SharePool } from './pool.ts';
import { PoolEntry } from './pool-entry.ts';
import type { Broadcast, ExchangeReply, ExchangeRequest, PoolReply, PoolRequest } from './protocol.ts';
import { RatePool } from './rate-pool.ts';
import { ShareLease } from './share-lease.ts';
import { SharedPauses } from './shared-pauses.ts';
import type { Store } from './store.ts';
import { codeOf, StoreHealth } from './store-health.ts';

/** How often a store that does not answer is asked again. */
const RETRY_MS = 250;
/** While there are other members, the store is told this often what is held and wanted, even if leases last longer. */
const LONGEST_SILENCE_MS = 1_000;
/** A longer lease lasts as long as the process: it needs no renewal, and no timer that keeps the process alive. */
const LONGEST_RENEWED_MS = 86_400_000;
/** The longest pause that counts, unless the options say otherwise. */
const MAX_PAUSE_MS = 3_600_000;
/** How many members to assume until the store has answered, so that a member takes only its fair share. */
const EXPECTED_MEMBERS = 10;

export interface MemberOptions extends Pick<AccountOptions, 'clock' | 'random' | 'maxPauseMs' | 'onEvent'> {
  /** How many members to assume until the store has said. Default 10. */
  expectedMembers?: number;
  /** For tests, since the order of the names decides who gets the remainder. Default: a unique one. */
  id?: string;
}

/**
 * A client's part of an account: it renews what it holds, asks for more when more is wanted, gives back what others
 * lack, and goes on with its fair share while the store does not answer.
 */
export class Member implements AccountMember {
  readonly #store: Store;
  readonly #account: string;
  readonly #id: string;
  readonly #clock: Clock;
  readonly #maxPauseMs: number;
  readonly #host: PoolHost;
  readonly #entries = new Map<string, PoolEntry>();
  readonly #count: MemberCount;
  readonly #schedule: ExchangeSchedule;
  readonly #lease: ShareLease;
  readonly #pauses: SharedPauses;
  readonly #health: StoreHealth;
  readonly #unsubscribe: () => void;
  readonly #ready: Promise<void>;
  #becomeReady: () => void = () => {};
  #underWay: Promise<void> | undefined;
  #left: Promise<void> | undefined;

  constructor(store: Store, account: string, options: MemberOptions) {
    const { clock, random, onEvent, maxPauseMs = MAX_PAUSE_MS, expectedMembers = EXPECTED_MEMBERS, id } = options;
    const { leaseMs, timeoutMs } = store;
    this.#store = store;
    this.#account = account;
    this.#clock = clock;
    this.#maxPauseMs = maxPauseMs;
    this.#id = id ?? uniqueId(random);
    this.#ready = new Promise((resolve) => {
      this.#becomeReady = resolve;
    });
    const count = new MemberCount(clock, leaseMs, expectedMembers);
    this.#count = count;
    const exchange = (): void => void this.#exchange(false);
    this.#schedule = new ExchangeSchedule({ clock, random, leaseMs, count, exchange });
    this.#lease = new ShareLease({ clock, leaseMs, timeoutMs, count, entries: this.#entries });
    this.#pauses = new SharedPauses(clock, maxPauseMs);
    this.#health = new StoreHealth(store.name, onEvent);
    const onShort: PoolHost['onShort'] = ({ name }) => this.#entries.get(name)?.askForMore();
    this.#host = { clock, members: () => this.members, usable: this.#lease.usable, onShort };
    this.#unsubscribe = store.subscribe(
      account,
      (broadcast) => this.#hear(broadcast),
      (code) => (code === undefined ? this.#health.works('broadcasts') : this.#health.fails('broadcasts', code)),
    );
  }

  get members(): number {
    return this.#count.atMost;
  }

  rate(partition: string, options: SharedRateOptions): PermitLimiter {
    const name = `rate:${partition}`;
    const known = this.#entries.get(name)?.pool as RatePool | BucketPool | undefined;
    if (known !== undefined) return known;
    const { refillPerSecond = null } = options;
    if (refillPerSecond === null) return this.#add(new RatePool(name, options, this.#host));
    return this.#add(new BucketPool(name, refillPerSecond, options, this.#host));
  }

  forget(partition: string): void {
    for (const name of [`rate:${partition}`, ceilingName(partition)]) {
      this.#entries.get(name)?.dispose();
      this.#entries.delete(name);
    }
  }

  ceiling(options: SharedCeilingOptions): SharedCeiling {
    return this.#add(new CeilingPool(options, this.#host));
  }

  retryFloor(options: { floorPerWindow: number; windowMs: number }): SharedFloor {
    return this.#add(new FloorPool(options, this.#host));
  }

  pause(partition: string, forMs: number): void {
    this.#pauses.add(partition, forMs);
    this.#store.publish(this.#account, { from: this.#id, partition, forMs });
    this.#schedule.now();
  }

  onPause(listener: (partition: string, forMs: number) => void): void {
    this.#pauses.onPause(listener);
  }

  async ready(): Promise<void> {
    this.#schedule.now();
    await this.#ready;
  }

  leave(): Promise<void> {
    this.#left ??= this.#leave();
    return this.#left;
  }

  async #leave(): Promise<void> {
    this.#schedule.stop();
    this.#lease.end();
    this.#unsubscribe();
    await this.#underWay;
    const told = this.#lease.renewed ? this.#exchange(true) : undefined;
    for (const { pool } of this.#entries.values()) pool.revoke();
    await told;
    for (const entry of this.#entries.values()) entry.dispose();
    this.#becomeReady();
  }

  #add<P extends SharePool>(pool: P): P {
    this.#entries.set(pool.name, new PoolEntry(pool, this.#clock, this.#schedule));
    const pools = [...this.#entries.values()].map((entry) => entry.pool).filter((each) => !(each instanceof FloorPool));
    this.#schedule.patient = pools.length > 0 && pools.every(({ canWait }) => canWait);
    this.#schedule.now();
    return pool;
  }

  #hear(broadcast: Broadcast): void {
    if (broadcast.from === this.#id || this.#schedule.stopped) return;
    if ('partition' in broadcast) {
      this.#pauses.hear(broadcast.partition, broadcast.forMs, this.#clock.now());
      return;
    }
    this.#count.announce(broadcast.members);
    const entries = broadcast.pools.flatMap((name) => this.#entries.get(name) ?? []);
    if (!entries.some((entry) => entry.concerns(this.#count.members))) return;
    if (entries.some((entry) => entry.lacksMuch(this.#count.members))) this.#schedule.urgently();
    else this.#schedule.soon();
  }

  async #exchange(leaves: boolean): Promise<void> {
    if (this.#underWay !== undefined) {
      this.#schedule.at(this.#clock.now() + 1);
      return;
    }
    this.#underWay = this.#step(leaves);
    await this.#underWay;
    this.#underWay = undefined;
  }

  async #step(leaves: boolean): Promise<void> {
    const sentAtMs = this.#clock.now();
    this.#schedule.begin(sentAtMs);
    const request = this.#request(sentAtMs, leaves);
    let reply: ExchangeReply;
    try {
      reply = await this.#store.exchange(this.#account, request);
    } catch (error) {
      this.#health.roundTrip(this.#clock.now() - sentAtMs, false);
      this.#fail(error, sentAtMs, request.lapsed);
      return;
    }
    this.#health.roundTrip(this.#clock.now() - sentAtMs, true);
    if (!leaves) this.#succeed(reply, sentAtMs);
  }

  #request(now: number, leaves: boolean): ExchangeRequest {
    // After its lease the member has no right to what it holds. It says so, or a store that lost its state would
    // believe it.
    const lapsed = this.#lease.renewed && !this.#lease.holds(now);
    const pools: Record<string, PoolRequest> = {};
    for (const [name, entry] of this.#entries) pools[name] = entry.request(now, leaves);
    const pauses = this.#pauses.toPassOn(now);
    const { leaseMs } = this.#store;
    return { member: this.#id, leaseMs, pools, pauses, maxPauseMs: this.#maxPauseMs, lapsed, leaves };
  }

  #succeed(reply: ExchangeReply, sentAtMs: number): void {
    const { members, pools, pauses } = reply;
    const recovering = [...this.#entries.values()].some(({ pool }) => isRecovering(pool, pools[pool.name]));
    this.#count.update(reply, sentAtMs, recovering);
    this.#lease.renew(sentAtMs);
    this.#health.works('exchange');
    for (const [name, entry] of this.#entries) {
      const poolReply = pools[name];
      if (poolReply !== undefined) entry.take(poolReply);
    }
    for (const [partition, leftMs] of Object.entries(pauses)) this.#pauses.hear(partition, leftMs, sentAtMs);
    if (!recovering) this.#becomeReady();
    const silenceMs = Math.min(this.#store.leaseMs / 3, members > 1 ? LONGEST_SILENCE_MS : Number.POSITIVE_INFINITY);
    if (silenceMs <= LONGEST_RENEWED_MS) this.#schedule.at(sentAtMs + silenceMs);
  }

  #fail(error: unknown, sentAtMs: number, lapsed: boolean): void {
    if (this.#lease.stoodStillSince(sentAtMs)) {
      // This process stood still, not the store.
      this.#schedule.now();
      return;
    }
    if (lapsed) {
      // It gets a fair share again once the others have shrunk to theirs.
      this.#lease.lapse(sentAtMs);
      for (const entry of this.#entries.values()) entry.lose();
    }
    this.#lease.missAnswer();
    this.#health.fails('exchange', codeOf(error));
    for (const { pool } of this.#entries.values()) pool.wake();
    this.#becomeReady();
    this.#schedule.at(this.#clock.now() + RETRY_MS);
  }
}

/** The retry floor does not count: a first call needs no retry, and the floor's window is long. */
function isRecovering(pool: SharePool, reply: PoolReply | undefined): boolean {
  return !(pool instanceof FloorPool) && (reply?.recovering ?? true);
}
