import got from 'got';
import { RETRIES, type SdkEntrant } from '../contestant.ts';
import { type PlainAnswer, plainRequest } from './plain-request.ts';

/** A POST is tried again only where the caller says so of the request; it says so where that does no harm. */
export const gotRetries: SdkEntrant = {
  name: 'got',
  tongue: 'json',
  open: (job) => ({
    async call(call) {
      const { url, repeatable, ...request } = plainRequest(job, call);
      const retry = { limit: RETRIES, ...(repeatable ? { methods: ['GET' as const, 'POST' as const] } : {}) };
      return (await got(url, { ...request, retry }).json<PlainAnswer>()).call;
    },
  }),
};
