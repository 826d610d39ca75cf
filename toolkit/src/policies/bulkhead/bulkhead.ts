import { EvenkeelError, requireInteger } from '../../errors/errors.ts';
import type { Clock } from '../../time/clock.ts';
import type { Waiting } from '../../time/wait-scope.ts';
import { StandalonePolicy } from '../standalone.ts';
import { PriorityLine } from './priority-queue.ts';

export interface BulkheadOptions {
  /** In flight at once; at least 1. */
  limit: number;
  /** Calls that may wait for a slot; beyond it they are refused. Default 1,000. */
  maxQueued?: number;
  clock?: Clock;
}

/**
 * Caps what is in flight. Those above the limit wait in order of arrival, and
 * nobody overtakes them but by a higher priority: then at most four times in a
 * row, so that a low one is slow but does not starve.
 */
export class Bulkhead extends StandalonePolicy {
  readonly #maxQueued: number;
  readonly #line = new PriorityLine();
  #limit: number;
  #inFlight = 0;

  /** @throws OptionError if `limit` or `maxQueued` is not a whole number in its range */
  constructor(options: BulkheadOptions) {
    super(options.clock);
    this.#limit = requireInteger('limit', options.limit, 1);
    this.#maxQueued = requireInteger('maxQueued', options.maxQueued ?? 1_000, 0);
  }

  get limit(): number {
    return this.#limit;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get queued(): number {
    return this.#line.size;
  }

  /** Takes a slot if one is free and nobody waits for it. */
  tryAcquire(): boolean {
    if (this.#inFlight >= this.#limit || this.#line.size > 0) return false;
    this.#inFlight += 1;
    return true;
  }

  /**
   * Waits for a slot; whoever gets one owes a {@link release}.
   *
   * @param priority a whole number; the higher goes first. Default 0
   * @throws EvenkeelError `EVK_BULKHEAD_FULL` at once if the queue is full
   * @throws OptionError if `priority` is not a whole number
   */
  async acquire(call: Waiting, priority = 0): Promise<void> {
    requireInteger('priority', priority, Number.MIN_SAFE_INTEGER);
    if (this.tryAcquire()) return;
    if (this.#line.size >= /* seam: longest-line */ this.#maxQueued) {
      throw new EvenkeelError(
        'EVK_BULKHEAD_FULL',
        `${this.#inFlight} calls are in flight and ${this.#line.size} wait.`,
      );
    }
    // The slot is handed over by release(), which leaves the count as it is.
    /* seam: slot-in-turn */ await this.#line.join(call, priority);
  }

  release(): void {
    // Above a limit that was lowered the slot is gone.
    const gone = this.#inFlight > /* seam: lower-limit */ this.#limit;
    const handedOver = !gone && /* seam: slot-handed-over */ this.#line.releaseFirst();
    if (!handedOver) this.#inFlight -= 1;
  }

  /**
   * Changes the limit from now on. A higher one admits those who wait at once; under a lower one what is in flight
   * finishes, and nobody is admitted until there is room; under 0 nobody is until it is raised.
   *
   * @throws OptionError if `limit` is not a whole number of at least 0
   */
  setLimit(limit: number): void {
    this.#limit = requireInteger('limit', limit, 0);
    /* seam: higher-limit */ while (this.#inFlight < limit && this.#line.releaseFirst()) this.#inFlight += 1;
  }

  /**
   * The same slots and the same line, for calls of another priority.
   *
   * @param priority a whole number; the higher goes first. `execute` has 0
   * @throws OptionError if `priority` is not a whole number
   */
  withPriority(priority: number): StandalonePolicy {
    return new OfPriority(this, requireInteger('priority', priority, Number.MIN_SAFE_INTEGER), this.clock);
  }

  protected guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T> {
    return holdSlot(this, 0, fn, call);
  }
}

class OfPriority extends StandalonePolicy {
  readonly #bulkhead: Bulkhead;
  readonly #priority: number;

  constructor(bulkhead: Bulkhead, priority: number, clock: Clock) {
    super(clock);
    this.#bulkhead = bulkhead;
    this.#priority = priority;
  }

  protected guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T> {
    return holdSlot(this.#bulkhead, this.#priority, fn, call);
  }
}

async function holdSlot<T>(bulkhead: Bulkhead, priority: number, fn: () => Promise<T>, call: Waiting): Promise<T> {
  await bulkhead.acquire(call, priority);
  try {
    if (call.ended !== undefined) throw call.ended;
    return await /* seam: in-a-slot */ fn();
  } finally {
    bulkhead.release();
  }
}
