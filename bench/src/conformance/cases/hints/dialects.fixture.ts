import type { Hint } from '@evenkeel/toolkit/providers';

/** `Retry-After`, as in RFC 9110. */
export const retryAfter: Hint & { header: string } = {
  header: 'retry-after',
  means: 'wait',
  format: 'retry-after',
  unit: 'requests',
  sentOn: 'refusals',
  obeyedOn: ['throttled'],
};

/** `Retry-After` in milliseconds, for cases that need not wait a second. */
export const retryAfterMs: Hint & { header: string } = {
  header: 'retry-after-ms',
  means: 'wait',
  format: 'milliseconds',
  unit: 'requests',
  sentOn: 'all',
  obeyedOn: ['throttled'],
};

export const remaining: Hint & { header: string } = {
  header: 'x-ratelimit-remaining',
  means: 'remaining',
  format: 'integer',
  unit: 'requests',
  sentOn: 'all',
  obeyedOn: [],
};

/** The two, where the first also acts when nothing remains. */
export const retryAfterMsAndRemaining: readonly Hint[] = [
  { ...retryAfterMs, obeyedOn: ['throttled', 'nothing-left'] },
  remaining,
];

/** Of what no call costs, no limit is learnt from what answers say is left: then only pauses hold calls back. */
export const costsNothing = { safe: 0, key: 0, none: 0 };

/** The `RateLimit` field of draft-ietf-httpapi-ratelimit-headers. */
export const rateLimit: readonly Hint[] = [
  { ...remaining, header: 'ratelimit', format: 'ratelimit' },
  {
    ...retryAfterMs,
    header: 'ratelimit',
    means: 'reset',
    format: 'ratelimit',
    obeyedOn: ['throttled', 'nothing-left'],
  },
];
