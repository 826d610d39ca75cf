import type { Hint } from '@evenkeel/toolkit/providers';
import { remaining } from '../hints/dialects.fixture.ts';

/** What is left, of how much, and in how many milliseconds all of it is there again. */
export const toldHints: readonly Hint[] = [
  remaining,
  { ...remaining, header: 'x-ratelimit-limit', means: 'limit' },
  { ...remaining, header: 'x-ratelimit-reset-ms', means: 'reset', format: 'milliseconds' },
];

export function tell(left: number, limit: number, resetMs: number): { headers: Record<string, string> } {
  return {
    headers: {
      'x-ratelimit-remaining': String(Math.max(0, Math.floor(left))),
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-reset-ms': String(Math.ceil(resetMs)),
    },
  };
}
