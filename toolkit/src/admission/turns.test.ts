import { describe, expect, it } from 'vitest';
import { SlotCount } from '../policies/bulkhead/slot-count.ts';
import { TokenCycle } from '../policies/rate/token-cycle.ts';
import { FakeClock } from '../testing/index.ts';
import { CallScope } from '../time/wait-scope.ts';
import { Line } from './line.ts';
import { type PriorityShares, requireShares } from './turns.ts';

interface Coming {
  name: string;
  tenant?: string;
  priority?: number;
  cost?: number;
}

/** A line for one slot, and for tokens of which costs are taken; `serve` lets so many go, one after the other. */
function setUp(shares?: PriorityShares) {
  const clock = new FakeClock();
  const line = new Line(clock, shares);
  const left: string[] = [];
  const settles: ((costs: readonly number[]) => void)[] = [];
  const slot = new SlotCount(1);
  const tokens = new TokenCycle({ limit: 1_024, windowMs: 1_024, marginMs: 0, clock });
  const limits = [slot, tokens];
  slot.onRoom = () => line.serve();
  slot.take();
  const come = ({ name, tenant, priority = 0, cost = 1 }: Coming): Promise<void> =>
    line.wait({
      ...{ scope: new CallScope(clock, Number.POSITIVE_INFINITY, undefined), limits, costs: [1, cost] },
      ...{ tenant, priority, held: false },
      looks: () => {},
      leave: (settle) => {
        settles.push(settle);
        slot.take();
        tokens.send(cost);
        left.push(name);
      },
    });
  const serve = (count: number): string => {
    const before = left.length;
    for (let n = 0; n < count; n += 1) slot.release();
    return left.slice(before).join(' ');
  };
  /** So many of each that come at once, in the order of the list. */
  const flood = (count: number, ...each: Coming[]): void => {
    for (const coming of each) for (let n = 0; n < count; n += 1) void come(coming);
  };
  /** Says what the one that left last has cost. */
  const settle = (cost: number): void => settles.at(-1)?.([1, cost]);
  return { come, serve, flood, settle };
}

const [a, b, c] = ['A', 'B', 'C'].map((name) => ({ name, tenant: name })) as [Coming, Coming, Coming];

describe('tenants', () => {
  it.each<[name: string, come: readonly Coming[], order: string]>([
    ['take turns, whoever came first', [a, b, c], 'A B C A B C A B C A B C'],
    [
      'count by what they take',
      [
        { ...a, cost: 30 },
        { ...b, cost: 10 },
      ],
      'A B B B A B B B A B B B',
    ],
    ['divide each priority', [a, { ...b, priority: 1 }, { ...c, priority: 1 }], 'B C B C A B C B C A B C'],
    ['are one where none is named', [{ name: 'x' }, { name: 'y' }], 'x x x x x x x x x x x x'],
    ['are apart from those that have none', [{ name: 'x' }, a], 'x A x A x A x A x A x A'],
  ])('%s', (_, come, order) => {
    const s = setUp();
    s.flood(12, ...come);
    expect(s.serve(12)).toBe(order);
  });

  it('who comes late gets no more than those who wait, and who was away has saved nothing', () => {
    const s = setUp();
    s.flood(20, a);
    expect(s.serve(4)).toBe('A A A A');
    s.flood(2, b);
    expect(s.serve(6)).toBe('B A B A A A');
    s.flood(3, b);
    expect(s.serve(6)).toBe('B A B A B A');
  });
});

it('what an attempt has cost in truth counts, and not what it was thought to', () => {
  const s = setUp();
  s.flood(20, { ...a, cost: 8 }, { ...b, cost: 4 });
  let order = '';
  for (let n = 0; n < 12; n += 1) {
    const name = s.serve(1);
    order += name;
    s.settle(name === 'A' ? 4 : 12);
  }
  // A takes a third of what B takes, so it leaves three times as often.
  expect(order).toMatch(/^(AB|BA)(?=.{10})/);
  expect(order.replaceAll('B', '').length).toBe(9);
});

const three = [0, 5, 10].map((priority) => ({ name: String(priority), priority }));
const count = (order: string): Record<string, number> => {
  const names = order.split(' ');
  return Object.fromEntries([...new Set(names)].sort().map((each) => [each, names.filter((it) => it === each).length]));
};

describe('shares of priorities', () => {
  const shares = { 10: 0.5, 5: 0.3, 0: 0.2 };

  it.each<[name: string, shares: PriorityShares, come: readonly Coming[], left: Record<string, number>]>([
    ['each has its own', shares, three, { 10: 50, 5: 30, 0: 20 }],
    ['the highest has what nobody uses', shares, three.slice(0, 2), { 5: 80, 0: 20 }],
    ['the highest has what is kept for none', { 10: 0.1, 5: 0.1, 0: 0.1 }, three, { 10: 80, 5: 10, 0: 10 }],
    [
      'they are of what is taken, and not of how many leave',
      { 5: 0.5, 0: 0.5 },
      [{ name: 'dear', priority: 5, cost: 9 }, { name: 'cheap' }],
      { dear: 10, cheap: 90 },
    ],
    [
      'a priority that is not named counts as the next lower one, or the lowest',
      { 10: 0.5, 0: 0.5 },
      [11, 9, -1].map((priority) => ({ name: String(priority), priority })),
      { 11: 50, 9: 50 },
    ],
  ])('%s', (_, kept, come, left) => {
    const s = setUp(kept);
    s.flood(100, ...come);
    const found = count(s.serve(100));
    expect(Object.keys(found).sort()).toEqual(Object.keys(left).sort());
    for (const [name, expected] of Object.entries(left)) {
      expect(Math.abs((found[name] ?? 0) - expected)).toBeLessThanOrEqual(1);
    }
  });

  it('tenants divide the share of each priority', () => {
    const s = setUp(shares);
    s.flood(
      100,
      ...three.flatMap((each) => ['a', 'b'].map((tenant) => ({ ...each, name: each.name + tenant, tenant }))),
    );
    expect(count(s.serve(100))).toEqual({ '10a': 25, '10b': 25, '5a': 15, '5b': 15, '0a': 10, '0b': 10 });
  });

  it('are not saved by those who do not come', () => {
    const s = setUp(shares);
    s.flood(100, ...three.slice(0, 2));
    s.serve(50);
    s.flood(100, ...three.slice(2));
    expect(Math.abs((count(s.serve(50))['10'] ?? 0) - 25)).toBeLessThanOrEqual(1);
  });

  it.each<[PriorityShares, option: string]>([
    [{ 1: 0 }, 'priorityShares.1'],
    [{ 1: 1.1 }, 'priorityShares.1'],
    [{ 1: Number.NaN }, 'priorityShares.1'],
    [{ 1.5: 0.5 }, 'priorityShares.1.5'],
    [{ high: 0.5 } as PriorityShares, 'priorityShares.high'],
    [{ 1: 0.6, 2: 0.5 }, 'priorityShares'],
  ])('%j cannot be used', (given, option) => {
    expect(() => requireShares(given)).toThrow(expect.objectContaining({ code: 'EVK_OPTION_INVALID', option }));
  });
});
