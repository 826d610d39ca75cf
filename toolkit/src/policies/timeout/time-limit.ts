import type { EvenkeelError } from '../../errors/errors.ts';
import type { Clock } from '../../time/clock.ts';
import type { Waiting } from '../../time/wait-scope.ts';

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
 * Waits for `work` until it ends, `limitMs` have passed or its call has ended: at once, even if the work ignores the
 * signal that it was given. That signal is aborted where the work is given up, and never after it has ended. Where the
 * call is over already, the work does not begin.
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
        // The caller's own reason.
        /* seam: cancel-is-passed-on */ controller.abort(call.ended?.cause);
      };
    });
  } catch (reason) {
    end = { abandoned: reason as EvenkeelError };
  }
  return end as TimedEnd<T>;
}

/** Work that throws is no different from work that rejects. */
async function start<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  return work(signal);
}
