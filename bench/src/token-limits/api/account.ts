import type { Call } from '../load.ts';
import type { Charges, Limits } from '../plan.ts';
import { TokenBucket } from './token-bucket.ts';

const units = ['requests', 'tokens'] as const;
export type Unit = (typeof units)[number];

/** What the API decided of a request. */
export type Decision = { admitted: true; charged: number } | { admitted: false; lacking: Unit[]; retryAfterS: number };

/** What the API says of its limits, by header. */
export type LimitHeaders = Record<string, string>;

/** One key's limits. A call takes one request, and its tokens: those that it is charged when it comes, and the rest later. */
export class Account {
  readonly #limits: Limits;
  readonly #charges: Charges;
  readonly #buckets: Record<Unit, TokenBucket>;

  constructor(limits: Limits, charges: Charges, nowMs: number) {
    this.#limits = limits;
    this.#charges = charges;
    this.#buckets = {
      requests: new TokenBucket(limits.requests, nowMs),
      tokens: new TokenBucket(limits.tokens, nowMs),
    };
  }

  /** Admits a call if there is room in both buckets, and takes what it is charged. A refusal takes nothing. */
  arrive(call: Pick<Call, 'estimate' | 'actual'>, nowMs: number): Decision {
    const costs = { requests: 1, tokens: call[this.#charges] };
    const waits = units.map((unit) => this.#buckets[unit].untilMs(costs[unit], nowMs));
    const longestMs = Math.max(...waits);
    if (longestMs > 0) {
      const lacking = units.filter((_, at) => Number(waits[at]) > 0);
      return { admitted: false, lacking, retryAfterS: Math.ceil(longestMs / 1_000) };
    }
    for (const unit of units) this.#buckets[unit].take(costs[unit], nowMs);
    return { admitted: true, charged: costs.tokens };
  }

  /** Takes what a call has taken beyond what it was charged, or gives it back. */
  settle({ actual }: Pick<Call, 'actual'>, charged: number, nowMs: number): void {
    this.#buckets.tokens.take(actual - charged, nowMs);
  }

  level(unit: Unit, nowMs: number): number {
    return this.#buckets[unit].level(nowMs);
  }

  headers(nowMs: number): LimitHeaders {
    return Object.fromEntries(
      units.flatMap((unit) => {
        const { amount } = this.#limits[unit];
        return [
          [`x-ratelimit-limit-${unit}`, String(amount)],
          [`x-ratelimit-remaining-${unit}`, String(Math.max(0, Math.floor(this.level(unit, nowMs))))],
          // Until the bucket is full again.
          [`x-ratelimit-reset-${unit}`, `${(this.#buckets[unit].untilMs(amount, nowMs) / 1_000).toFixed(3)}s`],
        ];
      }),
    );
  }
}
