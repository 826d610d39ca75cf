import { type ErrorCode, EvenkeelError } from '@evenkeel/toolkit';
import { describe, expect, it } from 'vitest';
import { httpStatus, retryAfterMs, ServerStopping } from './status.ts';

const stopping = { cause: new ServerStopping() };

describe('how a failed call is passed on', () => {
  it.each<[ErrorCode, ConstructorParameters<typeof EvenkeelError>[2], number, number | undefined]>([
    ['EVK_CIRCUIT_OPEN', { retryAfterMs: 4_000 }, 503, 4_000],
    ['EVK_BULKHEAD_FULL', {}, 503, 1_000],
    ['EVK_CANCELLED', stopping, 503, 1_000],
    ['EVK_CANCELLED', {}, 499, undefined],
    ['EVK_JOB_LEFT', stopping, 503, 1_000],
    // An error that lasts must not invite the caller to try again.
    ['EVK_PAYLOAD_INVALID', {}, 400, undefined],
    ['EVK_PAYMENT_REQUIRED', {}, 402, undefined],
    ['EVK_SCOPE_MISSING', {}, 500, undefined],
    ['EVK_CIRCUIT_ISOLATED', {}, 503, undefined],
    ['EVK_BUDGET_EXCEEDED', {}, 503, undefined],
    ['EVK_KEY_UNAVAILABLE', {}, 503, undefined],
    ['EVK_SUBMISSION_UNLOGGED', {}, 503, undefined],
    ['EVK_UPSTREAM_REFUSED', { status: 422 }, 422, undefined],
    ['EVK_UPSTREAM_REFUSED', { status: 499 }, 502, undefined],
    ['EVK_THROTTLED', { status: 429, retryAfterMs: 7_000 }, 429, 7_000],
    ['EVK_NETWORK', {}, 502, undefined],
    ['EVK_ATTEMPT_TIMEOUT', {}, 504, undefined],
    ['EVK_JOB_TIMEOUT', {}, 504, undefined],
  ])('%s %o is %i, again after %s ms', (code, details, status, afterMs) => {
    const error = new EvenkeelError(code, 'It failed.', details);
    expect([httpStatus(error), retryAfterMs(error)]).toEqual([status, afterMs]);
  });
});
