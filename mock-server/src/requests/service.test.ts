import { describe, expect, test } from 'vitest';
import { Bench, ceilingOf, free, windowOf } from '../app.fixture.ts';
import { toRoute } from './service.ts';

const { amount: limit, windowMs } = windowOf(free);
const { amount: max, retryAfterMs } = ceilingOf(free);
const ceilingSeconds = String(Math.ceil(retryAfterMs / 1_000));

describe('the ceiling', () => {
  test('refuses at once what exceeds it, says the true remaining, and spends no window', async () => {
    const bench = new Bench();
    const inFlight = await bench.occupy(max);
    for (let n = 0; n < 3; n += 1) {
      const refused = await bench.send();
      expect(refused.statusCode).toBe(429);
      expect(refused.json().error.code).toBe('concurrency_limit_exceeded');
      expect(refused.headers).toMatchObject({
        'retry-after': ceilingSeconds,
        'x-ratelimit-remaining': String(limit - max),
      });
    }
    bench.clock.tick(10_000);
    await Promise.all(inFlight);
    const { entries } = await bench.journal('?status=429');
    expect(entries).toMatchObject(Array(3).fill({ refusedBy: 'ceiling', startMs: null, drawnServiceMs: null }));
    expect((await bench.infer()).statusCode).toBe(200);
  });

  test("is the key's own", async () => {
    const bench = new Bench({
      keys: { one: { provider: 'nimbus', tier: 'free' }, two: { provider: 'nimbus', tier: 'free' } },
    });
    await bench.occupy(max, { key: 'one' });
    expect((await bench.send({ key: 'one' })).statusCode).toBe(429);
    expect((await bench.infer({ key: 'two' })).statusCode).toBe(200);
  });

  test.each([
    ['a served request', {}, 200],
    ['a malformed one', { payload: {} }, 400],
  ])('gets its slot back after %s', async (_what, request, status) => {
    const bench = new Bench();
    for (let n = 0; n < max + 2; n += 1) expect((await bench.infer(request)).statusCode).toBe(status);
  });
});

describe('the window', () => {
  const short = { nimbus: { '/tiers/free/limits/1/amount': 3, '/tiers/free/limits/1/windowMs': 2_500 } };

  test('admits its limit, then refuses with the rest of the window, then starts anew', async () => {
    const bench = new Bench({ contractOverrides: short });
    const left = [];
    for (let n = 0; n < 3; n += 1) left.push((await bench.send({ payload: {} })).headers['x-ratelimit-remaining']);
    expect(left).toEqual(['2', '1', '0']);
    bench.clock.tick(400);
    const refused = await bench.send();
    expect(refused.statusCode).toBe(429);
    expect(refused.json().error.code).toBe('rate_limit_exceeded');
    expect(refused.headers).toMatchObject({ 'retry-after': '3', 'x-ratelimit-remaining': '0' });
    bench.clock.tick(2_099);
    expect((await bench.send()).headers['retry-after']).toBe('1');
    bench.clock.tick(1);
    expect((await bench.infer()).headers).toMatchObject({ 'retry-after': '0', 'x-ratelimit-remaining': '2' });
    expect((await bench.journal('?status=429')).entries).toMatchObject(Array(2).fill({ refusedBy: 'window' }));
  });

  test('what remains is counted when the response is written, not when the request came', async () => {
    const bench = new Bench();
    const sent = await bench.occupy(5);
    bench.clock.tick(10_000 - 1);
    const left = (await Promise.all(sent)).map((response) => response.headers['x-ratelimit-remaining']);
    expect(left).toEqual(Array(5).fill(String(limit - 5)));
  });

  test('a response written when no window is open says the full limit', async () => {
    const bench = new Bench({ contractOverrides: { nimbus: { '/tiers/free/limits/1/windowMs': 1 } } });
    expect((await bench.infer()).headers['x-ratelimit-remaining']).toBe(String(limit));
  });

  test("above the ceiling with nothing left, the window's longer wait is told", async () => {
    const tight = { nimbus: { '/tiers/free/limits/1/amount': 2, '/tiers/free/limits/0/amount': 2 } };
    const bench = new Bench({ contractOverrides: tight });
    await bench.occupy(2);
    const refused = await bench.send();
    expect(refused.json().error.code).toBe('concurrency_limit_exceeded');
    expect(refused.headers).toMatchObject({ 'retry-after': String(windowMs / 1_000), 'x-ratelimit-remaining': '0' });
  });
});

