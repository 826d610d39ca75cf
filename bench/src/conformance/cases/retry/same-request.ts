import type { Case } from '../../case.ts';

export const sameRequest: Case = {
  id: 'retry-same-request',
  title: 'A repeat is the whole request again, its body included',
  source: 'draft-ietf-httpapi-idempotency-key-header-07, 2.2; undici docs, RetryHandler',
  async run(check) {
    const upstream = await check.upstream([503, 200]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 3, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } },
    });
    await client.call({ idempotency: 'key', payload: { prompt: 'Wie groß ist 東京?' } });
    const [first, second] = upstream.arrivals.map(({ method, path, headers, body }) => ({
      method,
      path,
      type: headers['content-type'],
      body,
    }));
    check.equal('body of the first attempt', first?.body, '{"prompt":"Wie groß ist 東京?"}');
    check.equal('the second attempt', second, first);
  },
  bug: {
    seam: 'sends-a-request',
    becomes: `((send) => (request) =>
      send(request.headers['evenkeel-attempt'] === '1' ? request : { ...request, body: undefined }))($&)`,
    alsoFails: ['retried-call-keeps-its-place'],
  },
};
