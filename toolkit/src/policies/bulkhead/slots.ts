import { EvenkeelError, requireInteger } from '../../errors/errors.ts';
import type { Clock } from '../../time/clock.ts';
import type { Waiting } from '../../time/wait-scope.ts';
import { StandalonePolicy } from '../standalone.ts';
import { PriorityQueue } from './priority-queue.ts';

export interface SlotsOptions {
  /** Calls in flight at once; at least 1. */
  limit: number;
  /** Calls that may wait for a slot; any more are refused. Default 1,000. */
  maxQueued?: number;
  clock?: Clock;
  /**
   * @internal Told how many slots are taken and how many calls wait, whenever a slot is taken, waited for or given
   * back.
   */
  onDemand?: ((inFlight: number, queued: number) => void) | undefined;
}

/**
 * Slots, and the line of calls that wait for one: first come, first served among calls of one priority. Each kind of
 * bulkhead is built on it, and decides how many slots there are.
 */
export abstract class Slots extends StandalonePolicy {
  readonly #maxQueued: number;
  readonly #onDemand: SlotsOptions['onDemand'];
  /** Made when a call waits for the first time. */
  #queue: PriorityQueue | undefined;
  readonly #whenIdle = new Set<() => void>();
  #limit: number;
  #inFlight = 0;

  /** @throws OptionError if `limit` or `maxQueued` is not a whole number in its range */
  constructor(options: SlotsOptions) {
    super(options.clock);
    this.#limit = requireInteger('limit', options.limit, 1);
    this.#maxQueued = requireInteger('maxQueued', options.maxQueued ?? 1_000, 0);
    this.#onDemand = options.onDemand;
  }

  get limit(): number {
    return this.#limit;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get queued(): number {
    return this.#queue?.size ?? 0;
  }

  /** Takes a slot if one is free and no call waits for it. */
  tryAcquire(): boolean {
    if (this.#inFlight >= this.#limit) return false;
    if (this.#queue !== undefined && this.#queue.size > 0) return false;
    this.#inFlight += 1;
    this.#onDemand?.(this.#inFlight, this.queued);
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
      throw new EvenkeelError('EVK_BULKHEAD_FULL', `${this.#inFlight} calls are in flight and ${this.queued} wait.`);
    }
    this.#queue ??= new PriorityQueue();
    // release() hands the slot over, and leaves the count as it is.
    const turn = this.#queue.join(call, priority);
    this.#onDemand?.(this.#inFlight, this.queued);
    /* seam: slot-in-turn */ await turn;
  }

  release(): void {
    // A slot above a lowered limit is not handed on.
    const gone = this.#inFlight > /* seam: lower-limit */ this.#limit;
    const handedOver = !gone && /* seam: slot-handed-over */ this.#queue?.releaseFirst();
    if (!handedOver) this.#inFlight -= 1;
    this.#onDemand?.(this.#inFlight, this.queued);
    if (this.#inFlight > 0) return;
    for (const tell of this.#whenIdle) tell();
    this.#whenIdle.clear();
  }

  /** Resolves once no slot is taken. */
  async idle(): Promise<void> {
    if (this.#inFlight > 0) await new Promise<void>((resolve) => this.#whenIdle.add(resolve));
  }

  /**
   * A higher limit admits waiting calls at once; under a lower one, calls in flight finish.
   *
   * @internal
   */
  protected changeLimit(limit: number): void {
    this.#limit = limit;
    /* seam: higher-limit */ while (this.#inFlight < limit && this.#queue?.releaseFirst()) this.#inFlight += 1;
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
