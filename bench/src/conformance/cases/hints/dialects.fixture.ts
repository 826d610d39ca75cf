import type { Hint } from '@evenkeel/toolkit/providers';

/** `Retry-After`, as in RFC 9110. */
export const retryAfter: Hint = {
  in: 'header',
  name: 'retry-after',
  resource: 'requests',
  means: 'retry-after',
  format: 'retry-after',
  sentOn: '429',
  actsOn: '429',
};

/** `Retry-After` in milliseconds, for cases that need not wait a second. It also acts where nothing remains. */
export const retryAfterMs: Hint = {
  in: 'header',
  name: 'retry-after-ms',
  resource: 'requests',
  means: 'retry-after',
  format: 'delta-ms',
  sentOn: 'all',
  actsOn: '429-or-zero-remaining',
};

export const remaining: Hint = {
  in: 'header',
  name: 'x-ratelimit-remaining',
  resource: 'requests',
  means: 'remaining',
  format: 'integer',
  sentOn: 'all',
  actsOn: '429-or-zero-remaining',
};

/** The `RateLimit` field of draft-ietf-httpapi-ratelimit-headers. */
export const rateLimit: readonly Hint[] = [
  { ...remaining, name: 'ratelimit', format: 'ietf-ratelimit' },
  { ...remaining, name: 'ratelimit', means: 'reset', format: 'ietf-ratelimit' },
];
