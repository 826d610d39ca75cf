import { describe, expect, it } from 'vitest';
import { metrics, post, startGateway, startMock } from './gateway.fixture.ts';

async function setUp({ key = 'nmb_pro_local', baseUrl }: { key?: string; baseUrl?: string } = {}) {
  const mock = await startMock();
  return { mock, url: await startGateway({ NIMBUS_BASE_URL: baseUrl ?? mock.url, NIMBUS_API_KEY: key }) };
}

describe("the gateway's routes for Nimbus", () => {
  it('answers one call, under the caller’s own id', async () => {
    const { mock, url } = await setUp();
    const response = await post(`${url}/nimbus/infer`, { prompt: 'hi' }, { headers: { 'x-request-id': 'my-call' } });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ output: expect.any(String) });
    expect((await mock.journal()).entries).toMatchObject([{ callId: 'my-call', attempt: 1, status: 200 }]);
  });

  it('streams a batch in order, a failed payload among good ones', async () => {
    const { mock, url } = await setUp();
    await mock.addFault({
      provider: 'nimbus',
      fault: 'http_error',
      rate: 0.2,
      per: 'call',
      ttlMs: 60_000,
      status: 418,
    });
    const payloads = Array.from({ length: 40 }, (_, at) => ({ prompt: `p${at}` }));
    const response = await post(`${url}/nimbus/batch`, { payloads }, { headers: { 'x-request-id': 'my-batch' } });
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
    expect((await mock.journal()).entries.map(({ callId }) => callId)).toContain('my-batch.39');
  });

  it('answers an empty batch with nothing', async () => {
    const { url } = await setUp();
    const response = await post(`${url}/nimbus/batch`, { payloads: [] });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  it.each([
    { what: 'an unknown key', key: 'nmb_unknown', status: 401, code: 'EVK_UPSTREAM_REFUSED' },
    { what: 'a closed port', baseUrl: 'http://127.0.0.1:1', status: 502, code: 'EVK_NETWORK' },
  ])('passes on $what as $status, without the key', async ({ key, baseUrl, status, code }) => {
    const { url } = await setUp({ ...(key && { key }), ...(baseUrl && { baseUrl }) });
    const response = await post(`${url}/nimbus/infer`, { prompt: 'hi' });
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(JSON.parse(text)).toMatchObject({ error: { code, outcome: 'error', attempts: 1 } });
    expect(text).not.toContain('nmb_');
  });

  it('refuses with 503 and Retry-After while its breaker is open', async () => {
    const { mock, url } = await setUp();
    await mock.addFault({
      provider: 'nimbus',
      fault: 'http_error',
      rate: 1,
      per: 'attempt',
      ttlMs: 60_000,
      status: 503,
    });
    const responses = await Promise.all(
      Array.from({ length: 30 }, () => post(`${url}/nimbus/infer`, { prompt: 'hi' })),
    );
    const refused = responses.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  });

  it('cancels the upstream’s work for a caller that leaves', async () => {
    const { mock, url } = await setUp();
    await mock.addFault({ provider: 'nimbus', fault: 'latency', rate: 1, ttlMs: 600_000, fixedMs: 600_000 });
    const controller = new AbortController();
    const left = post(`${url}/nimbus/infer`, { prompt: 'hi' }, { signal: controller.signal }).catch(() => 'left');
    await expect.poll(() => metrics(mock.url)).toContain('evenkeel_mock_in_flight{provider="nimbus",tier="pro"} 1');
    controller.abort();
    expect(await left).toBe('left');
    await expect.poll(async () => (await mock.journal()).entries).toMatchObject([{ aborted: true }]);
    expect(await metrics(url)).toContain(
      'evenkeel_call_duration_seconds_count{provider="nimbus",operation="infer",outcome="cancelled"} 1',
    );
  });
});
