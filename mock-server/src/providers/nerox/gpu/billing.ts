import type { BillingSettings } from '../../../settings.ts';

/** One calendar month, UTC, in epoch milliseconds; `endMs` is no part of it. */
export interface Period {
  startMs: number;
  endMs: number;
}

export function periodOf(atMs: number): Period {
  const at = new Date(atMs);
  const month = (n: number): number => Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + n);
  return { startMs: month(0), endMs: month(1) };
}

/** What an account has used in a period. */
export interface Used extends Period {
  usedMs: number;
  includedMs: number;
  overageUsd: number;
}

/** Adds up bills, to the millisecond, by account and by the month in which the jobs ended. */
export class Ledger {
  readonly #settings: BillingSettings;
  readonly #usedMs = new Map<string, number>();
  #billedMs = 0;

  constructor(settings: BillingSettings) {
    this.#settings = settings;
  }

  /** The sum of all bills of all accounts. */
  get billedMs(): number {
    return this.#billedMs;
  }

  bill(account: string, endedMs: number, ms: number): void {
    const key = keyOf(account, endedMs);
    this.#usedMs.set(key, (this.#usedMs.get(key) ?? 0) + ms);
    this.#billedMs += ms;
  }

  used(account: string, tier: string, nowMs: number): Used {
    const usedMs = this.#usedMs.get(keyOf(account, nowMs)) ?? 0;
    const includedMs = (this.#settings.included[tier] ?? 0) * 1_000;
    const overMs = Math.max(0, usedMs - includedMs);
    // Rounded to millionths: 0.05 USD a second times whole milliseconds has no more digits, but a binary fraction has.
    const overageUsd = Math.round(overMs * this.#settings.overageUsd * 1_000) / 1e6;
    return { ...periodOf(nowMs), usedMs, includedMs, overageUsd };
  }
}

const keyOf = (account: string, atMs: number): string => JSON.stringify([account, periodOf(atMs).startMs]);
