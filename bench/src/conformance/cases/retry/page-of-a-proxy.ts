import type { Case } from '../../case.ts';

const page = '<html><body><h1>503 Service Unavailable</h1></body></html>';

export const pageOfAProxy: Case = {
  id: 'retry-503-then-200',
  title: 'After a 503, be it a page of a proxy, the request is made again, and the 200 is delivered',
  source: 'RFC 9110, 15.6.4; AWS SDKs and Tools guide, Retry behavior',
  async run(check) {
    const upstream = await check.upstream([
      { status: 503, headers: { 'content-type': 'text/html' }, body: page },
      { body: { well: true } },
    ]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 3, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } },
    });
    const { status, body } = await client.call();
    check.equal('answer', { status, body }, { status: 200, body: '{"well":true}' });
    check.equal('requests', upstream.arrivals.length, 2);
  },
  bug: {
    seam: 'page-is-no-json',
    becomes: "throw new SyntaxError('The body is no JSON.');",
  },
};
