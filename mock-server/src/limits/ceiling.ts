import type { CeilingSettings } from '../settings.ts';

/** What may be in flight at once. Without settings it counts and refuses nothing. */
export class Ceiling {
  readonly #max: number;
  #inFlight = 0;
  /** What a refusal tells the client to wait. */
  readonly retryAfterMs: number;

  constructor(settings: Pick<CeilingSettings, 'max' | 'retryAfterMs'> | null) {
    this.#max = settings?.max ?? Number.POSITIVE_INFINITY;
    this.retryAfterMs = settings?.retryAfterMs ?? 0;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** @param cap holds where the ceiling's own maximum is not lower */
  isFull(cap = Number.POSITIVE_INFINITY): boolean {
    return this.#inFlight >= Math.min(this.#max, cap);
  }

  take(): void {
    this.#inFlight += 1;
  }

  giveBack(): void {
    this.#inFlight -= 1;
  }
}
