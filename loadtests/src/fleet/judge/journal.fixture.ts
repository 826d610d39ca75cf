import type { Limit, Served } from '../../shared/fleet-evidence.ts';

/** Journals as the mock server writes them, for the judges' tests: three in a second, else a block of five. */
export const limit: Limit = { limit: 3, windowMs: 1_000, penaltyMs: 5_000 };

/** A request that was let through. */
export const admitted = (arrivalMs: number, callId = 'w0.0'): Served => ({
  callId,
  attempt: 1,
  arrivalMs,
  startMs: arrivalMs,
  status: 200,
  refusedBy: null,
});

/** One that was refused, for exceeding the limit or in the block that follows. */
export const refused = (arrivalMs: number, callId = 'w0.0'): Served => ({
  ...admitted(arrivalMs, callId),
  startMs: null,
  status: 429,
  refusedBy: 'window',
});
