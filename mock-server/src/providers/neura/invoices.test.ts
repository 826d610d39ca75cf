import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Invoices, type PaidCall } from './invoices.ts';

const call: PaidCall = {
  account: '01234567',
  agent: 'oracle',
  network: 'solana',
  input: 'x',
  price: { amount: 0.25, currency: 'USDC' },
};
const now = () => 1_000;
const done = { agent: 'oracle', output: 'y' };

test('the same call’s second invoice is another one', () => {
  const invoices = new Invoices(1);
  const ids = Array.from({ length: 50 }, () => invoices.write(call, 'c', 0).id);
  expect(new Set(ids).size).toBe(50);
});

test('the same seed gives the same ids', () => {
  const ids = (seed: number) => {
    const invoices = new Invoices(seed);
    return ['a', 'b'].map((callId) => invoices.write(call, callId, 0).id);
  };
  expect(ids(1)).toEqual(ids(1));
  expect(ids(1)).not.toEqual(ids(2));
});

describe('settling', () => {
  test('again after a failure', async () => {
    const invoices = new Invoices(1);
    const invoice = invoices.write(call, 'c', 0);
    invoices.pay(invoice, call.price, 0);
    await expect(invoices.settle(invoice, () => Promise.reject(new Error('down')), now)).rejects.toThrow('down');
    expect(invoices.books()).toMatchObject({ settled: 0 });
    expect(await invoices.settle(invoice, async () => done, now)).toMatchObject(done);
    expect(invoices.books().invoices[0]).toMatchObject({ settlements: 1, settledAt: '1970-01-01T00:00:01.000Z' });
  });

  test('once, whichever replays fail and however they overlap', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ fails: fc.boolean(), turns: fc.nat(5), at: fc.nat(10) }), { minLength: 1 }),
        async (replays) => {
          const invoices = new Invoices(1);
          const invoice = invoices.write(call, 'c', 0);
          invoices.pay(invoice, call.price, 0);
          let executions = 0;
          const replay = async ({ fails, turns, at }: (typeof replays)[number]) => {
            for (let n = 0; n < at; n += 1) await Promise.resolve();
            const work = async () => {
              for (let n = 0; n < turns; n += 1) await Promise.resolve();
              if (fails) throw new Error('down');
              executions += 1;
              return done;
            };
            return invoices.settle(invoice, work, now).catch(() => null);
          };
          const results = await Promise.all(replays.map(replay));
          await invoices.settle(
            invoice,
            async () => {
              executions += 1;
              return done;
            },
            now,
          );
          expect(executions).toBe(1);
          expect(invoices.books().invoices[0]).toMatchObject({ payments: 1, settlements: 1 });
          for (const result of results) expect([null, done.output]).toContain(result?.output ?? null);
        },
      ),
    );
  });
});
