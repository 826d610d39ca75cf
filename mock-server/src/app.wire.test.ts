import { describe, expect, test } from 'vitest';
import { ceilingOf, free, windowOf } from './app.fixture.ts';
import { rawInfer, until, WireServer } from './wire.fixture.ts';

const { amount: max, retryAfterMs } = ceilingOf(free);
const { amount: limit } = windowOf(free);
/** Service times so long that no request ends while a test looks at it. */
const slow = { contractOverrides: { nimbus: { '/operations/infer/emulate/latencyMedianMs': 60_000 } } };

test('of 500 parallel requests at Free the eleventh is refused before any of the ten has ended', async () => {
  // Slower than the contract says, so that a busy machine still sends the eleventh in time.
  const median = { nimbus: { '/operations/infer/emulate/latencyMedianMs': 1_000 } };
  await using server = await WireServer.start({ contractOverrides: median });
  const responses = await Promise.all(Array.from({ length: 500 }, (_, n) => server.infer({ callId: `c-${n}` })));
  const refused = responses.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(responses.length - refused.length).toBeGreaterThanOrEqual(max);
  for (const { headers } of refused) {
    expect(headers.get('retry-after')).toBe(String(Math.ceil(retryAfterMs / 1_000)));
    expect(Number(headers.get('x-ratelimit-remaining'))).toBeLessThanOrEqual(limit - max);
  }
  await Promise.all(responses.map((response) => response.text()));
  const entries = (await server.journal()).entries.sort((a, b) => a.arrivalMs - b.arrivalMs);
  expect(entries).toHaveLength(500);
  const ten = entries.slice(0, max);
  expect(ten.map(({ status }) => status)).toEqual(Array(max).fill(200));
  const eleventh = entries[max];
  expect(eleventh).toMatchObject({ status: 429, refusedBy: 'ceiling' });
  expect(eleventh?.endMs).toBeLessThan(Math.min(...ten.map(({ endMs }) => endMs)));
  const medianMs = (of: number): number => {
    const took = entries.filter(({ status }) => status === of).map(({ arrivalMs, endMs }) => endMs - arrivalMs);
    return took.sort((a, b) => a - b)[took.length >> 1] ?? Number.NaN;
  };
  expect(medianMs(429)).toBeLessThan(medianMs(200) / 10);
});

test('no response is earlier than its drawn service time', async () => {
  await using server = await WireServer.start();
  await Promise.all(Array.from({ length: max }, () => server.infer().then((response) => response.text())));
  for (const { startMs, endMs, drawnServiceMs } of (await server.journal()).entries) {
    expect(endMs - (startMs ?? 0)).toBeGreaterThanOrEqual(drawnServiceMs ?? Number.NaN);
  }
});

test('a client that reuses its connection finds its slot free', async () => {
  const overrides = { nimbus: { '/tiers/free/limits/0/amount': 1, '/operations/infer/emulate/latencyMedianMs': 1 } };
  await using server = await WireServer.start({ contractOverrides: overrides });
  for (let n = 0; n < 50; n += 1) {
    const response = await server.infer();
    await response.text();
    expect(response.status).toBe(200);
  }
});

describe('a lost connection gives the slot back and is journalled once, as aborted', () => {
  const aborted = (callId: string, drawn: unknown) => ({
    callId,
    status: 499,
    aborted: true,
    refusedBy: null,
    remaining: null,
    drawnServiceMs: drawn,
  });

  test('during the service time', async () => {
    await using server = await WireServer.start(slow);
    const controller = new AbortController();
    const response = server.infer({ callId: 'gone', signal: controller.signal });
    await until('the request is in flight', async () => (await server.inFlight()) === 1);
    controller.abort();
    await expect(response).rejects.toThrow();
    await until('the slot is free', async () => (await server.inFlight()) === 0);
    expect((await server.journal()).entries).toMatchObject([aborted('gone', expect.any(Number))]);
  });

  test('halfway through the body', async () => {
    await using server = await WireServer.start(slow);
    const { socket } = await server.connect();
    socket.write(rawInfer('half', true));
    await until('the request is in flight', async () => (await server.inFlight()) === 1);
    socket.destroy();
    await until('the slot is free', async () => (await server.inFlight()) === 0);
    expect((await server.journal()).entries).toMatchObject([aborted('half', null)]);
  });

  test('with a second request waiting behind the first on it', async () => {
    await using server = await WireServer.start(slow);
    const { socket } = await server.connect();
    socket.write(rawInfer('first') + rawInfer('second'));
    await until('both are in flight', async () => (await server.inFlight()) === 2);
    socket.destroy();
    await until('both slots are free', async () => (await server.inFlight()) === 0);
    const { entries } = await server.journal();
    expect(entries.map(({ callId }) => callId).sort()).toEqual(['first', 'second']);
    expect(entries.every((entry) => entry.aborted && entry.status === 499)).toBe(true);
  });
});

test('closing finishes what is in flight and then ends its connection', async () => {
  const server = await WireServer.start();
  const unused = await server.connect();
  const { socket, received, closed } = await server.connect();
  socket.write(rawInfer('last'));
  await until('the request is in flight', async () => (await server.inFlight()) === 1);
  await server.app.close();
  await Promise.all([closed, unused.closed]);
  expect(received()).toMatch(/^HTTP\/1\.1 200 OK/);
});

test('headers and bodies that do not come are given up, and looked for every second', async () => {
  await using server = await WireServer.start();
  const timeouts = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 };
  expect(server.app.server).toMatchObject(timeouts);
});
