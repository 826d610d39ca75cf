import type { FakeClock } from '../testing/index.ts';
import type { Cancel, Clock } from '../time/clock.ts';
import { type AccountState, newAccount } from './account-state.ts';
import { exchange } from './exchange.ts';
import type { Broadcast, ExchangeReply, ExchangeRequest } from './protocol.ts';
import type { Store } from './store.ts';

/** A store whose trips take time. It can be away, lose all that it knows, or lose replies. */
export class RemoteStore implements Store {
  readonly name = 'redis';
  readonly clock: FakeClock;
  readonly leaseMs: number;
  readonly timeoutMs: number;
  away = false;
  trips = 0;
  /** How many of the next replies do not arrive. */
  repliesToLose = 0;
  /** Whether a member's first reply may be lost. */
  losesFirst = true;
  /** Everything that was published. */
  readonly published: Broadcast[] = [];
  tripMs = 1;
  /** When the store started, in milliseconds of the clock: everything granted since then is known to it. */
  #startedMs = Number.NEGATIVE_INFINITY;
  #state: AccountState | undefined;
  readonly #answered = new Set<string>();
  readonly #listeners = new Set<(broadcast: Broadcast) => void>();
  readonly #onRefusal = new Set<(code: string | undefined) => void>();

  constructor(clock: FakeClock, { leaseMs = 3_000, timeoutMs = 500 } = {}) {
    this.clock = clock;
    this.leaseMs = leaseMs;
    this.timeoutMs = timeoutMs;
  }

  /** Loses all that it knows, like a store that has just been started. */
  lose(): void {
    this.#state = undefined;
    this.#startedMs = this.clock.now();
  }

  get state(): AccountState | undefined {
    return this.#state;
  }

  async exchange(_account: string, request: ExchangeRequest): Promise<ExchangeReply> {
    this.trips += 1;
    await this.#wait(this.tripMs);
    if (this.away) return this.#noAnswer();
    const now = this.clock.now();
    this.#state ??= newAccount(now, now - this.#startedMs);
    const reply = exchange(this.#state, now, request);
    if (reply.joined || reply.announce.length > 0)
      this.publish('', { from: request.member, pools: reply.announce, members: reply.members });
    if (this.repliesToLose > 0 && (this.losesFirst || this.#answered.has(request.member))) {
      this.repliesToLose -= 1;
      return this.#noAnswer();
    }
    this.#answered.add(request.member);
    await this.#wait(this.tripMs);
    return reply;
  }

  publish(_account: string, broadcast: Broadcast): void {
    this.published.push(broadcast);
    this.clock.setTimeout(() => {
      if (!this.away) for (const hear of this.#listeners) hear(broadcast);
    }, this.tripMs);
  }

  subscribe(
    _account: string,
    hear: (broadcast: Broadcast) => void,
    onRefusal: (code: string | undefined) => void,
  ): () => void {
    this.#listeners.add(hear);
    this.#onRefusal.add(onRefusal);
    return () => this.#listeners.delete(hear);
  }

  /** Tells all that they may not listen, and why; undefined: they may again. */
  refuse(code: string | undefined): void {
    for (const onRefusal of this.#onRefusal) onRefusal(code);
  }

  async #noAnswer(): Promise<never> {
    await this.#wait(this.timeoutMs - this.tripMs);
    throw Object.assign(new Error('connect ECONNREFUSED redis://:secret@host'), { code: 'ECONNREFUSED' });
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.clock.setTimeout(resolve, ms));
  }
}

/** A process with its own clock and its own way to the store. It can stand still. */
export class Process implements Clock {
  readonly store: Store;
  readonly #clock: Clock;
  readonly #late: (() => void)[] = [];
  #frozen = false;
  #dead = false;

  constructor(clock: Clock, store: Store) {
    this.#clock = clock;
    this.store = {
      name: store.name,
      leaseMs: store.leaseMs,
      timeoutMs: store.timeoutMs,
      exchange: (account, request) =>
        new Promise((resolve, reject) => {
          store.exchange(account, request).then(
            (reply) => this.#run(() => resolve(reply)),
            (error) => this.#run(() => reject(error)),
          );
        }),
      publish: (account, broadcast) => store.publish(account, broadcast),
      subscribe: (account, hear, onRefusal) =>
        store.subscribe(
          account,
          (broadcast) => this.#run(() => hear(broadcast)),
          (code) => this.#run(() => onRefusal(code)),
        ),
    };
  }

  get dead(): boolean {
    return this.#dead;
  }

  now(): number {
    return this.#clock.now();
  }

  setTimeout(fn: () => void, delayMs: number): Cancel {
    let cancelled = false;
    const cancel = this.#clock.setTimeout(() => this.#run(() => cancelled || fn()), delayMs);
    return () => {
      cancelled = true;
      cancel();
    };
  }

  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    for (const fn of this.#late.splice(0)) this.#run(fn);
  }

  /** Kills the process: nothing of it runs ever again. */
  kill(): void {
    this.#dead = true;
  }

  #run(fn: () => void): void {
    if (this.#dead) return;
    if (this.#frozen) this.#late.push(fn);
    else fn();
  }
}
