import type { Limit, Served } from '../../shared/fleet-evidence.ts';

/** The limit of the judges' journals: three requests in a second; exceeding it blocks for five seconds. */
export const limit: Limit = { limit: 3, windowMs: 1_000, penaltyMs: 5_000 };

/** An admitted request, as the mock server's journal has it. */
export const admitted = (arrivalMs: number, callId = 'w0.0'): Served => ({
  callId,
  attempt: 1,
  arrivalMs,
  startMs: arrivalMs,
  status: 200,
  refusedBy: null,
});

/** A request that was refused because it exceeded the limit, or came in the block that follows. */
export const refused = (arrivalMs: number, callId = 'w0.0'): Served => ({
  ...admitted(arrivalMs, callId),
  startMs: null,
  status: 429,
  refusedBy: 'window',
});
