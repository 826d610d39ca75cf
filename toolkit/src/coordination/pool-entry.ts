import { takeLumps } from '../policies/rate/lump-lists.ts';
import { addLump, amountOf, type Lump } from '../policies/rate/token-ledger.ts';
import type { Cancel, Clock } from '../time/clock.ts';
import { type ExchangeSchedule, PACE_MS } from './exchange-schedule.ts';
import type { SharePool } from './pool.ts';
import type { PoolReply, PoolRequest } from './protocol.ts';

/** One pool of a member, with what the store was told and said of it last, and what is to be given back. */
export class PoolEntry {
  readonly pool: SharePool;
  readonly #clock: Clock;
  readonly #schedule: ExchangeSchedule;
  /** What is wanted, as the store was last told. */
  #want = 0;
  #reply: PoolReply | undefined;
  /** The tokens to give back with the next exchange: when they are free, by this process's clock. */
  #offered: Lump[] = [];
  /** When those are free that were dropped while the store did not answer: a token that takes their place rests as long. */
  #dropped: Lump[] = [];
  /** Set while a timer looks for idle tokens. */
  #stopWatching: Cancel | undefined;

  constructor(pool: SharePool, clock: Clock, schedule: ExchangeSchedule) {
    this.pool = pool;
    this.#clock = clock;
    this.#schedule = schedule;
  }

  /** This pool's part of the next request. */
  request(nowMs: number, leaves: boolean): PoolRequest {
    if (leaves) this.#giveUp(this.pool.held);
    this.#want = leaves ? 0 : this.pool.want;
    const released = untilFree(this.#offered, nowMs);
    // Whether or not this request arrives, what was given up is no longer ours.
    this.#drop(this.#offered.splice(0));
    const { total, cycleMs, held, next } = this.pool;
    const { cost, turn } = next;
    return {
      total,
      cycleMs,
      held,
      want: this.#want,
      needs: leaves || turn === 0 ? 0 : cost,
      turn,
      released,
      epoch: this.#reply?.epoch ?? 0,
    };
  }

  take(reply: PoolReply): void {
    this.#reply = reply;
    if (reply.revoked) this.lose();
    this.pool.grant(reply.granted);
    this.#handOn(reply);
    this.pool.wake();
  }

  /** Drops all that it held: others have it now. */
  lose(): void {
    this.pool.revoke();
    this.#offered = [];
  }

  /**
   * For a member whose lease has ended while the store does not answer: it keeps its fair share at most, of what it holds
   * and what it is about to give back.
   *
   * @param members among how many the total is divided
   * @param mayGrow whether all others must have shrunk to their fair shares, so that it may have the whole of its own
   */
  keepFairShare(members: number, mayGrow: boolean): void {
    const now = this.#clock.now();
    const fair = Math.max(1, Math.floor(this.pool.total / members));
    if (this.pool.held > fair) this.#drop(shifted(this.pool.surrender(this.pool.held - fair), now));
    const most = Math.max(0, fair - this.pool.held);
    const kept = takeLumps(this.#offered, most);
    this.#drop(this.#offered.splice(0));
    if (!mayGrow || most === 0) {
      this.#offered = kept;
      return;
    }
    const lacking = most - amountOf(kept);
    // Of those that were dropped, the ones that rest longest.
    const others = takeLumps(this.#dropped, amountOf(this.#dropped) - lacking);
    const resting = this.#dropped;
    this.#dropped = others;
    const idle: Lump = [now, lacking - amountOf(resting)];
    this.pool.grant(untilFree([...kept, ...resting, idle], now));
  }

  #drop(tokens: readonly Lump[]): void {
    const now = this.#clock.now();
    this.#dropped = this.#dropped.filter(([atMs]) => atMs > now);
    for (const [atMs, amount] of tokens) if (atMs > now) addLump(this.#dropped, atMs, amount);
  }

  /** Called when more is wanted than is held. Asks the store, unless it has said already that there is no more. */
  askForMore(): void {
    const told = this.#reply !== undefined && (this.#reply.target < this.#want || this.pool.want <= this.#want);
    if (!told) this.#schedule.soon();
  }

  /** Whether this member should exchange when others lack tokens. `members` counts all, this one included. */
  concerns(members: number): boolean {
    // A member that believes it is alone may hold everything, and no renewal may ever tell it of others.
    if (members < 2) return true;
    const { held, spare, want, total, canWait = false } = this.pool;
    // Who has its part of what can wait gets nothing by asking.
    const lacks = (canWait ? Math.min(want, this.#reply?.target ?? 0) : want) > held;
    return lacks || spare > 0 || held > (canWait ? Math.ceil : Math.floor)(total / members);
  }

  /** Whether it lacks more than a tenth of the total, or of what can wait more than half of its equal part. */
  lacksMuch(members: number): boolean {
    const { held, want, total, canWait = false } = this.pool;
    return canWait ? Math.min(want, total / members) - held > total / members / 2 : want - held > total / 10;
  }

  dispose(): void {
    this.#stopWatching?.();
    this.pool.dispose();
  }

  /** Gives up what others lack or could use. */
  #handOn(reply: PoolReply): void {
    const { held, spare } = this.pool;
    const above = held - reply.target;
    if (reply.lacking === 0 || above <= 0) {
      this.#offerIdle();
      return;
    }
    const asked = Math.min(above, Math.max(reply.lacking, spare));
    this.#giveUp(asked);
    // A little of what can wait goes with the next renewal.
    if (this.pool.canWait === true && asked < this.pool.total / this.#schedule.members / 10) return;
    // The rest is in use, and is given up when it comes back.
    if (amountOf(this.#offered) === asked) this.#schedule.now();
    else this.#schedule.soon();
  }

  /** Others could use what lies idle here, so it is checked more often than leases are renewed. */
  #offerIdle(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    const reply = this.#reply;
    if (this.#schedule.stopped || reply === undefined || reply.wanted === 0) return;
    const { paced } = this.#schedule;
    const { held, spare, want } = this.pool;
    const unused = spare - reserve(want);
    const above = held - reply.target;
    if (want === 0 && held > 0) {
      // Nobody calls here any more. That is rare, so it does not wait for the pace; but what can wait does not hurry.
      this.#giveUp(Math.min(held, Math.max(above, reply.wanted)));
      if (this.pool.canWait !== true) this.#schedule.now();
    } else if (paced && above > 0 && unused > 0) {
      this.#giveUp(Math.min(above, unused));
      this.#schedule.now();
    } else if (paced && unused > 0 && want < this.#want) {
      // The store does not know yet that less is wanted here.
      this.#schedule.now();
    } else if (held > 0) {
      this.#stopWatching = this.#clock.setTimeout(() => this.#offerIdle(), PACE_MS);
    }
  }

  #giveUp(count: number): void {
    const now = this.#clock.now();
    this.#offered.push(...shifted(this.pool.surrender(count), now));
  }
}

/** The same amounts, counted from another time. */
const shifted = (lumps: readonly Lump[], byMs: number): Lump[] => lumps.map(([atMs, amount]) => [atMs + byMs, amount]);

/** From when on tokens are free, in milliseconds from now. */
const untilFree = (tokens: readonly Lump[], nowMs: number): Lump[] =>
  tokens.flatMap(([atMs, amount]): Lump[] => (amount > 0 ? [[Math.max(0, atMs - nowMs), amount]] : []));

/** How much to keep for a demand that varies: about two standard deviations of a Poisson process. */
function reserve(want: number): number {
  return Math.ceil(2 * Math.sqrt(want));
}
