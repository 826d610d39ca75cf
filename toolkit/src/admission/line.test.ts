import { describe, expect, it } from 'vitest';
import { SlotCount } from '../policies/bulkhead/slot-count.ts';
import { TokenCycle } from '../policies/rate/token-cycle.ts';
import { FakeClock } from '../testing/index.ts';
import { CallScope } from '../time/wait-scope.ts';
import { Line } from './line.ts';
import type { Limiter } from './standing.ts';

const WINDOW_MS = 1_000;

/** A line on a fake clock; `come` joins it, and notes when the attempt leaves. An answer comes at once. */
function setUp() {
  const clock = new FakeClock();
  const line = new Line(clock);
  const startMs = clock.now();
  const left: [name: string, atMs: number][] = [];
  const rate = (limit: number): TokenCycle => {
    const tokens = new TokenCycle({ limit, windowMs: WINDOW_MS, marginMs: 0, clock });
    tokens.onRoom = () => line.serve();
    return tokens;
  };
  const slots = (limit: number): SlotCount => {
    const bulkhead = new SlotCount(limit);
    bulkhead.onRoom = () => line.serve();
    return bulkhead;
  };
  const take = (limit: Limiter, cost: number): void => {
    if (limit instanceof SlotCount) {
      limit.take();
      return;
    }
    const tokens = limit as TokenCycle;
    tokens.answered(tokens.send(cost));
  };
  const come = (
    name: string,
    limits: readonly Limiter[],
    costs: readonly number[],
    {
      priority = 0,
      signal,
      held = () => false,
    }: { priority?: number; signal?: AbortSignal; held?: () => boolean } = {},
  ): Promise<void> =>
    line.wait({
      ...{ scope: new CallScope(clock, Number.POSITIVE_INFINITY, signal), limits, costs, priority },
      get held() {
        return held();
      },
      looks: () => {},
      leave: () => {
        limits.forEach((limit, at) => {
          take(limit, costs[at] ?? 1);
        });
        left.push([name, clock.now() - startMs]);
      },
    });
  return { clock, line, left, rate, slots, take, come };
}

describe('an attempt that stands under several limits', () => {
  it('leaves when all have room, and holds none of them before', async () => {
    const s = setUp();
    const [requests, tokens, slots] = [s.rate(5), s.rate(100), s.slots(1)];
    const all = [requests, tokens, slots];
    s.take(tokens, 100);
    s.take(slots, 1);
    void s.come('needs all', all, [1, 80, 1]);
    await s.clock.advance(WINDOW_MS);
    expect([s.left, requests.idle, tokens.idle, slots.inFlight]).toEqual([[], 5, 100, 1]);
    slots.release();
    expect([s.left, requests.idle, tokens.idle, slots.inFlight]).toEqual([[['needs all', WINDOW_MS]], 4, 20, 1]);
    expect([s.line.size, s.clock.pending]).toEqual([0, 0]);
  });

  it('keeps those behind it only from what it lacks', async () => {
    const s = setUp();
    const [requests, tokens, others] = [s.rate(5), s.rate(10), s.rate(5)];
    s.take(tokens, 10);
    void s.come('first', [requests, tokens], [1, 1]);
    void s.come('same', [requests, tokens], [1, 1]);
    void s.come('no tokens', [requests], [1]);
    void s.come('another', [others], [1]);
    expect(s.left.map(([name]) => name)).toEqual(['no tokens', 'another']);
    await s.clock.advance(WINDOW_MS);
    expect(s.left.slice(2).map(([name]) => name)).toEqual(['first', 'same']);
  });
});

describe('an attempt that needs much', () => {
  it('is overtaken for as long as the API takes to give as much, and then no more', async () => {
    const s = setUp();
    const tokens = s.rate(10);
    // One token comes back every 100 ms.
    for (let n = 0; n < 10; n += 1) {
      s.take(tokens, 1);
      await s.clock.advance(100);
    }
    const much = [tokens];
    void s.come('much', much, [5]);
    const little = [tokens];
    for (let n = 0; n < 20; n += 1) {
      void s.come(`little ${n}`, little, [1]);
      await s.clock.advance(100);
    }
    const names = s.left.map(([name]) => name);
    // 5 of 10 tokens come back in half a window.
    expect(names.indexOf('much')).toBe(5);
    expect(s.left[5]?.[1]).toBeLessThanOrEqual(1_000 + 500 + 1_000);
  });

  it('lets go who came after it when it gives up', () => {
    const s = setUp();
    const tokens = s.rate(3);
    s.take(tokens, 1);
    const given = new AbortController();
    const much = s.come('much', [tokens], [3], { signal: given.signal });
    s.clock.advance(0);
    void s.come('little', [tokens], [2]);
    given.abort();
    expect(s.left.map(([name]) => name)).toEqual(['little']);
    return expect(much).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
  });
});

