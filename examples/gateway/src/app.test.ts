import { afterEach, describe, expect, it } from 'vitest';
import { type Mock, type Started, startMock, startServer } from '../../../test/processes/start.ts';

const started: AsyncDisposable[] = [];
afterEach(async () => {
  for (const server of started.splice(0).reverse()) await server[Symbol.asyncDispose]();
});

async function setUp(key = 'nmb_pro_local', baseUrl?: string): Promise<{ mock: Mock; gateway: Started }> {
  const mock = await startMock();
  started.push(mock);
  const gateway = await startServer('examples/gateway/src/main.ts', {
    NIMBUS_BASE_URL: baseUrl ?? mock.url,
    NIMBUS_API_KEY: key,
    LOG_LEVEL: 'silent',
  });
  started.push(gateway);
  return { mock, gateway };
}

const post = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

describe('the gateway', () => {
  it('answers one call, under the caller’s own id', async () => {
    const { mock, gateway } = await setUp();
    const response = await post(`${gateway.url}/nimbus/infer`, { prompt: 'hi' }, { 'x-request-id': 'my-call' });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ output: expect.any(String) });
    expect(await mock.journal()).toMatchObject([{ callId: 'my-call', attempt: 1, status: 200 }]);
  });

  it('streams a batch in order, a failed payload among good ones', async () => {
    const { mock, gateway } = await setUp();
    await mock.addFault({
      provider: 'nimbus',
      fault: 'http_error',
      rate: 0.2,
      per: 'call',
      ttlMs: 60_000,
      status: 418,
    });
    const payloads = Array.from({ length: 40 }, (_, at) => ({ prompt: `p${at}` }));
    const response = await post(`${gateway.url}/nimbus/batch`, { payloads }, { 'x-request-id': 'my-batch' });
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ index }) => index)).toEqual(payloads.map((_, at) => at));
    const failed = lines.filter(({ status }) => status === 'rejected');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThan(40);
    for (const line of failed) {
      expect(line).toMatchObject({ httpStatus: 418, reason: { code: 'EVK_UPSTREAM_REFUSED', outcome: 'error' } });
    }
    expect((await mock.journal()).map(({ callId }) => callId)).toContain('my-batch.39');
  });

  it('answers an empty batch with nothing', async () => {
    const { gateway } = await setUp();
    const response = await post(`${gateway.url}/nimbus/batch`, { payloads: [] });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  it.each([
    { what: 'an unknown key', key: 'nmb_unknown', status: 401, code: 'EVK_UPSTREAM_REFUSED' },
    { what: 'a closed port', baseUrl: 'http://127.0.0.1:1', status: 502, code: 'EVK_NETWORK' },
  ])('passes on $what as $status, without the key', async ({ key, baseUrl, status, code }) => {
    const { gateway } = await setUp(key, baseUrl);
    const response = await post(`${gateway.url}/nimbus/infer`, { prompt: 'hi' });
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(JSON.parse(text)).toMatchObject({ error: { code, outcome: 'error', attempts: 1 } });
    expect(text).not.toContain('nmb_');
  });

  it('refuses with 503 and Retry-After while its breaker is open', async () => {
    const { mock, gateway } = await setUp();
    await mock.addFault({
      provider: 'nimbus',
      fault: 'http_error',
      rate: 1,
      per: 'attempt',
      ttlMs: 60_000,
      status: 503,
    });
    const responses = await Promise.all(
      Array.from({ length: 30 }, () => post(`${gateway.url}/nimbus/infer`, { prompt: 'hi' })),
    );
    const refused = responses.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  });

  it('stops when whoever started it is gone', async () => {
    const { gateway } = await setUp();
    gateway.child.disconnect();
    expect(await gateway.exited).toBe(0);
  });

  it('cancels the upstream’s work for a caller that leaves', async () => {
    const { mock, gateway } = await setUp();
    await mock.addFault({
      provider: 'nimbus',
      fault: 'latency',
      rate: 1,
      per: 'attempt',
      ttlMs: 60_000,
      fixedMs: 5_000,
    });
    const controller = new AbortController();
    const left = fetch(`${gateway.url}/nimbus/infer`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"prompt":"hi"}',
      signal: controller.signal,
    }).catch(() => 'left');
    await new Promise((resolve) => setTimeout(resolve, 200));
    controller.abort();
    expect(await left).toBe('left');
    await expect.poll(() => mock.journal()).toMatchObject([{ aborted: true }]);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toContain(
      'evenkeel_call_duration_seconds_count{provider="nimbus",operation="infer",outcome="cancelled"} 1',
    );
  });
});
