import { EvenkeelError, OptionError } from '../errors/errors.ts';
import type { Cancel, Clock } from '../time/clock.ts';
import type { Waiting } from '../time/wait-scope.ts';
import { Waiters } from './bulkhead/waiters.ts';
import { StandalonePolicy } from './standalone.ts';

/**
 * Holds calls back: while a pause lasts, no call passes, and calls in flight
 * finish. The server tells of some pauses, by {@link close}; of these the
 * longest holds. An operator may make another, by {@link pause}, which lasts
 * until {@link resume}. The gate is open while neither lasts.
 */
export class Gate extends StandalonePolicy {
  readonly #waiters = new Waiters();
  readonly #onOpen: () => void;
  #closedUntilMs = Number.NEGATIVE_INFINITY;
  #paused = false;
  #closed = false;
  #stopTimer: Cancel = () => {};

  /** `onOpen` runs when a pause that the server told is over, before the first waiting call goes on. */
  constructor(clock?: Clock, onOpen: () => void = () => {}) {
    super(clock);
    this.#onOpen = onOpen;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether an operator's {@link pause} holds, whatever the server told. */
  get paused(): boolean {
    return this.#paused;
  }

  get waiting(): number {
    return this.#waiters.size;
  }

  /**
   * Closes the gate for `forMs` from now, or leaves it closed for longer. Returns whether that made the pause longer.
   *
   * @throws OptionError if `forMs` is not a finite number
   */
  close(forMs: number): boolean {
    if (!Number.isFinite(forMs)) throw new OptionError('forMs', 'give a number of milliseconds.', forMs);
    const untilMs = this.clock.now() + forMs;
    if (/* seam: shorter-pause */ untilMs <= this.#closedUntilMs) return false;
    this.#closedUntilMs = untilMs;
    this.#update();
    this.#stopTimer();
    this.#stopTimer = this.clock.setTimeout(() => this.#open(), forMs);
    // Waiting calls check again: the longer pause may end after the deadline of some.
    this.#waiters.releaseAll();
    return true;
  }

  /**
   * Closes the gate until {@link resume}: calls wait, each until its deadline at most. Pausing twice is the same as
   * pausing once.
   */
  pause(): void {
    /* seam: operators-pause */ this.#paused = true;
    this.#update();
  }

  /** Ends the {@link pause}. A pause that the server told still holds. */
  resume(): void {
    this.#paused = false;
    this.#update();
    /* seam: resume-lets-go */ this.#letGo();
  }

  /**
   * Waits until the gate is open.
   *
   * @throws EvenkeelError `EVK_GATE_CLOSED` at once if the server's pause ends after the call's deadline
   * @internal
   */
  async pass(call: Waiting): Promise<void> {
    while (this.closed) {
      const refusal = this.refusal(call);
      if (refusal !== undefined) throw refusal;
      await /* seam: waits-for-the-gate */ this.#waiters.join(call);
    }
  }

  /** @internal Why a call must not wait: the server's pause ends after its deadline. Undefined if it may. */
  refusal({ deadlineAtMs }: Pick<Waiting, 'deadlineAtMs'>): EvenkeelError | undefined {
    if (/* seam: pause-before-deadline */ this.#closedUntilMs <= deadlineAtMs) return undefined;
    const retryAfterMs = Math.ceil(this.#closedUntilMs - this.clock.now());
    return new EvenkeelError('EVK_GATE_CLOSED', `The gate is closed for ${retryAfterMs} ms more.`, { retryAfterMs });
  }

  /** Forgets the pauses and their timer: for a client that is being closed. */
  dispose(): void {
    this.#stopTimer();
    this.#closedUntilMs = Number.NEGATIVE_INFINITY;
    this.resume();
  }

  #open(): void {
    // A timer may fire a moment early; the server's pause is kept to its end.
    const leftMs = this.#closedUntilMs - this.clock.now();
    if (leftMs > 0) {
      this.#stopTimer = this.clock.setTimeout(() => this.#open(), leftMs);
      return;
    }
    this.#closedUntilMs = Number.NEGATIVE_INFINITY;
    this.#update();
    this.#onOpen();
    this.#letGo();
  }

  #update(): void {
    this.#closed = this.#paused || /* seam: servers-pause */ this.#closedUntilMs !== Number.NEGATIVE_INFINITY;
  }

  #letGo(): void {
    // Waiting calls keep their places while another pause lasts.
    if (!this.closed) this.#waiters.releaseAll();
  }

  /** @internal */
  protected async guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T> {
    await this.pass(call);
    if (call.ended !== undefined) throw call.ended;
    return fn();
  }
}