describe('the service time', () => {
  test('is the drawn one, the same for the same seed, and counted from the admission', async () => {
    const run = async (seed: number) => {
      const bench = new Bench({ seed });
      for (const callId of ['a', 'b', 'c']) await bench.infer({ callId });
      return (await bench.journal()).entries;
    };
    const first = await run(1);
    for (const { startMs, endMs, drawnServiceMs } of first) {
      expect(endMs - (startMs ?? 0)).toBeCloseTo(drawnServiceMs ?? 0, 3);
    }
    const drawn = (entries: typeof first) => entries.map(({ drawnServiceMs }) => drawnServiceMs);
    expect(drawn(await run(1))).toEqual(drawn(first));
    expect(drawn(await run(2))).not.toEqual(drawn(first));
  });

  test('is another for each seed, key, call and attempt', async () => {
    const subjects = [
      { seed: 1 },
      { seed: 2 },
      { seed: 1, key: 'nmb_pro_local' },
      { seed: 1, callId: 'another' },
      { seed: 1, attempt: 2 },
    ];
    const drawn = subjects.map(async ({ seed, ...request }) => {
      const bench = new Bench({ seed });
      await bench.infer({ callId: 'a', ...request });
      return (await bench.journal()).entries[0]?.drawnServiceMs;
    });
    expect(new Set(await Promise.all(drawn)).size).toBe(subjects.length);
  });
});

