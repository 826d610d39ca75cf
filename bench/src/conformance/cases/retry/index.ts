import type { Case } from '../../case.ts';
import { attemptsAreCounted } from './attempts-are-counted.ts';
import { badRequestIsFinal } from './bad-request-is-final.ts';
import { cappedGrowth } from './capped-growth.ts';
import { discardedResponses } from './discarded-responses.ts';
import { growthByFactor } from './growth-by-factor.ts';
import { halfABody } from './half-a-body.ts';
import { jitterSpreads } from './jitter-spreads.ts';
import { keyIsRedacted } from './key-is-redacted.ts';
import { lastFailureIsTold } from './last-failure-is-told.ts';
import { pageOfAProxy } from './page-of-a-proxy.ts';
import { postIsNotRepeated } from './post-is-not-repeated.ts';
import { refusalsAreFinal } from './refusals-are-final.ts';
import { resetIsRepeated } from './reset-is-repeated.ts';
import { sameIdempotencyKey } from './same-idempotency-key.ts';
import { sameRequest } from './same-request.ts';
import { throttledPostIsRepeated } from './throttled-post-is-repeated.ts';

/** What is sent again, when, and how often. */
export const retryCases: readonly Case[] = [
  attemptsAreCounted,
  pageOfAProxy,
  badRequestIsFinal,
  postIsNotRepeated,
  throttledPostIsRepeated,
  resetIsRepeated,
  halfABody,
  sameRequest,
  sameIdempotencyKey,
  growthByFactor,
  cappedGrowth,
  jitterSpreads,
  refusalsAreFinal,
  discardedResponses,
  lastFailureIsTold,
  keyIsRedacted,
];
