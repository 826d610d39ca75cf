import type { PermitLimiter } from '../policies/rate/permit-limiter.ts';
import type { Cancel, Clock } from '../time/clock.ts';
import { CeilingPool } from './ceiling-pool.ts';
import type {
  AccountMember,
  AccountOptions,
  CoordinationEvent,
  SharedCeiling,
  SharedCeilingOptions,
  SharedFloor,
  SharedRateOptions,
} from './coordinator.ts';
import {
  type ExchangeReply,
  type ExchangeRequest,
  MISSED_LEASES,
  type PoolReply,
  type PoolRequest,
} from './exchange.ts';
import { FloorPool } from './floor-pool.ts';
import type { Ground, SharePool } from './pool.ts';
import { RatePool } from './rate-pool.ts';
import type { News, Store } from './store.ts';

/** While a store does not answer it is asked again so often. */
const RETRY_MS = 250;
/** Exchanges beyond the renewals are at least so far apart. */
const PACE_MS = 50;
/** All members together make no more of those than one a pace for long; each so many at once, as demand changes. */
const EXTRAS_AT_ONCE = 4;
/** Who is later than this stood still. */
const STANDSTILL_MS = 1_000;
/** While others are there, they are told so often what is held and wanted, also where leases last. */
const LONGEST_SILENCE_MS = 1_000;
/** Leases that end with the process need no renewal, and no timer that keeps it alive. */
const LONGEST_RENEWED_MS = 86_400_000;
/** As the longest hints are, where nobody says otherwise. */
const MAX_PAUSE_MS = 3_600_000;
/** So many lanes are known to be paused at most, whoever tells of more. */
const MOST_PAUSES = 1_000;
/** What a process may take that has never reached the store, where nobody knows how many there are. */
const EXPECTED_MEMBERS = 10;

/** What the last exchange said of a pool. */
interface Known {
  readonly pool: SharePool;
  want: number;
  reply: PoolReply | undefined;
  /** Given up, and to be told with the next exchange: when each is free, by the own clock. */
  readyAtMs: number[];
  /** Set while it is watched for what lies idle. */
  stopWatching: Cancel | undefined;
}

/**
 * A client's part of an account: it renews what it holds, asks for more when
 * more is wanted, gives back what others lack, and goes on with its fair share
 * where the store does not answer.
 */
export class Member implements AccountMember {
  readonly #store: Store;
  readonly #account: string;
  readonly #id: string;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #tell: (event: CoordinationEvent) => void;
  readonly #maxPauseMs: number;
  readonly #ground: Ground;
  readonly #pools = new Map<string, Known>();
  readonly #listeners: ((lane: string, forMs: number) => void)[] = [];
  /** Pauses, until when by the own clock. Only those that this client was told are passed on: else none would end. */
  readonly #pauses = new Map<string, { untilMs: number; own: boolean }>();
  readonly #unsubscribe: () => void;
  readonly #ready: Promise<void>;
  #becomeReady: () => void = () => {};
  /** What is held is good until then, by the own clock. */
  #leaseUntilMs = Number.NEGATIVE_INFINITY;
  #reached = false;
  #members = EXPECTED_MEMBERS;
  /** How many more there may be, who stand still. */
  #missed = 0;
  /** How many there were by the last news: one may have joined, and the store be gone before it is asked again. */
  #heardOf = { members: 0, atMs: Number.NEGATIVE_INFINITY };
  /** How many there were before the store had to learn of them again; as many as are expected, until it has said. */
  #knewOf = { members: EXPECTED_MEMBERS, untilMs: Number.POSITIVE_INFINITY };
  /** Why the store is no use, or less than it might be: the last code of its exchanges, and of its news. */
  readonly #troubles = new Map<'exchange' | 'news', string>();
  #keepsFairShare = false;
  /** When the store's silence was last seen, by a process that was awake. */
  #silentAtMs = Number.NEGATIVE_INFINITY;
  #exchangedAtMs = Number.NEGATIVE_INFINITY;
  /** When the exchanges beyond the renewals are paid for. */
  #paidAtMs = Number.NEGATIVE_INFINITY;
  #underWay: Promise<void> | undefined;
  #timer: { dueAtMs: number; cancel: Cancel } | undefined;
  #left: Promise<void> | undefined;

