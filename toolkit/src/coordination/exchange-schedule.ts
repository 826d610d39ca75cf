import type { Cancel, Clock, Random } from '../time/clock.ts';
import type { MemberCount } from './member-count.ts';

/** Exchanges beyond the renewals are at least so far apart. */
export const PACE_MS = 50;
/** All members together make no more of those than one a pace for long; each so many at once, as demand changes. */
const EXTRAS_AT_ONCE = 4;
/** Members that ask sooner than that do not ask at the same instant. */
const SPREAD_MS = 10;
/** What moves much is worth an exchange that is not paid for, but not more often than this. */
const URGENT_MS = 6 * PACE_MS;

export interface ExchangeScheduleOptions {
  clock: Clock;
  random: Random;
  leaseMs: number;
  count: MemberCount;
  exchange: () => void;
}

/** When a member exchanges with the store next: one timer, for the earliest reason. */
export class ExchangeSchedule {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #leaseMs: number;
  readonly #count: MemberCount;
  readonly #exchange: () => void;
  #exchangedAtMs = Number.NEGATIVE_INFINITY;
  /** When the exchanges beyond the renewals are paid for. */
  #paidAtMs = Number.NEGATIVE_INFINITY;
  #timer: { dueAtMs: number; cancel: Cancel } | undefined;
  #stopped = false;

  constructor({ clock, random, leaseMs, count, exchange }: ExchangeScheduleOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#leaseMs = leaseMs;
    this.#count = count;
    this.#exchange = exchange;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Whether there may be one now beyond the renewals. */
  get paced(): boolean {
    return this.#clock.now() >= this.#pacedAtMs();
  }

  now(): void {
    this.at(this.#clock.now());
  }

  /** As soon as the pace allows. */
  soon(): void {
    this.at(Math.max(this.#spread(), this.#pacedAtMs()));
  }

  /** Sooner than the pace allows, for what moves much. */
  urgently(): void {
    this.at(Math.max(this.#spread(), this.#exchangedAtMs + URGENT_MS));
  }

  at(dueAtMs: number): void {
    if (this.#stopped || (this.#timer !== undefined && this.#timer.dueAtMs <= dueAtMs)) return;
    this.#timer?.cancel();
    const cancel = this.#clock.setTimeout(() => {
      this.#timer = undefined;
      this.#exchange();
    }, dueAtMs - this.#clock.now());
    this.#timer = { dueAtMs, cancel };
  }

  /** An exchange begins, and is paid for unless it is a renewal. */
  begin(nowMs: number): void {
    if (nowMs < this.#exchangedAtMs + this.#leaseMs / 3) {
      this.#paidAtMs = Math.max(this.#paidAtMs, nowMs) + PACE_MS * this.#count.members;
    }
    this.#exchangedAtMs = nowMs;
  }

  /** For good. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #spread(): number {
    return this.#clock.now() + this.#random() * SPREAD_MS;
  }

  /** Many members have less time each. */
  #pacedAtMs(): number {
    const inAdvanceMs = (EXTRAS_AT_ONCE - 1) * PACE_MS * this.#count.members;
    return Math.max(this.#exchangedAtMs + PACE_MS, this.#paidAtMs - inAdvanceMs);
  }
}
