import type { TransportFailure } from '../contract/rule.ts';
import { EvenkeelError } from '../errors/errors.ts';
import { safeCause } from '../errors/safe-cause.ts';
import { limitTime } from '../policies/timeout/time-limit.ts';
import type { Clock } from '../time/clock.ts';
import type { CallScope } from '../time/wait-scope.ts';

/** How one trip over the wire ended. */
export type AttemptResult<R> =
  | { response: R }
  | { failure: TransportFailure; error: EvenkeelError }
  /** The call itself ended first: nobody waits for this attempt any more. */
  | { abandoned: EvenkeelError };

export interface AttemptOptions<R> {
  attemptTimeoutMs: number;
  clock: Clock;
  scope: CallScope;
  send: (signal: AbortSignal) => Promise<R>;
  /** Runs once the transport is done, even if that is long after the attempt was given up; also if it never left. */
  onTransportDone: () => void;
  /** Takes secrets out of a text. */
  redact: (text: string) => string;
}

/** Sends once, for as long as the attempt timeout and the call allow. */
export async function makeAttempt<R>(options: AttemptOptions<R>): Promise<AttemptResult<R>> {
  const { attemptTimeoutMs: limitMs, clock, scope, send, onTransportDone, redact } = options;
  let left = false;
  const end = await limitTime({ limitMs, clock, call: scope, timeoutError: () => timeoutError(limitMs) }, (signal) => {
    left = true;
    return untilDone(/* seam: attempt-is-sent */ send, signal, onTransportDone);
  });
  if (!left) onTransportDone();
  if ('value' in end) return { response: end.value };
  if ('error' in end) return { failure: 'network', error: networkError(end.error, redact) };
  return 'timedOut' in end ? { failure: 'timeout', error: end.timedOut } : { abandoned: end.abandoned };
}

async function untilDone<R>(
  send: (signal: AbortSignal) => Promise<R>,
  signal: AbortSignal,
  onTransportDone: () => void,
): Promise<R> {
  try {
    return await send(signal);
  } finally {
    onTransportDone();
  }
}

function timeoutError(limitMs: number): EvenkeelError {
  return new EvenkeelError('EVK_ATTEMPT_TIMEOUT', `No response within ${limitMs} ms.`);
}

function networkError(thrown: unknown, redact: (text: string) => string): EvenkeelError {
  const cause = safeCause(thrown, redact);
  const code = (cause as { code?: unknown } | undefined)?.code;
  const what = typeof code === 'string' ? `The connection failed (${code}).` : 'The connection failed.';
  return new EvenkeelError('EVK_NETWORK', what, { cause });
}
