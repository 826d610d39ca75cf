import { type ErrorCode, isEvenkeelError } from '../../errors/errors.ts';
import { refuseOption } from '../options.ts';

/** How an attempt failed: what it threw, or what it returned. */
export type Failure = { error: unknown } | { value: unknown };

/** What a filter of cockatiel's is (`handleAll`, `handleType` ...), in any of its versions. */
export interface FailureFilter {
  readonly options: {
    // Methods: cockatiel 3 says that an error is an `Error`.
    errorFilter(error: unknown): boolean;
    resultFilter(result: unknown): boolean;
  };
}

type Judge = (value: unknown) => boolean;

const passing: readonly ErrorCode[] = ['EVK_THROTTLED', 'EVK_UPSTREAM_ERROR', 'EVK_NETWORK', 'EVK_ATTEMPT_TIMEOUT'];

const mayPass = (error: unknown): boolean => !isEvenkeelError(error) || passing.includes(error.code);

/** Says which ends of an attempt are failures. A predicate says it of errors, and a filter of cockatiel's of both. */
export function failureFilter(
  handle: FailureFilter | Judge = mayPass,
  handleResult?: Judge,
): (end: Failure) => boolean {
  if (typeof handle !== 'function' && typeof handle?.options?.errorFilter !== 'function') {
    refuseOption('handle', "a function, or a filter of cockatiel's", handle);
  }
  const { errorFilter, resultFilter } =
    typeof handle === 'function'
      ? { errorFilter: handle, resultFilter: /* seam: results-are-no-failures */ () => false }
      : handle.options;
  const isFailedResult = handleResult ?? resultFilter;
  return (end) => ('error' in end ? errorFilter(end.error) : isFailedResult(end.value));
}

export function retryAfterOf(failure: Failure): number | undefined {
  return 'error' in failure && isEvenkeelError(failure.error) ? failure.error.retryAfterMs : undefined;
}

/** Whether a retry adds to an outage. That after a hint does not: the server asks for it. */
export const isCharged = (failure: Failure): boolean =>
  !('error' in failure && isEvenkeelError(failure.error) && failure.error.code === 'EVK_THROTTLED') ||
  retryAfterOf(failure) === undefined;

/** Says on the error how many attempts were sent, by the number of the one that ended with it. */
export function tellAttempts(error: unknown, attempt: number): void {
  if (!isEvenkeelError(error)) return;
  // What a policy inside refused was not sent.
  error.attempts = error.outcome === 'rejected' ? attempt - 1 : /* seam: attempts-of-a-policy */ attempt;
  // What a deadline around the policy gives to the caller.
  if (error.code === 'EVK_CANCELLED') tellAttempts(error.cause, attempt);
}
