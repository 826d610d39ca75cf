/** How a limit counts over time. */
export type Kind = 'first-request' | 'aligned' | 'rolling' | 'bucket' | 'calendar';

export interface ServedLimit {
  kind: Kind;
  amount: number;
  /** Of a bucket, how long it takes to fill; of no meaning for a calendar's. */
  windowMs: number;
}

/** By how much a server's clock may differ. */
export const SKEW_MS = 2_000;
export const DAY_MS = 86_400_000;

const HOUR_MS = 3_600_000;

/** A midnight of a time zone, and how long the day is that it begins: in some, clocks change. All others have 24 hours. */
export interface Midnight {
  readonly zone: string;
  readonly atMs: number;
  readonly dayMs: number;
}

export const midnights: readonly [Midnight, ...Midnight[]] = [
  { zone: 'UTC', atMs: Date.parse('2026-01-02T00:00:00Z'), dayMs: DAY_MS },
  { zone: 'Asia/Kolkata', atMs: Date.parse('2026-01-01T18:30:00Z'), dayMs: DAY_MS },
  { zone: 'America/New_York', atMs: Date.parse('2026-03-08T05:00:00Z'), dayMs: 23 * HOUR_MS },
  { zone: 'America/New_York', atMs: Date.parse('2026-11-01T04:00:00Z'), dayMs: 25 * HOUR_MS },
];

/** When a server takes what a request costs: the estimate at once and the rest with its answer, or the true cost. */
export type Charges = 'estimate, then the rest' | 'all at once' | 'all with the answer';

/** What a request has taken. */
export interface TakenAmount {
  readonly atMs: number;
  cost: number;
}

/** A server's own count of one limit. It refuses nothing: it tells by how much it is exceeded. */
export class ServedCount {
  readonly #limit: ServedLimit;
  readonly #counted: TakenAmount[] = [];
  readonly #midnight: Midnight;
  readonly #skewMs: number;
  #windowSinceMs = Number.NEGATIVE_INFINITY;
  #level: number;
  #levelAtMs = 0;

  /** @param skewMs how far its clock is ahead */
  constructor(limit: ServedLimit, skewMs = 0, midnight = midnights[0]) {
    this.#limit = limit;
    this.#skewMs = skewMs;
    this.#midnight = midnight;
    this.#level = limit.amount;
  }

  count(cost: number, nowMs: number): TakenAmount {
    const counted = { atMs: nowMs, cost };
    const { windowMs, kind } = this.#limit;
    if (kind === 'first-request' && nowMs >= this.#windowSinceMs + windowMs) this.#windowSinceMs = nowMs;
    this.#counted.push(counted);
    this.#fill(nowMs);
    this.#level -= cost;
    return counted;
  }

  /** What was not taken comes back, never above what there is; what was taken beyond is counted now. */
  settle(counted: TakenAmount, cost: number, nowMs: number): void {
    const more = cost - counted.cost;
    this.#fill(nowMs);
    this.#level = Math.min(this.#limit.amount, this.#level - more);
    counted.cost = cost;
  }

  /** What it tells of itself: what is left, and in how many milliseconds all of it is there again. */
  told(nowMs: number): { limit: number; remaining: number; resetMs: number } {
    const { amount: limit, windowMs, kind } = this.#limit;
    const left = -this.overBy(nowMs);
    const sinceMs = kind === 'aligned' ? Math.floor(nowMs / windowMs) * windowMs : this.#windowSinceMs;
    const resetMs = kind === 'bucket' ? ((limit - left) / limit) * windowMs : sinceMs + windowMs - nowMs;
    return { limit, remaining: Math.max(0, Math.floor(left)), resetMs: Math.max(0, resetMs) };
  }

  /** How much is taken beyond the limit; below 0, what is left. */
  overBy(nowMs: number): number {
    const { amount, kind } = this.#limit;
    this.#fill(nowMs);
    return kind === 'bucket' ? -this.#level : this.#usedAt(nowMs) - amount;
  }

  #usedAt(nowMs: number): number {
    const { kind, windowMs } = this.#limit;
    const sinceMs = {
      'first-request': this.#windowSinceMs,
      aligned: Math.floor(nowMs / windowMs) * windowMs,
      // What is as old as the window is not in it.
      rolling: nowMs - windowMs + 1e-9,
      bucket: nowMs,
      calendar: this.#dayOf(nowMs + this.#skewMs) - this.#skewMs,
    }[kind];
    return this.#counted.reduce((sum, { atMs, cost }) => (atMs >= sinceMs ? sum + cost : sum), 0);
  }

  /** When the day began in which its clock shows that time. */
  #dayOf(shownMs: number): number {
    const { atMs, dayMs } = this.#midnight;
    if (shownMs < atMs) return atMs - DAY_MS;
    const nextMs = atMs + dayMs;
    return shownMs < nextMs ? atMs : nextMs + Math.floor((shownMs - nextMs) / DAY_MS) * DAY_MS;
  }

  #fill(nowMs: number): void {
    const { amount, windowMs } = this.#limit;
    this.#level = Math.min(amount, this.#level + ((nowMs - this.#levelAtMs) * amount) / windowMs);
    this.#levelAtMs = nowMs;
  }
}
