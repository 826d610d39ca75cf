import Stripe from 'stripe';
import { RETRIES, type SdkCaller, type SdkEntrant, type SdkJob } from '../contestant.ts';

/** Calls through the SDK as its users do. It gives each POST an `Idempotency-Key` by itself, with or without retries. */
export function stripeCaller(
  { url }: SdkJob,
  { fetch: send, maxNetworkRetries }: { fetch?: typeof fetch; maxNetworkRetries: number },
): SdkCaller {
  const { hostname, port } = new URL(url);
  const { charges } = new Stripe('sk_test_local', {
    host: hostname,
    port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries,
    ...(send === undefined ? {} : { httpClient: Stripe.createFetchHttpClient(send) }),
  });
  return {
    async call({ number, kind }) {
      const call = String(number);
      const charge =
        kind === 'charge-read'
          ? await charges.retrieve(`ch_${call}`)
          : await charges.create({ amount: 100, currency: 'usd', source: 'tok_visa', metadata: { call } });
      return Number(charge.metadata.call);
    },
  };
}

/** It does not try again after a 429. */
export const stripeAlone: SdkEntrant = {
  name: 'stripe, its own retries',
  tongue: 'stripe',
  open: (job) => stripeCaller(job, { maxNetworkRetries: RETRIES }),
};
