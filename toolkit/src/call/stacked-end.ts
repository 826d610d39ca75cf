import type { ResultClass } from '../contract/rule.ts';
import type { CallOutcome } from '../errors/call-outcome.ts';
import { type ErrorCode, isEvenkeelError } from '../errors/errors.ts';

const classes: Partial<Record<ErrorCode, ResultClass>> = {
  EVK_THROTTLED: 'throttled',
  EVK_QUOTA_EXHAUSTED: 'quota',
  EVK_PAYMENT_REQUIRED: 'payment',
  EVK_UPSTREAM_REFUSED: 'permanent',
};

/** What an attempt's error says about the upstream, as the default rules do of an answer. */
export function classOfError(error: unknown): ResultClass {
  if (!isEvenkeelError(error)) return 'transient';
  const { code, status } = error;
  if (code === 'EVK_UPSTREAM_ERROR' && (status === 503 || status === 529)) return 'overloaded';
  return classes[code] ?? 'transient';
}

/** How a call ended. */
export interface StackedEnd {
  outcome: CallOutcome;
  code: ErrorCode | undefined;
  /** Of our errors alone: what others say may hold a key. */
  message?: string;
}

/** @param gaveUp whether the caller's signal has aborted */
export function endOfError(error: unknown, gaveUp: boolean): StackedEnd {
  if (isEvenkeelError(error)) return error;
  if (gaveUp) return { outcome: 'cancelled', code: 'EVK_CANCELLED' };
  // cockatiel's, by their brands.
  const has = (brand: string): boolean => error instanceof Error && brand in error;
  if (has('isBulkheadRejectedError')) return { outcome: 'rejected', code: 'EVK_BULKHEAD_FULL' };
  if (has('isBrokenCircuitError')) return { outcome: 'rejected', code: 'EVK_CIRCUIT_OPEN' };
  // As with a client, whose transport throws what it likes.
  return { outcome: 'error', code: has('isTaskCancelledError') ? 'EVK_ATTEMPT_TIMEOUT' : 'EVK_NETWORK' };
}
