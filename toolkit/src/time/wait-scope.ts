import { EvenkeelError } from '../errors/errors.ts';
import type { Cancel, Clock } from './clock.ts';

/** What a waiting policy needs to know of the call that waits. */
export interface Waiting {
  /** Why the call is over already, if it is. */
  readonly ended: EvenkeelError | undefined;
  /** When the call will be over at the latest, in milliseconds of its clock. */
  readonly deadlineAtMs: number;
  /**
   * Waits until the `done` given to `arm` is called, or the call ends: then what was armed is undone, and the promise
   * rejects with the reason.
   */
  wait(arm: (done: () => void) => Cancel): Promise<void>;
}

/**
 * One call's life: it ends early by its caller's signal or at its deadline, and every wait in it ends with it. There is
 * one timer and one listener per call, however many waits it makes; a call waits for one thing at a time.
 */
export class CallScope implements Waiting {
  readonly deadlineAtMs: number;
  readonly startedAtMs: number;
  readonly #clock: Clock;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort: () => void;
  readonly #stopTimer: Cancel;
  #ended: EvenkeelError | undefined;
  #onEnd: ((reason: EvenkeelError) => void) | undefined;

  constructor(clock: Clock, deadlineMs: number, signal: AbortSignal | undefined) {
    this.#clock = clock;
    this.#signal = signal;
    this.startedAtMs = clock.now();
    this.deadlineAtMs = this.startedAtMs + deadlineMs;
    this.#onAbort = () => this.cancel(signal?.reason);
    this.#stopTimer =
      deadlineMs === Number.POSITIVE_INFINITY ? () => {} : clock.setTimeout(() => this.#expire(), deadlineMs);
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get ended(): EvenkeelError | undefined {
    // The deadline may have come, and its timer be about to fire.
    if (this.#clock.now() >= this.deadlineAtMs) this.#expire();
    return this.#ended;
  }

  wait(arm: (done: () => void) => Cancel): Promise<void> {
    const { ended } = this;
    if (ended !== undefined) return Promise.reject(ended);
    return new Promise((resolve, reject) => {
      let done = false;
      const disarm = arm(() => {
        done = true;
        this.#onEnd = undefined;
        resolve();
      });
      if (done) return;
      const end = (reason: EvenkeelError): void => {
        disarm();
        reject(reason);
      };
      // What was armed may have ended the call at once.
      if (this.#ended !== undefined) end(this.#ended);
      else this.#onEnd = end;
    });
  }

  sleep(delayMs: number): Promise<void> {
    return this.wait((done) => this.#clock.setTimeout(done, delayMs));
  }

  #expire(): void {
    const ms = Math.round(this.deadlineAtMs - this.startedAtMs);
    this.#end(new EvenkeelError('EVK_DEADLINE_EXCEEDED', `The call was not done after ${ms} ms.`));
  }

  cancel(reason: unknown): void {
    this.#end(
      new EvenkeelError(/* seam: code-of-a-cancel */ 'EVK_CANCELLED', 'The call was cancelled.', { cause: reason }),
    );
  }

  /** Ends the call with a policy's refusal, wherever it waits. */
  refuse(reason: EvenkeelError): void {
    this.#end(reason);
  }

  /** Call it when the call has settled: it leaves no timer and no listener behind. */
  dispose(): void {
    this.#stopTimer();
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }

  #end(reason: EvenkeelError): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    const onEnd = this.#onEnd;
    this.#onEnd = undefined;
    this.dispose();
    onEnd?.(reason);
  }
}

/** How work under a time limit ended; whatever came first decides, never the look of an error. */
export type TimedEnd<T> =
  | { value: T }
  /** The work threw, or rejected. */
  | { error: unknown }
  | { timedOut: EvenkeelError }
  /** The call that the work belongs to ended first. */
  | { abandoned: EvenkeelError };

export interface TimeLimitOptions {
  limitMs: number;
  clock: Clock;
  /** The call that the work belongs to. */
  call: Waiting;
  /** Makes the error for work that takes too long. */
  timeoutError: () => EvenkeelError;
}

/**
 * Waits until `work` ends, `limitMs` have passed or its call has ended, and returns at once then, even if the work
 * ignores its signal. That signal is aborted if the work is given up, and never after it has ended. If the call is over
 * already, the work does not begin.
 */
export async function limitTime<T>(
  { limitMs, clock, call, timeoutError }: TimeLimitOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<TimedEnd<T>> {
  const controller = new AbortController();
  let end: TimedEnd<T> | undefined;
  try {
    await call.wait((done) => {
      const finish = (how: TimedEnd<T>): void => {
        if (end !== undefined) return;
        end = how;
        stopTimer();
        done();
      };
      const stopTimer = clock.setTimeout(() => {
        const timedOut = timeoutError();
        /* seam: over-at-its-limit */ finish({ timedOut });
        /* seam: time-out-is-passed-on */ controller.abort(timedOut);
      }, limitMs);
      start(work, controller.signal).then(
        (value) => finish({ value }),
        (error: unknown) => finish({ error }),
      );
      return () => {
        stopTimer();
        // With the caller's own reason.
        /* seam: cancel-is-passed-on */ controller.abort(call.ended?.cause);
      };
    });
  } catch (reason) {
    end = { abandoned: reason as EvenkeelError };
  }
  return end as TimedEnd<T>;
}

/** Makes work that throws no different from work that rejects. */
async function start<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  return work(signal);
}
