import { afterEach, describe, expect, it } from 'vitest';
import { type Mock, type Started, startMock, startServer } from '../../../test/processes/start.ts';

const started: AsyncDisposable[] = [];
afterEach(async () => {
  for (const server of started.splice(0).reverse()) await server[Symbol.asyncDispose]();
});

async function setUp(env: Record<string, string> = {}): Promise<{ mock: Mock; gateway: Started }> {
  const mock = await startMock();
  started.push(mock);
  const gateway = await startServer('examples/gateway/src/main.ts', {
    NEURA_BASE_URL: mock.url,
    NEURA_API_KEY: 'nra_standard_local',
    LOG_LEVEL: 'silent',
    ...env,
  });
  started.push(gateway);
  return { mock, gateway };
}

const post = (url: string, body: unknown): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': 'my-call' },
    body: JSON.stringify(body),
  });

describe("the gateway's routes for Neura", () => {
  it('call an agent under the caller’s own id, and list the agents there are', async () => {
    const { mock, gateway } = await setUp();
    const called = await post(`${gateway.url}/neura/call`, { agent: 'echo', input: 'hi', network: 'base' });
    expect([called.status, await called.json()]).toMatchObject([200, { agent: 'echo', output: expect.any(String) }]);
    const listed = await post(`${gateway.url}/neura/discover`, { network: 'solana' });
    expect(await listed.json()).toMatchObject({
      agents: expect.arrayContaining([expect.objectContaining({ id: 'oracle', network: 'solana' })]),
    });
    const [first] = await mock.journal();
    expect(first).toMatchObject({ callId: 'my-call', operation: 'agent_call', lane: 'base/agents', status: 200 });
  });

  it('answer 402 with the invoice where nobody allowed a payment', async () => {
    const { gateway } = await setUp();
    const called = await post(`${gateway.url}/neura/call`, { agent: 'oracle', input: 'pair' });
    expect(called.status).toBe(402);
    expect(await called.json()).toMatchObject({
      error: { code: 'EVK_PAYMENT_REQUIRED', outcome: 'rejected', invoice: { currency: 'USDC' } },
    });
  });

  it('pay where it is allowed', async () => {
    const { mock, gateway } = await setUp({ NEURA_MAX_PAYMENT: '1 USDC', NEURA_MAX_TOTAL: '5 USDC' });
    const called = await post(`${gateway.url}/neura/call`, { agent: 'oracle', input: 'pair', network: 'base' });
    expect([called.status, await called.json()]).toMatchObject([200, { invoice: { settledAt: expect.any(String) } }]);
    const seen = (await mock.journal()).map(({ operation, status }) => `${operation} ${status}`);
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
  ])('pass on $what as $status', async ({ body, status, code }) => {
    const { gateway } = await setUp();
    const called = await post(`${gateway.url}/neura/call`, body);
    expect([called.status, await called.json()]).toMatchObject([status, { error: { code } }]);
  });

  it('have their metrics, and no other API’s', async () => {
    const { gateway } = await setUp();
    const text = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(text).toContain('evenkeel_breaker_state{provider="neura",upstream="solana",state="closed"} 1');
    expect(text).not.toContain('provider="nimbus"');
  });

  it.each([
    [{ NEURA_API_KEY: '' }, 'set one of NIMBUS_API_KEY, NEURA_API_KEY and NEROX_API_KEY'],
    [{ NEURA_MAX_PAYMENT: 'lots' }, 'NEURA_MAX_PAYMENT'],
    [{ NEURA_MAX_PAYMENT: '1 USDC' }, 'NEURA_MAX_TOTAL'],
    [{ NEURA_MAX_PAYMENT: '1 USDC', NEURA_MAX_TOTAL: '5 SOL' }, 'NEURA_MAX_TOTAL is "5 SOL": give an amount in USDC'],
    [{ EVENKEEL_REDIS_URL: 'http://user:secret@127.0.0.1' }, 'redis'],
  ])('are refused with %o, which is said without a secret', async (env, says) => {
    await expect(setUp(env)).rejects.toThrow(says);
    await expect(setUp(env)).rejects.not.toThrow('secret');
  });
});
