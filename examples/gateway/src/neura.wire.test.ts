import { describe, expect, it } from 'vitest';
import { metrics, post, startGateway, startMock } from './gateway.fixture.ts';

async function setUp(env: Record<string, string> = {}) {
  const mock = await startMock();
  const url = await startGateway({ NEURA_BASE_URL: mock.url, NEURA_API_KEY: 'nra_standard_local', ...env });
  return { mock, url };
}

const headers = { 'x-request-id': 'my-call' };

describe("the gateway's routes for Neura", () => {
  it('call an agent under the caller’s own id, and list the agents there are', async () => {
    const { mock, url } = await setUp();
    const called = await post(`${url}/neura/call`, { agent: 'echo', input: 'hi', network: 'base' }, { headers });
    expect([called.status, await called.json()]).toMatchObject([200, { agent: 'echo', output: expect.any(String) }]);
    const listed = await post(`${url}/neura/discover`, { network: 'solana' });
    expect(await listed.json()).toMatchObject({
      agents: expect.arrayContaining([expect.objectContaining({ id: 'oracle', network: 'solana' })]),
    });
    const [first] = (await mock.journal()).entries;
    expect(first).toMatchObject({ callId: 'my-call', operation: 'agent_call', partition: 'base/agents', status: 200 });
  });

  it('answer 402 with the invoice where nobody allowed a payment', async () => {
    const { url } = await setUp();
    const called = await post(`${url}/neura/call`, { agent: 'oracle', input: 'pair' });
    expect(called.status).toBe(402);
    expect(await called.json()).toMatchObject({
      error: { code: 'EVK_PAYMENT_REQUIRED', outcome: 'rejected', invoice: { currency: 'USDC' } },
    });
  });

  it('pay where it is allowed', async () => {
    const { mock, url } = await setUp({ NEURA_MAX_PAYMENT: '1 USDC', NEURA_MAX_TOTAL: '5 USDC' });
    const called = await post(`${url}/neura/call`, { agent: 'oracle', input: 'pair', network: 'base' });
    expect([called.status, await called.json()]).toMatchObject([200, { invoice: { settledAt: expect.any(String) } }]);
    const seen = (await mock.journal()).entries.map(({ operation, status }) => `${operation} ${status}`);
    expect(seen).toEqual(['agent_call 402', 'invoice_pay 200', 'invoice_replay 200']);
  });

  it.each([
    { what: 'an unknown agent', body: { agent: 'nobody', input: 'x' }, status: 404, code: 'EVK_UPSTREAM_REFUSED' },
    {
      what: 'an unknown network',
      body: { agent: 'echo', input: 'x', network: 'x' },
      status: 400,
      code: 'EVK_OPTION_INVALID',
    },
    {
      what: 'an agent whose name ends in half a character',
      body: { agent: 'echo\ud83d', input: 'x' },
      status: 400,
      code: 'EVK_OPTION_INVALID',
    },
  ])('pass on $what as $status', async ({ body, status, code }) => {
    const { url } = await setUp();
    const called = await post(`${url}/neura/call`, body);
    expect([called.status, await called.json()]).toMatchObject([status, { error: { code } }]);
  });

  it('have their metrics, and no other API’s', async () => {
    const { url } = await setUp();
    const text = await metrics(url);
    expect(text).toContain('evenkeel_breakers{provider="neura",upstream="solana",state="closed"} 1');
    expect(text).not.toContain('provider="nimbus"');
  });
});
