import { EvenkeelError, requireInteger } from '../../errors/errors.ts';
import type { Clock } from '../../time/clock.ts';
import type { Waiting } from '../../time/wait-scope.ts';
import { StandalonePolicy } from '../standalone.ts';
import { PriorityQueue } from './priority-queue.ts';
import type { SlotCount } from './slot-count.ts';

export interface SlotsOptions {
  /** Calls in flight at once; at least 1. */
  limit: number;
  /** Calls that may wait for a slot; any more are refused. Default 1,000. */
  maxQueued?: number;
  clock?: Clock;
}

/**
 * Slots, and the line of calls that wait for one: first come, first served among calls of one priority. Each kind of
 * bulkhead is built on it, and decides how many slots there are.
 */
export abstract class Slots extends StandalonePolicy {
  readonly #slots: SlotCount;
  readonly #maxQueued: number;
  /** Made when a call waits for the first time. */
  #queue: PriorityQueue | undefined;

  /** @internal @throws OptionError if `maxQueued` is not a whole number of at least 0 */
  constructor(slots: SlotCount, { maxQueued = 1_000, clock }: Omit<SlotsOptions, 'limit'>) {
    super(clock);
    this.#slots = slots;
    this.#maxQueued = requireInteger('maxQueued', maxQueued, 0);
    // Always: the line itself knows whether anybody waits.
    slots.demand({ waiting: 1 });
    slots.onRoom = () => {
      // The slot is taken before its call goes on, so that no newcomer gets it.
      while (slots.hasRoom() && /* seam: slot-handed-over */ this.#queue?.releaseFirst()) slots.take();
    };
  }

  get limit(): number {
    return this.#slots.limit;
  }

  get inFlight(): number {
    return this.#slots.inFlight;
  }

  get queued(): number {
    return this.#queue?.size ?? 0;
  }

  /** Takes a slot if one is free and no call waits for it. */
  tryAcquire(): boolean {
    if (this.queued > 0 || !this.#slots.hasRoom()) return false;
    this.#slots.take();
    return true;
  }

  /**
   * Waits for a slot; the caller then owes a {@link release}.
   *
   * @param priority a whole number; the higher goes first. Default 0
   * @throws EvenkeelError `EVK_BULKHEAD_FULL` at once if the queue is full
   * @throws OptionError if `priority` is not a whole number
   * @internal
   */
  async acquire(call: Waiting, priority = 0): Promise<void> {
    requireInteger('priority', priority, Number.MIN_SAFE_INTEGER);
    if (this.tryAcquire()) return;
    if (this.queued >= /* seam: longest-line */ this.#maxQueued) {
      throw new EvenkeelError('EVK_BULKHEAD_FULL', `${this.inFlight} calls are in flight and ${this.queued} wait.`);
    }
    this.#queue ??= new PriorityQueue();
    /* seam: slot-in-turn */ await this.#queue.join(call, priority);
  }

  release(): void {
    this.#slots.release();
  }

  /**
   * The same slots and the same line, for calls of another priority.
   *
   * @param priority a whole number; the higher goes first. `execute` has 0
   * @throws OptionError if `priority` is not a whole number
   */
  withPriority(priority: number): StandalonePolicy {
    requireInteger('priority', priority, Number.MIN_SAFE_INTEGER);
    return new WithPriority((fn, call) => this.hold(fn, call, priority), this.clock);
  }

  /** @internal */
  protected guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T> {
    return this.hold(fn, call, 0);
  }

  /** @internal Runs `fn` with a slot of its own. */
  protected async hold<T>(fn: () => Promise<T>, call: Waiting, priority: number): Promise<T> {
    await this.acquire(call, priority);
    try {
      if (call.ended !== undefined) throw call.ended;
      return await /* seam: in-a-slot */ fn();
    } finally {
      this.release();
    }
  }
}

type Hold = <T>(fn: () => Promise<T>, call: Waiting) => Promise<T>;

class WithPriority extends StandalonePolicy {
  readonly #hold: Hold;

  constructor(hold: Hold, clock: Clock) {
    super(clock);
    this.#hold = hold;
  }

  /** @internal */
  protected guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T> {
    return this.#hold(fn, call);
  }
}