describe('a fault', () => {
  const base = { provider: 'nimbus', rate: 1, ttlMs: 60_000 } as const;

  test('http_error answers at once, without a service time, with both headers', async () => {
    const bench = new Bench();
    const id = await bench.addFault({ ...base, fault: 'http_error', status: 502, retryAfterMs: 1_500 });
    const response = await bench.send();
    expect(response.statusCode).toBe(502);
    expect(response.json()).toEqual({ error: { code: 'bad_gateway', message: 'Bad Gateway' } });
    expect(response.headers).toMatchObject({ 'retry-after': '2', 'x-ratelimit-remaining': String(limit - 1) });
    const { entries } = await bench.journal();
    expect(entries).toMatchObject([
      { status: 502, drawnServiceMs: null, faults: [{ id, fault: 'http_error', hit: true, addedMs: 0 }] },
    ]);
    expect(entries[0]?.endMs).toBe(entries[0]?.startMs);
  });

  test('latency adds to the drawn service time, and several add up', async () => {
    const bench = new Bench();
    await bench.infer({ callId: 'same' });
    await bench.addFault({ ...base, fault: 'latency', fixedMs: 3_000 });
    await bench.addFault({ ...base, fault: 'latency', fixedMs: 500 });
    expect((await bench.infer({ callId: 'same' })).statusCode).toBe(200);
    const [healthy, slow] = (await bench.journal()).entries;
    expect(slow?.drawnServiceMs).toBe(healthy?.drawnServiceMs);
    expect(slow?.faults.map(({ addedMs }) => addedMs)).toEqual([3_000, 500]);
    expect((slow?.endMs ?? 0) - (slow?.startMs ?? 0)).toBeCloseTo((slow?.drawnServiceMs ?? 0) + 3_500, 3);
  });

  test("ceiling takes the place of the tier's for as long as it lasts, where that is not lower", async () => {
    const bench = new Bench();
    const lower = { ...base, fault: 'ceiling', rate: 1 } as const;
    const inFlight = await bench.occupy(3);
    const id = await bench.addFault({ ...lower, max: 2 });
    const refused = await bench.send();
    expect([refused.statusCode, refused.json().error.code]).toEqual([429, 'concurrency_limit_exceeded']);
    expect(refused.headers).toMatchObject({
      'retry-after': ceilingSeconds,
      'x-ratelimit-remaining': String(limit - 3),
    });
    bench.clock.tick(10_000);
    await Promise.all(inFlight);
    inFlight.push(...(await bench.occupy(2)));
    expect((await bench.send()).statusCode).toBe(429);
    expect((await bench.send({ key: 'nmb_pro_local', payload: {} })).statusCode).toBe(400);
    await bench.admin('DELETE', `faults/${id}`);
    await bench.addFault({ ...lower, max: max + 1 });
    inFlight.push(...(await bench.occupy(max - 2)));
    expect((await bench.send()).statusCode).toBe(429);
    bench.clock.tick(10_000);
    await Promise.all(inFlight);
    const { entries } = await bench.journal('?status=429');
    expect(entries).toMatchObject(Array(3).fill({ refusedBy: 'ceiling', startMs: null, faults: [] }));
  });

  test('that spares a request is journalled, and one that answers hides no other', async () => {
    const bench = new Bench();
    const latency = await bench.addFault({ ...base, fault: 'latency', fixedMs: 3_000 });
    const spares = await bench.addFault({ ...base, fault: 'http_error', rate: 0 });
    await bench.infer({ callId: 'served' });
    const answers = await bench.addFault({ ...base, fault: 'http_error' });
    await bench.send({ callId: 'answered' });
    const entries = (await bench.journal()).entries.map(({ callId, faults }) => ({ callId, faults }));
    const spared = { id: spares, fault: 'http_error', hit: false, addedMs: 0 };
    const delayed = { id: latency, fault: 'latency', hit: true, addedMs: 3_000 };
    expect(entries).toEqual([
      { callId: 'served', faults: [delayed, spared] },
      {
        callId: 'answered',
        faults: [{ ...delayed, addedMs: 0 }, spared, { id: answers, fault: 'http_error', hit: true, addedMs: 0 }],
      },
    ]);
  });

  test('hits the same calls in whatever order they come, and all attempts of a call', async () => {
    const calls = Array.from({ length: 40 }, (_, n) => `call-${n}`);
    const hit = async (order: string[]) => {
      const bench = new Bench();
      await bench.addFault({ ...base, fault: 'http_error', rate: 0.4 });
      for (const callId of order) {
        for (const attempt of [1, 2]) await bench.infer({ callId, attempt });
      }
      const { entries } = await bench.journal('?status=503');
      return entries.map(({ callId, attempt }) => `${callId}/${attempt}`).sort();
    };
    const hits = await hit(calls);
    expect(await hit(calls.toReversed())).toEqual(hits);
    const first = hits.filter((name) => name.endsWith('/1')).map((name) => name.slice(0, -2));
    expect(first.length).toBeGreaterThan(4);
    expect(hits).toEqual(first.flatMap((callId) => [`${callId}/1`, `${callId}/2`]).sort());
  });

  test('ends with its time to live', async () => {
    const bench = new Bench();
    await bench.addFault({ ...base, fault: 'http_error', ttlMs: 1_000 });
    expect((await bench.send()).statusCode).toBe(503);
    bench.clock.tick(1_000);
    expect((await bench.infer()).statusCode).toBe(200);
  });

  test('does not act on what the limits refuse', async () => {
    const bench = new Bench();
    await bench.occupy(max);
    await bench.addFault({ ...base, fault: 'http_error' });
    expect((await bench.send()).statusCode).toBe(429);
    expect((await bench.journal()).entries).toMatchObject([{ status: 429, faults: [] }]);
  });
});

test.each([
  ['/v1/infer', [], '/v1/infer'],
  ['/v1/models/{model}:generate', [], '/v1/models/:model(^[^/:]+)::generate'],
  ['/{+path}', [], '/*'],
  ['/{network}/agents', ['solana', 'base'], '/:network(^(?:solana|base)$)/agents'],
  ['/{network}/agents/{agent}/call', ['base'], '/:network(^(?:base)$)/agents/:agent/call'],
])('%s on %j is the route %s', (path, networks, route) => {
  expect(toRoute(path, networks)).toBe(route);
});
