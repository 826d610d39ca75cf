import { type ErrorCode, type EvenkeelError, neura } from '@evenkeel/toolkit';

/** The reason with which a stopping server cancels what is in flight. */
export class ServerStopping extends Error {
  override readonly name = 'ServerStopping';
}

const timeouts: ReadonlySet<ErrorCode> = new Set(['EVK_ATTEMPT_TIMEOUT', 'EVK_DEADLINE_EXCEEDED', 'EVK_JOB_TIMEOUT']);

/**
 * The statuses of refusals that waiting does not change: the request or this server's set-up is wrong. All others are
 * 503.
 */
const refusals: Partial<Record<ErrorCode, number>> = {
  EVK_PAYMENT_REQUIRED: 402,
  EVK_PAYLOAD_INVALID: 400,
  EVK_SCOPE_MISSING: 500,
};

/** After these errors the same request may succeed soon, but nobody can say when. */
const soon: ReadonlySet<ErrorCode> = new Set([
  'EVK_CIRCUIT_OPEN',
  'EVK_BULKHEAD_FULL',
  'EVK_GATE_CLOSED',
  'EVK_RATE_LIMITED',
  'EVK_THROTTLED_LOCALLY',
  'EVK_QUEUE_TIMEOUT',
  'EVK_USAGE_UNAVAILABLE',
  'EVK_CLIENT_CLOSED',
]);

/** The status with which the gateway answers for a failed call. 499 is nginx's status for a caller that left. */
export function httpStatus(error: EvenkeelError): number {
  switch (error.outcome) {
    case 'cancelled':
      return isStopping(error) ? 503 : 499;
    case 'rejected':
      return refusals[error.code] ?? 503;
    case 'error':
      if (timeouts.has(error.code)) return 504;
      // An upstream's 499 is not passed on: here it would mean that the caller left.
      return isClientError(error.status) && error.status !== 499 ? error.status : 502;
  }
}

/** After how many milliseconds the caller may try again; undefined if nobody knows, or if that is of no use. */
export function retryAfterMs(error: EvenkeelError): number | undefined {
  return error.retryAfterMs ?? (soon.has(error.code) || isStopping(error) ? 1_000 : undefined);
}

const isStopping = ({ cause }: EvenkeelError): boolean => cause instanceof ServerStopping;

function isClientError(status: number | undefined): status is number {
  return status !== undefined && status >= 400 && status < 500;
}

export interface ErrorBody {
  code: string;
  message: string;
  outcome: string;
  attempts: number;
  retryAfterMs?: number;
  /** The invoice of a call that was not paid, or was paid and not settled. */
  invoice?: neura.Invoice;
}

export function errorBody(error: EvenkeelError): ErrorBody {
  const { code, message, outcome, attempts, retryAfterMs } = error;
  return {
    code,
    message,
    outcome,
    attempts,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(neura.isInvoiceError(error) ? { invoice: error.invoice } : {}),
  };
}