  constructor(store: Store, account: string, options: MemberOptions) {
    const { clock, random, onEvent, maxPauseMs = MAX_PAUSE_MS, expectedMembers, id } = options;
    this.#store = store;
    this.#account = account;
    this.#clock = clock;
    this.#random = random;
    this.#tell = onEvent;
    this.#maxPauseMs = maxPauseMs;
    this.#members = expectedMembers ?? EXPECTED_MEMBERS;
    this.#knewOf.members = this.#members;
    this.#id = id ?? uniqueId(random);
    this.#ready = new Promise((resolve) => {
      this.#becomeReady = resolve;
    });
    this.#ground = { clock, usable: () => this.#usable(), onShort: (pool) => this.#short(pool) };
    this.#unsubscribe = store.subscribe(
      account,
      (news) => this.#hear(news),
      (code) => this.#setTrouble('news', code),
    );
  }

  rate(lane: string, options: SharedRateOptions): PermitLimiter {
    const name = `rate:${lane}`;
    const known = this.#pools.get(name)?.pool as RatePool | undefined;
    return known ?? this.#add(new RatePool(name, options, this.#ground));
  }

  ceiling(options: SharedCeilingOptions): SharedCeiling {
    return this.#add(new CeilingPool(options, this.#ground));
  }

  retryFloor(options: { floorPerWindow: number; windowMs: number }): SharedFloor {
    return this.#add(new FloorPool(options, this.#ground));
  }

  pause(lane: string, forMs: number): void {
    this.#pauses.set(lane, { untilMs: this.#clock.now() + forMs, own: true });
    this.#store.publish(this.#account, { from: this.#id, lane, forMs });
    this.#soon(0);
  }

  onPause(listener: (lane: string, forMs: number) => void): void {
    this.#listeners.push(listener);
  }

  async ready(): Promise<void> {
    this.#soon(0);
    await this.#ready;
  }

  leave(): Promise<void> {
    this.#left ??= this.#leave();
    return this.#left;
  }

  async #leave(): Promise<void> {
    this.#stopTimer();
    this.#unsubscribe();
    await this.#underWay;
    const told = this.#reached ? this.#exchange(true) : undefined;
    // Also what was taken and not sent is nobody's any more.
    for (const { pool } of this.#pools.values()) pool.revoke();
    await told;
    this.#stopTimer();
    for (const { pool, stopWatching } of this.#pools.values()) {
      stopWatching?.();
      pool.dispose();
    }
    this.#becomeReady();
  }

  #add<P extends SharePool>(pool: P): P {
    this.#pools.set(pool.name, { pool, want: 0, reply: undefined, readyAtMs: [], stopWatching: undefined });
    this.#soon(0);
    return pool;
  }

  /** The lease holds; or the store was silent just now, as seen by a process that was awake. */
  #usable(): boolean {
    if (this.#left === undefined) return this.#seeToShares();
    return this.#clock.now() < this.#leaseUntilMs;
  }

  /** @returns whether what is held is this member's still, which after the lease is its fair share at most */
  #seeToShares(): boolean {
    const now = this.#clock.now();
    if (now < this.#leaseUntilMs) return true;
    if (!this.#troubles.has('exchange') || this.#stoodStillSince(this.#silentAtMs)) return false;
    this.#keepFairShare(now);
    return true;
  }

  /** Whether more time has passed than an exchange and the wait for the next one take. */
  #stoodStillSince(sinceMs: number): boolean {
    return this.#clock.now() - sinceMs > this.#store.timeoutMs + STANDSTILL_MS;
  }

  /** More is wanted than is held. The store is asked unless it has said already that there is no more. */
  #short(pool: SharePool): void {
    const known = this.#pools.get(pool.name);
    if (known === undefined) return;
    const { reply, want } = known;
    const toldSo = reply !== undefined && (reply.target < want || pool.want <= want);
    if (!toldSo) this.#soon(PACE_MS);
  }

  #hear(news: News): void {
    if (news.from === this.#id || this.#left !== undefined) return;
    if ('lane' in news) {
      this.#hearPause(news.lane, news.forMs, this.#clock.now());
      return;
    }
    this.#heardOf = { members: Math.max(this.#heardOf.members, news.members), atMs: this.#clock.now() };
    const concerns = news.pools.some((name) => {
      const known = this.#pools.get(name);
      if (known === undefined) return false;
      // Whoever believed to be alone has all, and hears of nobody by a renewal.
      if (this.#members < 2) return true;
      const { held, idle, want, total } = known.pool;
      return want > held || idle > 0 || held > Math.floor(total / this.#members);
    });
    if (!concerns) return;
    // What moves a tenth of all is worth a trip sooner than those that are paid for.
    const lacksMuch = news.pools.some((name) => {
      const pool = this.#pools.get(name)?.pool;
      return pool !== undefined && pool.want - pool.held > pool.total / 10;
    });
    if (lacksMuch) this.#arm(Math.max(this.#clock.now() + this.#random() * 10, this.#exchangedAtMs + 6 * PACE_MS));
    else this.#soon(PACE_MS);
  }

  /** @param saidAtMs when it was said, at the earliest */
  #hearPause(lane: string, saidForMs: number, saidAtMs: number): void {
    const forMs = Math.min(saidForMs, this.#maxPauseMs);
    if (!this.#pauses.has(lane) && this.#pauses.size >= MOST_PAUSES) return;
    // The same pause comes by several ways, each a little later.
    if (saidAtMs + forMs <= (this.#pauses.get(lane)?.untilMs ?? 0) + PACE_MS) return;
    this.#pauses.set(lane, { untilMs: this.#clock.now() + forMs, own: false });
    for (const listener of this.#listeners) listener(lane, forMs);
  }

  /** Sees to an exchange soon, but not sooner than `paceMs` after the one before. */
  #soon(paceMs: number): void {
    if (paceMs === 0) this.#arm(this.#clock.now());
    else this.#arm(Math.max(this.#clock.now() + this.#random() * 10, this.#pacedAtMs()));
  }

  /** When there may be another exchange beyond the renewals: many members have less time each. */
  #pacedAtMs(): number {
    const inAdvanceMs = (EXTRAS_AT_ONCE - 1) * PACE_MS * this.#members;
    return Math.max(this.#exchangedAtMs + PACE_MS, this.#paidAtMs - inAdvanceMs);
  }

  #pay(now: number): void {
    if (now < this.#exchangedAtMs + this.#store.leaseMs / 3) {
      this.#paidAtMs = Math.max(this.#paidAtMs, now) + PACE_MS * this.#members;
    }
    this.#exchangedAtMs = now;
  }

  #arm(dueAtMs: number): void {
    if (this.#left !== undefined || (this.#timer !== undefined && this.#timer.dueAtMs <= dueAtMs)) return;
    this.#stopTimer();
    const cancel = this.#clock.setTimeout(() => {
      this.#timer = undefined;
      void this.#exchange(false);
    }, dueAtMs - this.#clock.now());
    this.#timer = { dueAtMs, cancel };
  }

  #stopTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  async #exchange(leaves: boolean): Promise<void> {
    if (this.#underWay !== undefined) {
      this.#arm(this.#clock.now() + 1);
      return;
    }
    this.#underWay = this.#step(leaves);
    await this.#underWay;
    this.#underWay = undefined;
  }

  async #step(leaves: boolean): Promise<void> {
    const sentAtMs = this.#clock.now();
    this.#pay(sentAtMs);
    const request = this.#request(sentAtMs, leaves);
    let reply: ExchangeReply;
    try {
      reply = await this.#store.exchange(this.#account, request);
    } catch (error) {
      this.#tellTrip(sentAtMs, false);
      this.#failed(error, sentAtMs, request.lapsed);
      return;
    }
    this.#tellTrip(sentAtMs, true);
    if (!leaves) this.#succeeded(reply, sentAtMs);
  }

  #request(now: number, leaves: boolean): ExchangeRequest {
    const pools: Record<string, PoolRequest> = {};
    // What it has no right to any more is not to be told as held: a store that has lost its state would believe it.
    const lapsed = this.#reached && !this.#seeToShares();
    for (const known of this.#pools.values()) {
      const { pool } = known;
      if (leaves) this.#giveUp(known, pool.held);
      known.want = leaves ? 0 : pool.want;
      const released = known.readyAtMs.map((at) => Math.max(0, at - now));
      // Whether this request arrives or not: what was given up is not ours any more.
      known.readyAtMs = [];
      const { name, total, cycleMs, held } = pool;
      pools[name] = { total, cycleMs, held, want: known.want, released, epoch: known.reply?.epoch ?? 0 };
    }
    const pauses: Record<string, number> = {};
    for (const [lane, { untilMs, own }] of this.#pauses) {
      if (untilMs <= now) this.#pauses.delete(lane);
      else if (own) pauses[lane] = untilMs - now;
    }
    const { leaseMs } = this.#store;
    return { member: this.#id, leaseMs, pools, pauses, maxPauseMs: this.#maxPauseMs, lapsed, leaves };
  }

  #succeeded({ members, missed, pools, pauses }: ExchangeReply, sentAtMs: number): void {
    const recovering = [...this.#pools.values()].some(({ pool }) => this.#recovers(pool, pools[pool.name]));
    this.#remember(recovering);
    this.#members = members;
    this.#missed = missed;
    this.#reached = true;
    if (sentAtMs > this.#heardOf.atMs) this.#heardOf.members = 0;
    // By the time of sending: the store's lease ends later.
    this.#leaseUntilMs = sentAtMs + this.#store.leaseMs;
    this.#setTrouble('exchange', undefined);
    for (const known of this.#pools.values()) {
      const reply = pools[known.pool.name];
      if (reply !== undefined) this.#take(known, reply);
    }
    for (const [lane, leftMs] of Object.entries(pauses)) this.#hearPause(lane, leftMs, sentAtMs);
    if (!recovering) this.#becomeReady();
    const silenceMs = Math.min(this.#store.leaseMs / 3, members > 1 ? LONGEST_SILENCE_MS : Number.POSITIVE_INFINITY);
    if (silenceMs <= LONGEST_RENEWED_MS) this.#arm(sentAtMs + silenceMs);
  }

  /** A store that is learning does not know of all who are there, and never of one that stands still. */
  #remember(recovering: boolean): void {
    const isExpected = this.#knewOf.untilMs === Number.POSITIVE_INFINITY;
    if (isExpected && !recovering) this.#knewOf.untilMs = Number.NEGATIVE_INFINITY;
    if (isExpected || !recovering) return;
    this.#knewOf = { members: this.#atMost, untilMs: this.#clock.now() + MISSED_LEASES * this.#store.leaseMs };
  }

  /** A first call needs no retry, and the floor's window is long. */
  #recovers(pool: SharePool, reply: PoolReply | undefined): boolean {
    return !(pool instanceof FloorPool) && (reply?.recovering ?? true);
  }

  #take(known: Known, reply: PoolReply): void {
    const { pool } = known;
    known.reply = reply;
    if (reply.revoked) {
      pool.revoke();
      known.readyAtMs = [];
    }
    pool.grant(reply.granted);
    this.#handOn(known, reply);
    pool.wake();
  }

  /** Gives up what others lack, or could use. */
  #handOn(known: Known, reply: PoolReply): void {
    const { pool } = known;
    const above = pool.held - reply.target;
    if (reply.lacking > 0 && above > 0) {
      const asked = Math.min(above, Math.max(reply.lacking, pool.idle));
      this.#giveUp(known, asked);
      // The rest is on its way, and is given when it has come back.
      this.#soon(known.readyAtMs.length === asked ? 0 : PACE_MS);
      return;
    }
    this.#offerIdle(known);
  }

  /** Others could use what lies idle here, so it is looked after more often than leases are renewed. */
  #offerIdle(known: Known): void {
    const { pool, reply } = known;
    known.stopWatching?.();
    known.stopWatching = undefined;
    if (this.#left !== undefined || reply === undefined || reply.wanted === 0) return;
    const paced = this.#clock.now() >= this.#pacedAtMs();
    const unused = pool.idle - reserve(pool.want);
    const above = pool.held - reply.target;
    if (pool.want === 0 && pool.held > 0) {
      // Nobody calls here any more, which happens seldom: it is not put off.
      this.#giveUp(known, Math.min(pool.held, Math.max(above, reply.wanted)));
      this.#soon(0);
    } else if (paced && above > 0 && unused > 0) {
      this.#giveUp(known, Math.min(above, unused));
      this.#soon(0);
    } else if (paced && unused > 0 && pool.want < known.want) {
      // The store does not know yet that less is wanted here.
      this.#soon(0);
    } else if (pool.held > 0) {
      known.stopWatching = this.#clock.setTimeout(() => this.#offerIdle(known), PACE_MS);
    }
  }

  #giveUp({ pool, readyAtMs }: Known, count: number): void {
    const now = this.#clock.now();
    for (const readyInMs of pool.surrender(count)) readyAtMs.push(now + readyInMs);
  }

  #failed(error: unknown, sentAtMs: number, lapsed: boolean): void {
    const now = this.#clock.now();
    if (this.#stoodStillSince(sentAtMs)) {
      // It was this process that stood still, and not the store.
      this.#soon(0);
      return;
    }
    if (lapsed) this.#beginAgain(sentAtMs);
    this.#silentAtMs = now;
    this.#setTrouble('exchange', codeOf(error));
    for (const { pool } of this.#pools.values()) pool.wake();
    this.#becomeReady();
    this.#arm(now + RETRY_MS);
  }

  /** Its lease ended while it stood still, and what it held may be others'. It has a fair share once they have shrunk. */
  #beginAgain(now: number): void {
    this.#leaseUntilMs = now;
    for (const known of this.#pools.values()) {
      known.readyAtMs = [];
      known.pool.revoke();
    }
  }

  /**
   * After the lease, what is above the fair share may be given to others at any time. What is below it may be taken only
   * when all others must have shrunk to theirs.
   */
  #keepFairShare(now: number): void {
    // A pool that changes asks again whether it may be used.
    if (this.#keepsFairShare) return;
    this.#keepsFairShare = true;
    for (const { pool } of this.#pools.values()) {
      const fair = Math.max(1, Math.floor(pool.total / this.#atMost));
      const others = this.#reached ? this.#leaseUntilMs + this.#store.leaseMs + pool.cycleMs : now;
      if (pool.held > fair) pool.surrender(pool.held - fair);
      else if (pool.held < fair && now >= others) pool.grant(new Array<number>(fair - pool.held).fill(0));
    }
    this.#keepsFairShare = false;
  }

  /** How many members there may be. */
  get #atMost(): number {
    const { members, untilMs } = this.#knewOf;
    const knew = this.#clock.now() < untilMs ? members : 0;
    return Math.max(knew, Math.max(this.#members, this.#heardOf.members) + this.#missed);
  }

  #setTrouble(of: 'exchange' | 'news', code: string | undefined): void {
    const wasDegraded = this.#troubles.size > 0;
    if (code === undefined) this.#troubles.delete(of);
    else this.#troubles.set(of, code);
    const degraded = this.#troubles.size > 0;
    if (degraded === wasDegraded) return;
    this.#tell({ type: 'coordination-degraded', store: this.#store.name, degraded, reason: code ?? '' });
  }

  #tellTrip(sentAtMs: number, ok: boolean): void {
    const durationMs = this.#clock.now() - sentAtMs;
    this.#tell({ type: 'store-round-trip', store: this.#store.name, durationMs, ok });
  }
}

export interface MemberOptions extends Pick<AccountOptions, 'clock' | 'random' | 'maxPauseMs' | 'onEvent'> {
  /** How many members there are, as long as the store has not said. Default 10. */
  expectedMembers?: number;
  /** For tests: who gets what does not divide goes by the names. Default: one that nobody else has. */
  id?: string;
}

/** What is kept for a demand that varies: about two standard deviations of a Poisson process. */
function reserve(want: number): number {
  return Math.ceil(2 * Math.sqrt(want));
}

function uniqueId(random: () => number): string {
  return globalThis.crypto?.randomUUID?.() ?? Math.floor(random() * 2 ** 52).toString(36);
}

/** No message: it may hold an address. */
function codeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown';
}
