import { describe, expect, test } from 'vitest';
import { Bench, ceilingOf, free } from '../app.fixture.ts';

async function metric(bench: Bench, series: string): Promise<string | undefined> {
  const text = (await bench.app.inject('/metrics')).body;
  return text
    .split('\n')
    .find((line) => line.startsWith(`${series} `))
    ?.slice(series.length + 1);
}

const active = (fault: string) => `evenkeel_fault_active{provider="nimbus",fault="${fault}"}`;
const requests = (status: number, refusedBy: string) =>
  `evenkeel_mock_requests_total{provider="nimbus",operation="infer",status="${status}",refused_by="${refusedBy}"}`;

test('health says how long it is up, and which version and seed', async () => {
  const bench = new Bench({ seed: 42 });
  bench.clock.tick(1_500);
  const health = (await bench.app.inject('/health')).json();
  expect(health).toEqual({
    status: 'ok',
    uptimeSeconds: 1.5,
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    seed: 42,
    providers: ['nimbus', 'neura', 'nerox'],
    memory: { rssBytes: expect.any(Number), heapUsedBytes: expect.any(Number) },
    limiter: 'ok',
  });
});

describe('metrics', () => {
  test('exist at 0 before the first event', async () => {
    const bench = new Bench();
    for (const series of [
      active('http_error'),
      active('latency'),
      active('ceiling'),
      requests(200, 'none'),
      requests(429, 'ceiling'),
    ]) {
      expect(await metric(bench, series)).toBe('0');
    }
    expect((await bench.app.inject('/metrics')).headers['content-type']).toContain('text/plain');
  });

  test.each([
    ['its time to live', async (bench: Bench) => bench.clock.tick(60_000)],
    ['its removal', async (bench: Bench) => bench.admin('DELETE', 'faults/f1')],
    ['the removal of all', async (bench: Bench) => bench.admin('DELETE', 'faults')],
  ])('a fault is active until %s', async (_what, end) => {
    const bench = new Bench();
    await bench.addFault({ provider: 'nimbus', fault: 'latency', fixedMs: 1, rate: 0, ttlMs: 60_000 });
    expect([await metric(bench, active('latency')), await metric(bench, active('http_error'))]).toEqual(['1', '0']);
    await end(bench);
    expect(await metric(bench, active('latency'))).toBe('0');
  });

  test('count requests by status and refusal, and what is in flight', async () => {
    const bench = new Bench();
    const { amount: max } = ceilingOf(free);
    await bench.infer({ payload: {} });
    const sent = await bench.occupy(max);
    await bench.send();
    const inFlight = 'evenkeel_mock_in_flight{provider="nimbus",tier="free"}';
    expect(await metric(bench, inFlight)).toBe(String(max));
    bench.clock.tick(10_000);
    await Promise.all(sent);
    expect(await metric(bench, inFlight)).toBe('0');
    expect(await metric(bench, requests(200, 'none'))).toBe(String(max));
    expect(await metric(bench, requests(400, 'validation'))).toBe('1');
    expect(await metric(bench, requests(429, 'ceiling'))).toBe('1');
    expect(await metric(bench, 'evenkeel_mock_lateness_seconds_count{provider="nimbus",operation="infer"}')).toBe(
      String(max),
    );
  });

  test('two apps share nothing', async () => {
    const [one, two] = [new Bench(), new Bench()];
    await one.infer();
    expect([await metric(one, requests(200, 'none')), await metric(two, requests(200, 'none'))]).toEqual(['1', '0']);
  });
});

test('the API describes itself: the route, its answers, their headers, and the admin API', async () => {
  const document = (await new Bench().app.inject('/docs/json')).json();
  expect(document.openapi).toMatch(/^3\./);
  const { infer, paths } = { infer: document.paths['/v1/infer'].post, paths: Object.keys(document.paths) };
  expect(paths).toEqual(
    expect.arrayContaining(['/admin/faults', '/admin/faults/{id}', '/admin/journal', '/health', '/metrics']),
  );
  expect(infer.security).toEqual([{ apiKey: [] }]);
  expect(infer.requestBody.content['application/json'].schema.required).toEqual(['prompt']);
  expect(infer.description).toContain(`free: ${ceilingOf(free).amount} in flight`);
  for (const status of ['200', '400', '401', '413', '415', '429', '5XX']) {
    expect(Object.keys(infer.responses[status].headers)).toEqual(['retry-after', 'x-ratelimit-remaining']);
  }
  for (const path of paths.filter((name) => name.startsWith('/admin/'))) {
    for (const route of Object.values<{ security: unknown }>(document.paths[path])) {
      expect(route.security).toEqual([{ adminToken: [] }]);
    }
  }
});
