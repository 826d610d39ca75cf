import { describe, expect, test } from 'vitest';
import { NeuraBench } from './app.fixture.ts';

const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const failure = (error: unknown) => ({ success: false, error, timestamp });

describe('discovery', () => {
  test.each(['solana', 'base'])('lists free and paid agents of %s', async (network) => {
    const response = await new NeuraBench().get(`/${network}/agents`);
    expect(response.statusCode).toBe(200);
    const { success, data, timestamp: at } = response.json();
    expect([success, at]).toEqual([true, timestamp]);
    const prices = data.agents.map(({ price }: { price: unknown }) => price);
    expect(prices).toContain(null);
    expect(prices).toContainEqual({ amount: expect.any(Number), currency: 'USDC' });
    for (const agent of data.agents) {
      expect(agent).toEqual({
        id: expect.any(String),
        name: expect.any(String),
        network,
        description: expect.any(String),
        price: agent.price,
      });
    }
  });
});

describe('a call', () => {
  test('of a free agent gets its output, always the same', async () => {
    const bench = new NeuraBench();
    const [one, two] = [await bench.call('echo'), await bench.call('echo')];
    expect(one.statusCode).toBe(200);
    expect(one.json()).toEqual({
      success: true,
      data: { agent: 'echo', output: expect.stringContaining('hi') },
      timestamp,
    });
    expect(two.json().data).toEqual(one.json().data);
  });

  test('of a paid one gets an invoice', async () => {
    const bench = new NeuraBench();
    const response = await bench.call('oracle');
    expect(response.statusCode).toBe(402);
    expect(response.json()).toEqual({
      success: false,
      error: 'Payment required',
      invoice: {
        id: expect.stringMatching(/^inv_[0-9a-f]{16}$/),
        agent: 'oracle',
        network: 'solana',
        amount: 0.25,
        currency: 'USDC',
        expiresAt: timestamp,
      },
      timestamp,
    });
  });

  test('takes its service time, a repeated one too', async () => {
    const bench = new NeuraBench();
    for (let n = 0; n < 2; n += 1) await bench.call('echo', { callId: 'c', idempotencyKey: 'once' });
    await bench.call('oracle', { callId: 'd' });
    for (const { startMs, endMs, drawnServiceMs } of (await bench.journal()).entries) {
      expect(endMs - (startMs ?? 0)).toBeCloseTo(drawnServiceMs ?? Number.NaN, 2);
    }
  });

  test.each([
    ['an unknown agent', '/solana/agents/nobody/call', { input: 'hi' }, 404, 'There is no such agent.'],
    ['a body without input', '/solana/agents/echo/call', {}, 400, expect.stringContaining('input')],
    ['an input of another kind', '/solana/agents/echo/call', { input: 5 }, 400, expect.stringContaining('input')],
    ['an unknown network', '/doge/agents/echo/call', { input: 'hi' }, 404, 'There is no such route.'],
    ['a payment without an amount', '/solana/invoices/inv_1/pay', {}, 400, expect.stringContaining('amount')],
    [
      'an unknown invoice',
      '/solana/invoices/inv_1/pay',
      { amount: 1, currency: 'USDC' },
      404,
      'There is no such invoice.',
    ],
    ['an unknown replay', '/solana/invoices/inv_1/replay', {}, 404, 'There is no such invoice.'],
  ])('%s is refused in Neura’s form', async (_what, path, body, status, error) => {
    const response = await new NeuraBench().get(path, { body });
    expect(response.statusCode).toBe(status);
    expect(response.json()).toEqual(failure(error));
  });

  test.each([null, 'nmb_free_local', 'nra_unknown'])('with the key %j is 401', async (key) => {
    const response = await new NeuraBench().get('/solana/agents', { key });
    expect(response.statusCode).toBe(401);
    expect(response.json()).toEqual(failure(expect.stringContaining('key')));
  });

  test('has no header that tells a quota', async () => {
    const bench = new NeuraBench();
    for (const response of [await bench.call('echo'), await bench.call('nobody'), await bench.get('/x/agents')]) {
      const told = Object.keys(response.headers).filter((name) => /rate|retry/i.test(name));
      expect(told).toEqual([]);
    }
  });
});

describe('an idempotency key', () => {
  test('gets the same invoice again, and the same output', async () => {
    const bench = new NeuraBench();
    const again = { idempotencyKey: 'once' };
    expect(await bench.invoice({ ...again, attempt: 2 })).toEqual(await bench.invoice(again));
    const [one, two] = [await bench.call('echo', again), await bench.call('echo', again)];
    expect(two.body).toBe(one.body);
    expect((await bench.books()).written).toBe(1);
  });

  test('does not have its call executed twice', async () => {
    const bench = new NeuraBench();
    const again = { idempotencyKey: 'once' };
    await bench.call('echo', again);
    // The upstream would fail, but is not asked.
    await bench.addFault({ provider: 'neura', fault: 'upstream_error', rate: 1, ttlMs: 60_000 });
    expect((await bench.call('echo', again)).statusCode).toBe(200);
    expect((await bench.call('echo', { idempotencyKey: 'another' })).statusCode).toBe(500);
  });

  test("is the agent's own, and the network's", async () => {
    const bench = new NeuraBench();
    const again = { idempotencyKey: 'once' };
    const { id } = await bench.invoice(again);
    expect((await bench.invoice({ ...again, key: 'nra_other' })).id).not.toBe(id);
    expect((await bench.call('oracle', again, 'base')).json().invoice.id).not.toBe(id);
  });

  test('of a failed call is tried again', async () => {
    const bench = new NeuraBench();
    const again = { idempotencyKey: 'once' };
    const fault = await bench.addFault({ provider: 'neura', fault: 'upstream_error', rate: 1, ttlMs: 60_000 });
    expect((await bench.call('echo', again)).statusCode).toBe(500);
    await bench.admin('DELETE', `faults/${fault}`);
    expect((await bench.call('echo', again)).statusCode).toBe(200);
  });

  test('without one each call has an invoice of its own', async () => {
    const bench = new NeuraBench();
    const ids = [await bench.invoice({ callId: 'c' }), await bench.invoice({ callId: 'c' })].map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });
});
