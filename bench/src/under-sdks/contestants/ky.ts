import ky from 'ky';
import { RETRIES, type SdkEntrant } from '../contestant.ts';
import { type PlainAnswer, plainRequest } from './plain-request.ts';

/** A POST is tried again only where the caller says so of the request; it says so where that does no harm. */
export const kyRetries: SdkEntrant = {
  name: 'ky',
  tongue: 'json',
  open: (job) => ({
    async call(call) {
      const { url, repeatable, ...request } = plainRequest(job, call);
      const retry = { limit: RETRIES, ...(repeatable ? { methods: ['get' as const, 'post' as const] } : {}) };
      return (await ky(url, { ...request, retry }).json<PlainAnswer>()).call;
    },
  }),
};
