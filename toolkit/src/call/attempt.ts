import type { TransportFailure } from '../contract/rule.ts';
import { EvenkeelError } from '../errors/errors.ts';
import { safeCause } from '../errors/safe-cause.ts';
import type { Clock } from '../time/clock.ts';
import type { CallScope } from '../time/wait-scope.ts';

/** How one trip over the wire ended. */
export type Trip<R> =
  | { response: R }
  | { failure: TransportFailure; error: EvenkeelError }
  /** The call itself ended first: nobody waits for this trip any more. */
  | { abandoned: EvenkeelError };

export interface TripOptions<R> {
  attemptTimeoutMs: number;
  clock: Clock;
  scope: CallScope;
  send: (signal: AbortSignal) => Promise<R>;
  /** Runs once the transport is done with the trip, even if that is long after the trip was given up; also if it never left. */
  onTransportDone: () => void;
  /** Takes secrets out of a text. */
  redact: (text: string) => string;
}

/**
 * Sends once, for as long as the attempt timeout and the call allow. Which of
 * the two ended it is decided by which one fired, never by the look of an error.
 */
export async function makeTrip<R>(options: TripOptions<R>): Promise<Trip<R>> {
  const { attemptTimeoutMs, clock, scope, send, onTransportDone, redact } = options;
  if (scope.ended !== undefined) {
    onTransportDone();
    return { abandoned: scope.ended };
  }
  const controller = new AbortController();
  let trip: Trip<R> | undefined;
  try {
    await scope.wait((done) => {
      const finish = (result: Trip<R>): void => {
        if (trip !== undefined) return;
        trip = result;
        done();
      };
      const stopTimer = clock.setTimeout(() => {
        const error = new EvenkeelError('EVK_ATTEMPT_TIMEOUT', `No response within ${attemptTimeoutMs} ms.`);
        finish({ failure: 'timeout', error });
        controller.abort();
      }, attemptTimeoutMs);
      // A transport that throws instead of rejecting is no different.
      (async () => send(controller.signal))()
        .then(
          (response) => finish({ response }),
          (cause: unknown) => finish({ failure: 'network', error: networkError(cause, redact) }),
        )
        .finally(() => {
          stopTimer();
          onTransportDone();
        });
      return () => {
        stopTimer();
        controller.abort();
      };
    });
  } catch (reason) {
    trip = { abandoned: reason as EvenkeelError };
  }
  return trip as Trip<R>;
}

function networkError(thrown: unknown, redact: (text: string) => string): EvenkeelError {
  const cause = safeCause(thrown, redact);
  const code = (cause as { code?: unknown } | undefined)?.code;
  const what = typeof code === 'string' ? `The connection failed (${code}).` : 'The connection failed.';
  return new EvenkeelError('EVK_NETWORK', what, { cause });
}
