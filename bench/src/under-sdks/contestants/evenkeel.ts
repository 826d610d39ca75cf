import { createFetch } from '@evenkeel/toolkit/fetch';
import { seededRandom } from '@evenkeel/toolkit/testing';
import type { SdkEntrant, SdkJob } from '../contestant.ts';
import { openaiCaller } from './openai.ts';
import { plainCaller } from './plain-request.ts';
import { stripeCaller } from './stripe.ts';

const steadyFetch = ({ seed }: SdkJob) => createFetch({ random: seededRandom(seed) });

// SDKs take it, and their own retries are off, as docs/fetch.md says.

/** A completion has no effect of its own, so a repeat does no harm; that it is a POST does not tell. */
export const oursUnderOpenai: SdkEntrant = {
  name: 'evenkeel under openai',
  tongue: 'openai',
  open: (job) => openaiCaller(job, { fetch: steadyFetch(job).with({ idempotent: true }), maxRetries: 0 }),
};

export const oursUnderStripe: SdkEntrant = {
  name: 'evenkeel under stripe',
  tongue: 'stripe',
  open: (job) => stripeCaller(job, { fetch: steadyFetch(job), maxNetworkRetries: 0 }),
};

export const oursPlain: SdkEntrant = {
  name: 'evenkeel, plain code',
  tongue: 'json',
  open: (job) => plainCaller(job, steadyFetch(job)),
};
