import type { CoordinationEvent } from './coordinator.ts';

/** The parts of a store that may fail: the exchanges with it, and the broadcasts among its members. */
type Part = 'exchange' | 'broadcasts';

/** Reports when a store stops working, and when it works again. */
export class StoreHealth {
  readonly #store: string;
  readonly #tell: (event: CoordinationEvent) => void;
  readonly #faults = new Set<Part>();

  constructor(store: string, tell: (event: CoordinationEvent) => void) {
    this.#store = store;
    this.#tell = tell;
  }

  roundTrip(durationMs: number, ok: boolean): void {
    this.#tell({ type: 'store-round-trip', store: this.#store, durationMs, ok });
  }

  works(part: Part): void {
    if (this.#faults.delete(part) && this.#faults.size === 0) this.#tellDegraded(false, '');
  }

  /** @param reason the code of the error */
  fails(part: Part, reason: string): void {
    const known = this.#faults.size > 0;
    this.#faults.add(part);
    if (!known) this.#tellDegraded(true, reason);
  }

  #tellDegraded(degraded: boolean, reason: string): void {
    this.#tell({ type: 'coordination-degraded', store: this.#store, degraded, reason });
  }
}

/** The code or name of an error. Never its message, which may hold an address. */
export function codeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown';
}
