import type { EvenkeelError } from '@evenkeel/toolkit';

/** The status with which the gateway passes a failed call on. 499 is nginx's for a caller that left. */
export function httpStatus(error: EvenkeelError): number {
  switch (error.outcome) {
    case 'cancelled':
      return 499;
    case 'rejected':
      return 503;
    case 'error':
      if (error.code === 'EVK_ATTEMPT_TIMEOUT' || error.code === 'EVK_DEADLINE_EXCEEDED') return 504;
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
}

export function errorBody({ code, message, outcome, attempts, retryAfterMs }: EvenkeelError): ErrorBody {
  return { code, message, outcome, attempts, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
