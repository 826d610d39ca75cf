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
      return error.status !== undefined && error.status >= 400 && error.status < 500 ? error.status : 502;
  }
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
