import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../../toolkit/properties/runs.ts';
import { type Invoice, Invoices, type PaidCall } from './invoices.ts';

const call: PaidCall = {
  account: '01234567',
  agent: 'oracle',
  network: 'solana',
  read: 'x',
  price: { amount: 0.25, currency: 'USDC' },
};
function write(invoices: Invoices, callId = 'c', nowMs = 0): Invoice {
  const invoice = invoices.write(call, callId, nowMs);
  if (invoice === null) throw new Error('there is no room');
  return invoice;
}

const now = () => 1_000;
const done = { agent: 'oracle', output: 'y' };

test('the same call’s second invoice is another one', () => {
  const invoices = new Invoices(1);
  const ids = Array.from({ length: 50 }, () => write(invoices).id);
  expect(new Set(ids).size).toBe(50);
});

test('the same seed gives the same ids', () => {
  const ids = (seed: number) => {
    const invoices = new Invoices(seed);
    return ['a', 'b'].map((callId) => write(invoices, callId).id);
  };
  expect(ids(1)).toEqual(ids(1));
  expect(ids(1)).not.toEqual(ids(2));
});

describe('settling', () => {
  test('again after a failure', async () => {
    const invoices = new Invoices(1);
    const invoice = write(invoices);
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
          const invoice = write(invoices);
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
      runs(),
    );
  });
});

describe('with room for three', () => {
  const withThree = () => {
    const invoices = new Invoices(1, 4_500);
    return { invoices, three: ['a', 'b', 'c'].map((callId) => write(invoices, callId)) as [Invoice, Invoice, Invoice] };
  };
  const ids = (invoices: Invoices) => invoices.books().invoices.map(({ id }) => id);

  test('what is settled goes first, then what has expired, then what is unpaid; all are counted', async () => {
    const { invoices, three } = withThree();
    const [a, b, c] = three;
    for (const invoice of [a, b]) invoices.pay(invoice, call.price, 0);
    await invoices.settle(b, async () => done, now);
    const d = write(invoices, 'd', 1);
    expect(ids(invoices)).toEqual([a.id, c.id, d.id]);
    const e = write(invoices, 'e', 600_000);
    expect(ids(invoices)).toEqual([a.id, d.id, e.id]);
    const f = write(invoices, 'f', 600_000);
    expect(ids(invoices)).toEqual([a.id, e.id, f.id]);
    expect(invoices.books()).toMatchObject({ written: 6, paid: 2, settled: 1, evicted: 3 });
    expect(invoices.find(b.id, call)).toBeUndefined();
  });

  test('what is paid and not settled stays, and nothing is written beside it', () => {
    const { invoices, three } = withThree();
    for (const invoice of three) invoices.pay(invoice, call.price, 0);
    expect(invoices.write(call, 'd', 9e9)).toBeNull();
    expect(ids(invoices)).toEqual(three.map(({ id }) => id));
  });
});
