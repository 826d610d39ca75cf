import { defineProvider, type HintDefinition, type ProviderContract } from '@evenkeel/toolkit/providers';
import { costs, type Limits } from './plan.ts';

/** The only operation. */
export const operation = 'complete';
export const path = '/v1/complete';
/** What all contestants do at most. */
export const MAX_ATTEMPTS = 4;

const hintsOf = (unit: string): HintDefinition[] => [
  { header: `x-ratelimit-limit-${unit}`, means: 'limit', format: 'integer', unit },
  { header: `x-ratelimit-remaining-${unit}`, means: 'remaining', format: 'integer', unit },
  // When the bucket is full again; how long a refused call must wait says Retry-After.
  { header: `x-ratelimit-reset-${unit}`, means: 'reset', format: 'duration', unit, obeyedOn: [] },
];

/** @param limits null: the client learns them by the answers */
export function contractOf(limits: Limits | null): ProviderContract {
  return defineProvider({
    name: 'scribe',
    limits:
      limits === null
        ? []
        : [
            { kind: 'bucket', ...limits.requests },
            { kind: 'bucket', unit: 'tokens', ...limits.tokens },
          ],
    operations: {
      [operation]: {
        method: 'POST',
        path,
        costs: {
          requests: 1,
          tokens: {
            estimate: { request: 'max_tokens', otherwise: costs.mean },
            settled: { body: 'usage.total_tokens' },
          },
        },
      },
    },
    hints: ['defaults', ...hintsOf('requests'), ...hintsOf('tokens')],
    retry: { maxAttempts: MAX_ATTEMPTS },
  });
}
