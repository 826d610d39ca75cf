import { type EvenkeelError, isEvenkeelError, requireInteger } from '../errors/errors.ts';
import type { Clock } from '../time/clock.ts';
import type { Waiting } from '../time/wait-scope.ts';
import { Waiters } from './bulkhead/waiters.ts';
import { requireOptions } from './options.ts';
import { isLocal } from './outcome.ts';
import { Pauses } from './pauses.ts';
import { StandalonePolicy } from './standalone.ts';

export interface GateOptions {
  /** The longest pause that a call's error closes it for. Default 3,600,000: an hour. */
  maxHintMs?: number;
  /** Runs when a pause that the server told is over, before the first waiting call goes on. */
  onOpen?: () => void;
  clock?: Clock;
}

/**
 * Holds calls back: while a pause lasts, no call passes, and calls in flight finish. The server tells of some pauses, by
 * the error of a call that went through (an EvenkeelError with a `retryAfterMs` that is no local refusal) or by
 * {@link close}; of these the longest holds. An operator may make another, by {@link pause}, which lasts until
 * {@link resume}. The gate is open while neither lasts.
 */
export class Gate extends StandalonePolicy {
  readonly #waiters = new Waiters();
  readonly #pauses: Pauses;
  readonly #maxHintMs: number;

  /** @throws OptionError if an option is not as it says, or is unknown */
  constructor(options: GateOptions = {}) {
    requireOptions(options, { maxHintMs: '', onOpen: 'function', clock: '' });
    super(options.clock);
    this.#maxHintMs = requireInteger('maxHintMs', options.maxHintMs ?? 3_600_000, 0);
    this.#pauses = new Pauses(this.clock, () => {
      options.onOpen?.();
      this.#letGo();
    });
  }

  get closed(): boolean {
    return this.#pauses.closed;
  }

  /** Whether an operator's {@link pause} holds, whatever the server told. */
  get paused(): boolean {
    return this.#pauses.paused;
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
    const longer = this.#pauses.close(forMs);
    // Waiting calls check again: the longer pause may end after the deadline of some.
    if (longer) this.#waiters.releaseAll();
    return longer;
  }

  /**
   * Closes the gate until {@link resume}: calls wait, each until its deadline at most. Pausing twice is the same as
   * pausing once.
   */
  pause(): void {
    this.#pauses.pause();
  }

  /** Ends the {@link pause}. A pause that the server told still holds. */
  resume(): void {
    this.#pauses.resume();
    this.#letGo();
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
      await this.#waiters.join(call);
    }
  }

  /** @internal Why a call must not wait: the server's pause ends after its deadline. Undefined if it may. */
  refusal(call: Pick<Waiting, 'deadlineAtMs'>): EvenkeelError | undefined {
    return this.#pauses.refusal(call);
  }

  /** Forgets the pauses and their timer: for a client that is being closed. */
  dispose(): void {
    this.#pauses.dispose();
    this.#letGo();
  }

  #heed(error: unknown): void {
    if (!isEvenkeelError(error) || isLocal(error)) return;
    const { retryAfterMs = 0 } = error;
    if (retryAfterMs > 0) this.close(Math.min(retryAfterMs, this.#maxHintMs));
  }

  #letGo(): void {
    // Waiting calls keep their places while another pause lasts.
    if (!this.closed) this.#waiters.releaseAll();
  }

  /** @internal */
  protected async guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T> {
    await this.pass(call);
    if (call.ended !== undefined) throw call.ended;
    try {
      return await fn();
    } catch (error) {
      this.#heed(error);
      throw error;
    }
  }
}
