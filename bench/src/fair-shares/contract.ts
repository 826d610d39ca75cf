import { defineProvider, type ProviderContract } from '@evenkeel/toolkit/providers';

/** The only operation. */
export const workOperation = 'work';
export const workPath = '/work';
export const unit = 'points';

/** An API that counts points: of a request it says what it took in its answer. */
export function meterContract(
  limit: { amount: number; refillPerSecond: number } | null,
  deadlineMs: number,
): ProviderContract {
  return defineProvider({
    name: 'meter',
    authentication: null,
    limits: limit === null ? [] : [{ kind: 'bucket', unit, ...limit }],
    operations: {
      [workOperation]: {
        method: 'POST',
        path: workPath,
        costs: { [unit]: { estimate: { request: 'estimate', otherwise: 1 }, settled: { body: 'cost' } } },
        attemptTimeoutMs: Math.min(10_000, deadlineMs),
        deadlineMs,
      },
    },
    retry: { maxAttempts: 1 },
  });
}
