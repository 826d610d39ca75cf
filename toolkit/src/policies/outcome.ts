import { isBrokenCircuitError, isBulkheadRejectedError } from 'cockatiel';
import { type ErrorCode, isEvenkeelError } from '../errors/errors.ts';

/**
 * How an attempt ended, as a policy hears it. `ignored` is neither success nor failure, as with Netflix's
 * concurrency-limits (`onSuccess`, `onDropped`, `onIgnore`): the attempt was cancelled, or refused for another reason.
 */
export type Outcome = 'success' | 'failure' | 'ignored';

/** A refusal by another policy inside this one, ours or cockatiel's, says nothing about the upstream. */
export function isLocal(error: unknown): boolean {
  if (isEvenkeelError(error)) return error.outcome !== 'error';
  return error instanceof Error && (isBrokenCircuitError(error) || isBulkheadRejectedError(error));
}

/** What an API says that works: no more for now, or not this request. */
const answers: readonly ErrorCode[] = ['EVK_THROTTLED', 'EVK_QUOTA_EXHAUSTED', 'EVK_UPSTREAM_REFUSED'];

/** Whether an error may mean that the upstream fails. One that is not ours may. */
export function isFailure(error: unknown): boolean {
  return !(isEvenkeelError(error) && answers.includes(error.code));
}

/** What an error says about the upstream, if `handle` tells which errors count as failures. */
export function outcomeOf(error: unknown, handle: (error: unknown) => boolean = isFailure): Outcome {
  if (/* seam: local-refusal */ isLocal(error)) return 'ignored';
  try {
    return handle(error) ? 'failure' : /* seam: unhandled-error */ 'success';
  } catch {
    // The caller must see why the attempt failed, not why `handle` did.
    return 'failure';
  }
}
