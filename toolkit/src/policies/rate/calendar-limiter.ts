import { endOfPeriod } from '../../time/calendar.ts';
import type { Clock } from '../../time/clock.ts';
import type { AttemptPermit, Demand, LimitUse, PermitLimiter } from './permit-limiter.ts';

export interface CalendarPermit extends AttemptPermit {
  cost: number;
  /** The end of the last period in which it may be counted. */
  periodEndsAtMs: number;
  /** Whether it may be counted in the period before, too. */
  carried: boolean;
}

export interface CalendarLimiterOptions {
  limit: number;
  period: 'day' | 'month';
  /** An IANA name. */
  zone: string;
  /** By how much the API's clock may differ from this one. Default 2,000. */
  skewMs?: number;
  clock: Clock;
}

/**
 * A rate limiter for a calendar's period. All of it may be used at once. What may be counted on either side of midnight,
 * since it was on its way then, or the clocks differ, counts on both.
 */
export class CalendarLimiter implements PermitLimiter<CalendarPermit> {
  onRoom: () => void = () => {};
  readonly #period: 'day' | 'month';
  readonly #zone: string;
  readonly #skewMs: number;
  readonly #clock: Clock;
  #limit: number;
  #endsAtMs: number;
  #used = 0;
  /** Requests without an answer, and those answered so late that they may be counted in the next period. */
  readonly #late = new Set<CalendarPermit>();
  #waiting = 0;

  constructor({ limit, period, zone, skewMs = 2_000, clock }: CalendarLimiterOptions) {
    this.#limit = limit;
    this.#period = period;
    this.#zone = zone;
    this.#skewMs = skewMs;
    this.#clock = clock;
    this.#endsAtMs = endOfPeriod(clock.now(), period, zone);
  }

  get capacity(): number {
    return this.#limit;
  }

  /** How long it is until all of it is there again. */
  get renewsInMs(): number {
    return this.#renewsAtMs() - this.#clock.now();
  }

  hasRoom(cost = 1): boolean {
    this.#roll();
    return this.#used + cost <= this.#limit;
  }

  roomAtMs(): number {
    return this.#renewsAtMs();
  }

  refillMs(cost: number): number {
    return (cost / this.#limit) * PERIOD_MS[this.#period];
  }

  demand({ waiting }: Demand): void {
    this.#waiting = waiting;
  }

  send(cost = 1): CalendarPermit {
    this.#roll();
    const permit: CalendarPermit = { cost, periodEndsAtMs: this.#endsAtMs, carried: false };
    this.#used += cost;
    this.#late.add(permit);
    return permit;
  }

  answered(permit: CalendarPermit): void {
    this.#roll();
    if (this.#clock.now() < this.#endsAtMs - this.#skewMs) this.#late.delete(permit);
  }

  settle(permit: CalendarPermit, cost: number): void {
    this.#roll();
    if (permit.periodEndsAtMs === this.#endsAtMs) this.#used += cost - permit.cost;
    permit.cost = cost;
    this.#tell();
  }

  /** What is missing beyond what requests of its own have taken was taken by others. */
  observe({ periodEndsAtMs, carried }: CalendarPermit, remaining: number): void {
    this.#roll();
    // It is not known which period it tells of.
    if (periodEndsAtMs !== this.#endsAtMs || carried) return;
    this.#used = Math.max(this.#used, this.#limit - remaining);
  }

  release(permit: CalendarPermit): void {
    this.answered(permit);
  }

  use(): LimitUse {
    this.#roll();
    return { used: Math.min(this.#used, this.#limit), owed: Math.max(0, this.#used - this.#limit) };
  }

  setLimit(limit: number): void {
    this.#limit = limit;
    this.#tell();
  }

  reset(): void {
    this.#tell();
  }

  #renewsAtMs(): number {
    this.#roll();
    return this.#endsAtMs + this.#skewMs;
  }

  /** Begins the next period, when it has begun by the API's clock, too. */
  #roll(): void {
    const now = this.#clock.now();
    if (now < this.#endsAtMs + this.#skewMs) return;
    const nextEndsAtMs = endOfPeriod(this.#endsAtMs, this.#period, this.#zone);
    this.#endsAtMs = endOfPeriod(now, this.#period, this.#zone);
    this.#used = 0;
    for (const permit of this.#late) {
      // Whole periods may have passed since.
      if (this.#endsAtMs !== nextEndsAtMs) break;
      permit.periodEndsAtMs = this.#endsAtMs;
      permit.carried = true;
      this.#used += permit.cost;
    }
    this.#late.clear();
  }

  #tell(): void {
    if (this.#waiting > 0) this.onRoom();
  }
}

const DAY_MS = 86_400_000;
const PERIOD_MS = { day: DAY_MS, month: 30 * DAY_MS };
