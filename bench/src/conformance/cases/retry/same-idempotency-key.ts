import type { Case } from '../../case.ts';

export const sameIdempotencyKey: Case = {
  id: 'retry-same-idempotency-key',
  title: 'All attempts of a call carry one idempotency key, and another call carries another',
  source: 'draft-ietf-httpapi-idempotency-key-header-07, 2.2; Stripe API, Idempotent requests',
  async run(check) {
    const upstream = await check.upstream([503, 503, 200]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 3, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } },
    });
    await client.call({ idempotency: 'key', payload: { amount: 5 } });
    await client.call({ idempotency: 'key', payload: { amount: 5 } });
    const keys = upstream.arrivals.map(({ headers }) => headers['idempotency-key']);
    check.equal('requests', keys.length, 4);
    const [first, second, third, ofNext] = keys;
    check.that(typeof first === 'string' && first !== '', 'the first attempt carries no idempotency key');
    check.equal('keys of the repeats', [second, third], [first, first]);
    check.that(typeof ofNext === 'string' && ofNext !== first, `the next call's key is ${ofNext}, after ${first}`);
  },
  bug: {
    seam: 'sends-a-request',
    becomes: `((send) => (request) => {
      const { 'idempotency-key': key, ...headers } = request.headers;
      const other = { ...headers, 'idempotency-key': crypto.randomUUID() };
      return send(key === undefined ? request : { ...request, headers: other });
    })($&)`,
  },
};