describe('the order', () => {
  it('is by priority, then by arrival; who has waited longest is passed over four times in a row at most', () => {
    const s = setUp();
    const slots = s.slots(1);
    s.take(slots, 1);
    const limits = [slots];
    void s.come('low', limits, [1]);
    for (let n = 0; n < 6; n += 1) void s.come(`high ${n}`, limits, [1], { priority: 1 });
    for (let n = 0; n < 7; n += 1) slots.release();
    expect(s.left.map(([name]) => name)).toEqual(['high 0', 'high 1', 'high 2', 'high 3', 'low', 'high 4', 'high 5']);
  });

  it('passes over those that are held, who keep nobody', () => {
    const s = setUp();
    const tokens = s.rate(2);
    const limits = [tokens];
    let held = true;
    void s.come('held', [tokens], [1], { held: () => held });
    void s.come('free', limits, [1]);
    expect(s.left.map(([name]) => name)).toEqual(['free']);
    held = false;
    s.line.serve();
    expect(s.left.map(([name]) => name)).toEqual(['free', 'held']);
  });
});

it('what an attempt does as it leaves may let others leave, or come', () => {
  const s = setUp();
  const slots = s.slots(1);
  s.take(slots, 1);
  const order: string[] = [];
  const come = (name: string, leaves: () => void): void => {
    void s.line.wait({
      ...{
        scope: new CallScope(s.clock, Number.POSITIVE_INFINITY, undefined),
        limits: [slots],
        costs: [1],
        priority: 0,
      },
      held: false,
      looks: () => {},
      leave: () => {
        slots.take();
        order.push(name);
        leaves();
      },
    });
  };
  come('first', () => {
    come('third', () => {});
    slots.release();
  });
  come('second', () => slots.release());
  slots.release();
  expect(order).toEqual(['first', 'second', 'third']);
});

it('tells each limit who waits for it', async () => {
  const s = setUp();
  const tokens = s.rate(4);
  s.take(tokens, 4);
  const given = new AbortController();
  const lost = s.come('a', [tokens], [3], { signal: given.signal });
  void s.come('b', [tokens], [2]);
  expect(tokens.wanted).toEqual({ waiting: 2, cost: 5, next: 3, turn: 1 });
  given.abort();
  await lost.catch(() => {});
  expect(tokens.wanted).toEqual({ waiting: 1, cost: 2, next: 2, turn: 2 });
  await s.clock.advance(WINDOW_MS);
  expect(tokens.wanted).toEqual({ waiting: 0, cost: 0, next: 0, turn: 0 });
});

it('tells of none that waits for another, which may need what other processes have', async () => {
  const s = setUp();
  const [requests, tokens, images] = [s.rate(5), s.rate(4), s.rate(1)];
  s.take(requests, 5);
  await s.clock.advance(0.6 * WINDOW_MS);
  s.take(tokens, 1);
  s.take(images, 1);
  void s.come('older', [tokens, images], [4, 1]);
  expect([tokens.wanted, images.wanted]).toMatchObject([
    { next: 4, turn: 1 },
    { next: 1, turn: 1 },
  ]);
  void s.come('higher', [requests, tokens], [1, 2], { priority: 1 });
  expect([requests.wanted, tokens.wanted, images.wanted]).toMatchObject([
    { next: 1, turn: 2 },
    { next: 2, turn: 2 },
    { next: 1, turn: 0 },
  ]);
  await s.clock.advance(0.4 * WINDOW_MS);
  expect(s.left).toEqual([['higher', WINDOW_MS]]);
  expect([tokens.wanted, images.wanted]).toMatchObject([
    { next: 4, turn: 1 },
    { next: 1, turn: 1 },
  ]);
});

it('keeps to the first what it does not lack, once it is not overtaken any more: else it might lack always one of two', async () => {
  const s = setUp();
  const [requests, tokens] = [s.rate(2), s.rate(2)];
  s.take(requests, 2);
  await s.clock.advance(WINDOW_MS / 2);
  s.take(tokens, 2);
  const both = s.come('both', [requests, tokens], [2, 2]);
  // Of those that need only one, there are always more: each limit is free half a window after the other.
  const others = [requests, tokens].map((limit) => [limit]);
  for (let n = 0; n < 10; n += 1) for (const limits of others) void s.come(`one ${n}`, limits, [1]);
  await s.clock.advance(4 * WINDOW_MS);
  expect(s.left.map(([name]) => name)).toContain('both');
  await both;
});

it('keeps nothing to the first that comes back before it may leave', async () => {
  const s = setUp();
  const [day, tokens] = [s.rate(1), s.rate(2)];
  s.take(day, 1);
  day.roomAtMs = () => s.clock.now() + 10 * WINDOW_MS;
  void s.come('first', [day, tokens], [1, 2]);
  await s.come('second', [tokens], [2]);
  expect(s.left).toEqual([['second', 0]]);
});
