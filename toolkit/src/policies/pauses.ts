import { EvenkeelError, OptionError } from '../errors/errors.ts';
import type { Cancel, Clock } from '../time/clock.ts';
import type { Waiting } from '../time/wait-scope.ts';

/**
 * The pauses of what a gate holds back. The server tells of some, by {@link close}; of these the longest holds. An
 * operator may make another, by {@link pause}, which lasts until {@link resume}. It is open while neither lasts.
 */
export class Pauses {
  /** Whether a pause lasts. A field, since it is read before every call. */
  closed = false;
  readonly #clock: Clock;
  readonly #onOver: () => void;
  #closedUntilMs = Number.NEGATIVE_INFINITY;
  #paused = false;
  #stopTimer: Cancel = () => {};

  /** `onOver` runs when a pause that the server told is over. */
  constructor(clock: Clock, onOver: () => void) {
    this.#clock = clock;
    this.#onOver = onOver;
  }

  /** Whether an operator's {@link pause} holds, whatever the server told. */
  get paused(): boolean {
    return this.#paused;
  }

  /**
   * Closes for `forMs` from now, or stays closed for longer. Returns whether that made the pause longer.
   *
   * @throws OptionError if `forMs` is not a finite number
   */
  close(forMs: number): boolean {
    if (!Number.isFinite(forMs)) throw new OptionError('forMs', 'give a number of milliseconds.', forMs);
    const untilMs = this.#clock.now() + forMs;
    if (/* seam: shorter-pause */ untilMs <= this.#closedUntilMs) return false;
    this.#closedUntilMs = untilMs;
    this.#update();
    this.#stopTimer();
    this.#stopTimer = this.#clock.setTimeout(() => this.#open(), forMs);
    return true;
  }

  pause(): void {
    /* seam: operators-pause */ this.#paused = true;
    this.#update();
  }

  resume(): void {
    this.#paused = false;
    this.#update();
  }

  /** Why a call must not wait: the server's pause ends after its deadline. Undefined if it may. */
  refusal({ deadlineAtMs }: Pick<Waiting, 'deadlineAtMs'>): EvenkeelError | undefined {
    if (/* seam: pause-before-deadline */ this.#closedUntilMs <= deadlineAtMs) return undefined;
    const retryAfterMs = Math.ceil(this.#closedUntilMs - this.#clock.now());
    return new EvenkeelError('EVK_GATE_CLOSED', `The gate is closed for ${retryAfterMs} ms more.`, {
      retryAfterMs,
      advice: 'The server told all callers to pause beyond this deadline; call again after retryAfterMs.',
    });
  }

  /** Forgets the pauses and their timer: for a client that is being closed. */
  dispose(): void {
    this.#stopTimer();
    this.#closedUntilMs = Number.NEGATIVE_INFINITY;
    this.resume();
  }

  #open(): void {
    // A timer may fire a moment early; the server's pause is kept to its end.
    const leftMs = this.#closedUntilMs - this.#clock.now();
    if (leftMs > 0) {
      this.#stopTimer = this.#clock.setTimeout(() => this.#open(), leftMs);
      return;
    }
    this.#closedUntilMs = Number.NEGATIVE_INFINITY;
    this.#update();
    this.#onOver();
  }

  #update(): void {
    this.closed = this.#paused || /* seam: servers-pause */ this.#closedUntilMs !== Number.NEGATIVE_INFINITY;
  }
}
