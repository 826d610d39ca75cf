import type { ErrorCode } from '../errors/errors.ts';

/** Refusals by which a client, or policies, keep from exceeding a limit. */
export const refusals: ReadonlySet<ErrorCode> = new Set([
  'EVK_GATE_CLOSED',
  'EVK_BULKHEAD_FULL',
  'EVK_RATE_LIMITED',
  'EVK_THROTTLED_LOCALLY',
]);
