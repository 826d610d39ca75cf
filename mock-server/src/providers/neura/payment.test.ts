import { describe, expect, test } from 'vitest';
import { NeuraBench } from './app.fixture.ts';

describe('an invoice', () => {
  test('is paid, and its call replayed', async () => {
    const bench = new NeuraBench();
    const invoice = await bench.invoice();
    const paid = await bench.pay(invoice);
    expect(paid.statusCode).toBe(200);
    expect(paid.json()).toEqual({
      success: true,
      data: { invoice: invoice.id, receipt: expect.stringMatching(/^rcp_/), paidAt: expect.any(String) },
      timestamp: expect.any(String),
    });
    const replayed = await bench.replay(invoice);
    expect(replayed.statusCode).toBe(200);
    expect(replayed.json()).toEqual({
      success: true,
      data: {
        agent: 'oracle',
        output: expect.stringContaining('hi'),
        invoice: { id: invoice.id, settledAt: expect.any(String) },
      },
      timestamp: expect.any(String),
    });
  });

  test('is paid once and settled once, however often that is asked', async () => {
    const bench = new NeuraBench();
    const invoice = await bench.invoice();
    const receipts = [await bench.pay(invoice), await bench.pay(invoice)].map((response) => response.json().data);
    expect(receipts[1]).toEqual(receipts[0]);
    const results = await bench.settled(() => Promise.all([1, 2, 3].map(() => bench.ask(replayPath(invoice)))));
    results.push(await bench.replay(invoice));
    expect(new Set(results.map((response) => JSON.stringify(response.json().data))).size).toBe(1);
    expect(await bench.books()).toEqual({
      written: 1,
      paid: 1,
      settled: 1,
      evicted: 0,
      invoices: [
        {
          ...invoice,
          createdAt: expect.any(String),
          paidAt: receipts[0].paidAt,
          settledAt: results[0]?.json().data.invoice.settledAt,
          payments: 1,
          settlements: 1,
        },
      ],
    });
  });

  test('that is not paid is asked for again by its replay', async () => {
    const bench = new NeuraBench();
    const invoice = await bench.invoice();
    const response = await bench.replay(invoice);
    expect(response.statusCode).toBe(402);
    expect(response.json()).toMatchObject({ error: 'Payment required', invoice });
    expect(await bench.books()).toMatchObject({ written: 1, paid: 0, settled: 0, invoices: [{ paidAt: null }] });
  });

  test.each([
    ['too little', { amount: 0.2 }],
    ['too much', { amount: 0.3 }],
    ['another currency', { currency: 'SOL' }],
  ])('is not paid with %s', async (_what, change) => {
    const bench = new NeuraBench();
    const response = await bench.pay({ ...(await bench.invoice()), ...change });
    expect(response.statusCode).toBe(400);
    expect(response.json().error).toBe('The invoice asks for 0.25 USDC: pay exactly that.');
    expect((await bench.books()).paid).toBe(0);
  });

  test('that has expired can’t be paid, but one that was paid keeps its receipt', async () => {
    const bench = new NeuraBench();
    const [kept, lost] = [await bench.invoice(), await bench.invoice()];
    const { data } = (await bench.pay(kept)).json();
    bench.clock.tick(600_000);
    expect((await bench.pay(kept)).json().data).toEqual(data);
    const response = await bench.pay(lost);
    expect(response.statusCode).toBe(410);
    expect(response.json().error).toContain(lost.expiresAt);
  });

  test.each([
    ['another agent’s', { key: 'nra_other' }, {}],
    ['of another network', {}, { network: 'base' }],
  ])('%s is none', async (_what, request, change) => {
    const bench = new NeuraBench();
    const invoice = { ...(await bench.invoice()), ...change };
    expect((await bench.pay(invoice, request)).statusCode).toBe(404);
    expect((await bench.replay(invoice, request)).statusCode).toBe(404);
  });
});

const replayPath = ({ network, id }: { network: string; id: string }): string => `/${network}/invoices/${id}/replay`;

test('a replay whose upstream fails settles nothing, and may be asked for again', async () => {
  const bench = new NeuraBench();
  const invoice = await bench.invoice();
  await bench.pay(invoice);
  const fault = await bench.addFault({ provider: 'neura', fault: 'upstream_error', rate: 1, ttlMs: 600_000 });
  expect((await bench.replay(invoice)).statusCode).toBe(500);
  expect((await bench.books()).settled).toBe(0);
  await bench.admin('DELETE', `faults/${fault}`);
  expect((await bench.replay(invoice)).statusCode).toBe(200);
  expect(await bench.books()).toMatchObject({ settled: 1, invoices: [{ payments: 1, settlements: 1 }] });
});

test('of 500 invoices under load each is paid once and settled once, where 5 % of the replays fail at first', async () => {
  const bench = new NeuraBench({ contractOverrides: { neura: { '/tiers/standard/limits/0/amount': 100_000 } } });
  await bench.addFault({
    provider: 'neura',
    fault: 'http_error',
    rate: 0.05,
    operation: 'invoice_replay',
    attempts: 'first',
    ttlMs: 600_000,
  });
  let failed = 0;
  const buy = async (n: number): Promise<void> => {
    const callId = `c-${n}`;
    const network = n % 2 === 0 ? 'solana' : 'base';
    const call = { callId, idempotencyKey: callId, body: { input: `job ${n}` } };
    const { invoice } = (await bench.ask(`/${network}/agents/oracle/call`, call)).json();
    const { amount, currency } = invoice;
    await bench.ask(`/${network}/invoices/${invoice.id}/pay`, { callId, body: { amount, currency } });
    for (let attempt = 1; ; attempt += 1) {
      const { statusCode } = await bench.ask(replayPath(invoice), { callId, attempt });
      if (statusCode === 200) return;
      failed += 1;
      expect([statusCode, attempt]).toEqual([503, 1]);
    }
  };
  await bench.settled(() => Promise.all(Array.from({ length: 500 }, (_, n) => buy(n))));
  // 25 are expected; 20 is four standard deviations.
  expect(Math.abs(failed - 25)).toBeLessThanOrEqual(20);
  const { invoices, ...counts } = await bench.books();
  expect(counts).toEqual({ written: 500, paid: 500, settled: 500, evicted: 0 });
  for (const { payments, settlements } of invoices) expect([payments, settlements]).toEqual([1, 1]);
});
