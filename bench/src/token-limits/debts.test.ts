import { expect, it } from 'vitest';
import { Debts } from './debts.ts';
import { admitted } from './measure.fixture.ts';

const process = 3;

it('owes what calls took beyond their estimates, until as much has flowed in', () => {
  const entries = [
    admitted(0, 0, 500, { charged: 400, settledAtMs: 100 }),
    admitted(1, 0, 300, { charged: 400, settledAtMs: 110 }),
    admitted(2, 0, 900, { charged: 400, settledAtMs: 130 }),
    admitted(3, 0, 900, { charged: 400, settledAtMs: null }),
  ];
  const debts = new Debts(entries, () => process, 2);
  expect([99, 100, 120, 130, 200, 900].map((atMs) => debts.of(process, atMs))).toEqual([0, 100, 60, 540, 400, 0]);
});

it('is nobody else’s', () => {
  const debts = new Debts([admitted(0, 0, 500, { charged: 400, settledAtMs: 100 })], () => process, 2);
  expect([debts.of(4, 100), debts.of(process, 100)]).toEqual([0, 100]);
});
