import type { Cancel, Clock, Random } from '../time/clock.ts';
import type { MemberCount } from './member-count.ts';

/** The least time before an exchange that is not a renewal. */
export const PACE_MS = 50;
/**
 * In the long run, all members together make one such exchange a pace; when demand changes, each may make this many at
 * once.
 */
const EXTRAS_AT_ONCE = 4;
/** Where all that is shared can wait, each member makes fewer at once, and in the long run one in so long. */
const PATIENT_EXTRAS_AT_ONCE = 2;
const PATIENT_PACE_MS = 5_000;
/** Exchanges that are due at once are spread over this time, so that members do not all ask at the same instant. */
const SPREAD_MS = 10;
/** An exchange that will move many tokens does not wait for the pace, but only for this long after the last one. */
const URGENT_MS = 6 * PACE_MS;

export interface ExchangeScheduleOptions {
  clock: Clock;
  random: Random;
  leaseMs: number;
  count: MemberCount;
  exchange: () => void;
}

/** Decides when a member exchanges with the store next: one timer, for the earliest reason. */
export class ExchangeSchedule {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #leaseMs: number;
  readonly #count: MemberCount;
  readonly #exchange: () => void;
  #exchangedAtMs = Number.NEGATIVE_INFINITY;
  /** Until when the exchanges beyond the renewals have used up the pace. */
  #paidAtMs = Number.NEGATIVE_INFINITY;
  #timer: { dueAtMs: number; cancel: Cancel } | undefined;
  #stopped = false;
  /** Whether nothing is lost while tokens wait for the next renewal. */
  patient = false;

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

  /** How many share the account, as the store said last. */
  get members(): number {
    return this.#count.members;
  }

  /** Whether the pace allows an exchange beyond the renewals now. */
  get paced(): boolean {
    return this.#clock.now() >= this.#pacedAtMs();
  }

  now(): void {
    this.at(this.#clock.now());
  }

  /** Exchanges as soon as the pace allows. */
  soon(): void {
    this.at(Math.max(this.#spread(), this.#pacedAtMs()));
  }

  /** Exchanges sooner than the pace allows, as many tokens are to move. */
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

  /** Notes that an exchange begins; it uses up the pace unless it is a renewal. */
  begin(nowMs: number): void {
    if (nowMs < this.#exchangedAtMs + this.#leaseMs / 3) {
      this.#paidAtMs = Math.max(this.#paidAtMs, nowMs) + this.#paceMs;
    }
    this.#exchangedAtMs = nowMs;
  }

  /** Stops for good. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #spread(): number {
    return this.#clock.now() + this.#random() * SPREAD_MS;
  }

  get #paceMs(): number {
    const paceMs = PACE_MS * this.#count.members;
    return this.patient ? Math.max(PATIENT_PACE_MS, paceMs) : paceMs;
  }

  /** The earliest time that the pace allows: the more members there are, the fewer such exchanges each may make. */
  #pacedAtMs(): number {
    const inAdvanceMs = ((this.patient ? PATIENT_EXTRAS_AT_ONCE : EXTRAS_AT_ONCE) - 1) * this.#paceMs;
    return Math.max(this.#exchangedAtMs + PACE_MS, this.#paidAtMs - inAdvanceMs);
  }
}
