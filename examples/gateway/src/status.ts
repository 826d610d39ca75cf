import { type ErrorCode, type EvenkeelError, neura } from '@evenkeel/toolkit';

const timeouts: ReadonlySet<ErrorCode> = new Set(['EVK_ATTEMPT_TIMEOUT', 'EVK_DEADLINE_EXCEEDED', 'EVK_JOB_TIMEOUT']);

/** The status with which the gateway passes a failed call on. 499 is nginx's for a caller that left. */
export function httpStatus(error: EvenkeelError): number {
  switch (error.outcome) {
    case 'cancelled':
      return 499;
    case 'rejected':
      return error.code === 'EVK_PAYMENT_REQUIRED' ? 402 : 503;
    case 'error':
      if (timeouts.has(error.code)) return 504;
      // 499 is the caller's own leaving, also where an upstream says it.
      return isClientError(error.status) && error.status !== 499 ? error.status : 502;
  }
}

function isClientError(status: number | undefined): status is number {
  return status !== undefined && status >= 400 && status < 500;
}

export interface ErrorBody {
  code: string;
  message: string;
  outcome: string;
  attempts: number;
  retryAfterMs?: number;
  /** What a call costs that nobody paid, or that was paid and not settled. */
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
