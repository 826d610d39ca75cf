import type { Cancel, Clock } from '../time/clock.ts';
import { type ExchangeSchedule, PACE_MS } from './exchange-schedule.ts';
import type { SharePool } from './pool.ts';
import type { PoolReply, PoolRequest } from './protocol.ts';

/** One pool of a member: what the store was told of it and said last, and what is to be given back. */
export class PoolEntry {
  readonly pool: SharePool;
  readonly #clock: Clock;
  readonly #schedule: ExchangeSchedule;
  /** As the store was told. */
  #want = 0;
  #reply: PoolReply | undefined;
  /** Given up, and to be told with the next exchange: when each is free, by the own clock. */
  #readyAtMs: number[] = [];
  /** Set while it is watched for what lies idle. */
  #stopWatching: Cancel | undefined;

  constructor(pool: SharePool, clock: Clock, schedule: ExchangeSchedule) {
    this.pool = pool;
    this.#clock = clock;
    this.#schedule = schedule;
  }

  /** What to tell the store. */
  request(nowMs: number, leaves: boolean): PoolRequest {
    if (leaves) this.#giveUp(this.pool.held);
    this.#want = leaves ? 0 : this.pool.want;
    const released = this.#readyAtMs.map((at) => Math.max(0, at - nowMs));
    // Whether this request arrives or not: what was given up is not ours any more.
    this.#readyAtMs = [];
    const { total, cycleMs, held } = this.pool;
    return { total, cycleMs, held, want: this.#want, released, epoch: this.#reply?.epoch ?? 0 };
  }

  take(reply: PoolReply): void {
    this.#reply = reply;
    if (reply.revoked) this.lose();
    this.pool.grant(reply.granted);
    this.#handOn(reply);
    this.pool.wake();
  }

  /** All that it held is others'. */
  lose(): void {
    this.pool.revoke();
    this.#readyAtMs = [];
  }

  /** More is wanted than is held. The store is asked unless it has said already that there is no more. */
  askForMore(): void {
    const told = this.#reply !== undefined && (this.#reply.target < this.#want || this.pool.want <= this.#want);
    if (!told) this.#schedule.soon();
  }

  /** Whether this member is to hear of others that lack some, who are so many with it. */
  concerns(members: number): boolean {
    // Whoever believed to be alone has all, and hears of nobody by a renewal.
    if (members < 2) return true;
    const { held, spare, want, total } = this.pool;
    return want > held || spare > 0 || held > Math.floor(total / members);
  }

  /** Whether it lacks a tenth of all. */
  get lacksMuch(): boolean {
    const { held, want, total } = this.pool;
    return want - held > total / 10;
  }

  dispose(): void {
    this.#stopWatching?.();
    this.pool.dispose();
  }

  /** Gives up what others lack, or could use. */
  #handOn(reply: PoolReply): void {
    const { held, spare } = this.pool;
    const above = held - reply.target;
    if (reply.lacking === 0 || above <= 0) {
      this.#offerIdle();
      return;
    }
    const asked = Math.min(above, Math.max(reply.lacking, spare));
    this.#giveUp(asked);
    // The rest is on its way, and is given when it has come back.
    if (this.#readyAtMs.length === asked) this.#schedule.now();
    else this.#schedule.soon();
  }

  /** Others could use what lies idle here, so it is looked after more often than leases are renewed. */
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
      // Nobody calls here any more, which happens seldom: it is not put off.
      this.#giveUp(Math.min(held, Math.max(above, reply.wanted)));
      this.#schedule.now();
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
    for (const readyInMs of this.pool.surrender(count)) this.#readyAtMs.push(now + readyInMs);
  }
}

/** What is kept for a demand that varies: about two standard deviations of a Poisson process. */
function reserve(want: number): number {
  return Math.ceil(2 * Math.sqrt(want));
}
