import type { Waiting } from '../call-scope.ts';
import type { Clock } from '../clock.ts';
import { EvenkeelError, requireInteger } from '../errors.ts';
import { StandalonePolicy } from './standalone.ts';
import { Waiters } from './waiters.ts';

export interface BulkheadOptions {
  /** In flight at once; at least 1. */
  limit: number;
  /** Calls that may wait for a slot; beyond it they are refused. Default 1,000. */
  maxQueued?: number;
  clock?: Clock;
}

/** Caps what is in flight; those above the limit wait in order of arrival, and nobody overtakes them. */
export class Bulkhead extends StandalonePolicy {
  readonly limit: number;
  readonly #maxQueued: number;
  readonly #waiters = new Waiters();
  #inFlight = 0;

  /** @throws OptionError if `limit` or `maxQueued` is not a whole number in its range */
  constructor(options: BulkheadOptions) {
    super(options.clock);
    this.limit = requireInteger('limit', options.limit, 1);
    this.#maxQueued = requireInteger('maxQueued', options.maxQueued ?? 1_000, 0);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get queued(): number {
    return this.#waiters.size;
  }

  /** Takes a slot if one is free and nobody waits for it. */
  tryAcquire(): boolean {
    if (this.#inFlight >= this.limit || this.#waiters.size > 0) return false;
    this.#inFlight += 1;
    return true;
  }

  /**
   * Waits for a slot; whoever gets one owes a {@link release}.
   *
   * @throws EvenkeelError `EVK_BULKHEAD_FULL` at once if the queue is full
   */
  async acquire(call: Waiting): Promise<void> {
    if (this.tryAcquire()) return;
    if (this.#waiters.size >= this.#maxQueued) {
      throw new EvenkeelError(
        'EVK_BULKHEAD_FULL',
        `${this.#inFlight} calls are in flight and ${this.#waiters.size} wait.`,
      );
    }
    // The slot is handed over by release(), which leaves the count as it is.
    await this.#waiters.join(call);
  }

  release(): void {
    if (!this.#waiters.releaseFirst()) this.#inFlight -= 1;
  }

  protected async guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T> {
    await this.acquire(call);
    try {
      if (call.ended !== undefined) throw call.ended;
      return await fn();
    } finally {
      this.release();
    }
  }
}
