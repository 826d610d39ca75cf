import type { Case } from '../../case.ts';
import { bodyRetryAfter } from './body-retry-after.ts';
import { hintAboveBackoffCap } from './hint-above-backoff-cap.ts';
import { hintAfterDeadline } from './hint-after-deadline.ts';
import { hintJitter } from './hint-jitter.ts';
import { hintOn200 } from './hint-on-200.ts';
import { hintOn503 } from './hint-on-503.ts';
import { hintTooLarge } from './hint-too-large.ts';
import { hintWithRequestsLeft } from './hint-with-requests-left.ts';
import { ietfRateLimit } from './ietf-ratelimit.ts';
import { malformedHintsAreTold } from './malformed-hints-are-told.ts';
import { malformedRateLimit } from './malformed-ratelimit.ts';
import { malformedRetryAfter } from './malformed-retry-after.ts';
import { malformedRetryAfterDate } from './malformed-retry-after-date.ts';
import { nothingLeft } from './nothing-left.ts';
import { pauseAfterDeadline } from './pause-after-deadline.ts';
import { rateLimitReset } from './rate-limit-reset.ts';
import { retryAfterAsctimeDate } from './retry-after-asctime-date.ts';
import { retryAfterDateInThePast } from './retry-after-date-in-the-past.ts';
import { retryAfterDateServerAhead } from './retry-after-date-server-ahead.ts';
import { retryAfterDateServerBehind } from './retry-after-date-server-behind.ts';
import { retryAfterImfFixdate } from './retry-after-imf-fixdate.ts';
import { retryAfterMilliseconds } from './retry-after-ms.ts';
import { retryAfterRfc850Date } from './retry-after-rfc850-date.ts';
import { retryAfterSeconds } from './retry-after-seconds.ts';
import { retryAfterWinsOverRateLimit } from './retry-after-wins-over-ratelimit.ts';
import { shorterPause } from './shorter-pause.ts';
import { throttledHoldsBackAll } from './throttled-holds-back-all.ts';

/** What a response says about the limits. */
export const hintCases: readonly Case[] = [
  retryAfterSeconds,
  retryAfterImfFixdate,
  retryAfterRfc850Date,
  retryAfterAsctimeDate,
  retryAfterDateServerAhead,
  retryAfterDateServerBehind,
  retryAfterDateInThePast,
  retryAfterMilliseconds,
  rateLimitReset,
  bodyRetryAfter,
  ietfRateLimit,
  retryAfterWinsOverRateLimit,
  malformedRetryAfter,
  malformedRetryAfterDate,
  malformedRateLimit,
  hintTooLarge,
  malformedHintsAreTold,
  hintOn503,
  hintOn200,
  nothingLeft,
  throttledHoldsBackAll,
  shorterPause,
  hintWithRequestsLeft,
  hintAboveBackoffCap,
  hintAfterDeadline,
  pauseAfterDeadline,
  hintJitter,
];
