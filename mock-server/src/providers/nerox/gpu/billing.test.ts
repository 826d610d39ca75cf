import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../../../../toolkit/properties/runs.ts';
import { Ledger, periodOf } from './billing.ts';

const settings = { included: { developer: 1_000, team: 10_000 }, overageUsd: 0.05 };
const at = (text: string) => Date.parse(text);

test.each([
  ['2024-02-29T23:59:59.999Z', '2024-02-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
  ['2024-03-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z', '2024-04-01T00:00:00.000Z'],
  ['2023-12-31T23:59:59.999Z', '2023-12-01T00:00:00.000Z', '2024-01-01T00:00:00.000Z'],
])('%s is in the month from %s to %s', (time, start, end) => {
  expect(periodOf(at(time))).toEqual({ startMs: at(start), endMs: at(end) });
});

test('a bill counts in the month in which its job ended, for its account alone', () => {
  const ledger = new Ledger(settings);
  ledger.bill('one', at('2024-01-31T23:59:59.999Z'), 700);
  ledger.bill('one', at('2024-02-01T00:00:00.000Z'), 11);
  ledger.bill('other', at('2024-02-01T00:00:00.000Z'), 5);
  const used = (month: string) => ledger.used('one', 'developer', at(month)).usedMs;
  expect([used('2024-01-15'), used('2024-02-15'), used('2024-03-15')]).toEqual([700, 11, 0]);
  expect(ledger.billedMs).toBe(716);
});

test.each([
  ['developer', 1_000_000, 0],
  ['developer', 1_000_001, 0.00005],
  ['developer', 1_012_345, 0.61725],
  ['team', 1_012_345, 0],
  // A tier with nothing included pays for everything.
  ['unknown', 20_000, 1],
])('%s: %i ms cost %f USD beyond what is included', (tier, ms, usd) => {
  const ledger = new Ledger(settings);
  ledger.bill('one', at('2024-01-02'), ms);
  expect(ledger.used('one', tier, at('2024-01-03')).overageUsd).toBe(usd);
});

test('any number of bills adds up exactly', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(10_000_000)), (bills) => {
      const ledger = new Ledger(settings);
      for (const ms of bills) ledger.bill('one', at('2024-01-02'), ms);
      expect(ledger.used('one', 'team', at('2024-01-02')).usedMs).toBe(bills.reduce((sum, ms) => sum + ms, 0));
    }),
    runs(),
  );
});
