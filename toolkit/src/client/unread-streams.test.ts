import { describe, expect, it } from 'vitest';
import type { EstimatedCost } from '../contract/cost.ts';
import { defineProvider } from '../contract/define.ts';
import type { OperationDefaults } from '../contract/definition.ts';
import { EventRecorder, FakeClock, ScriptedTransport } from '../testing/index.ts';
import { ContractClient } from './contract-client.ts';

/** Pieces that come when the test says so. */
function source() {
  const pieces: string[] = [];
  let end: 'open' | 'ended' | 'broken' = 'open';
  let wake = (): void => {};
  let left = false;
  const iterator: AsyncIterableIterator<string> = {
    [Symbol.asyncIterator]: () => iterator,
    async next() {
      while (pieces.length === 0 && end === 'open' && !left) await new Promise<void>((resolve) => (wake = resolve));
      const value = pieces.shift();
      if (value !== undefined) return { done: false, value };
      if (end === 'broken') throw new Error('reset');
      return { done: true, value: undefined };
    },
    async return() {
      left = true;
      wake();
      return { done: true, value: undefined };
    },
  };
  return {
    iterator,
    comes: (piece: string) => {
      pieces.push(piece);
      wake();
    },
    ends: (how: 'ended' | 'broken' = 'ended') => {
      end = how;
      wake();
    },
  };
}

const usage = (total: number): string => `data: {"usage":${total}}\n\n`;

/** A client with one slot, and a bucket of 100 points that is hardly refilled. A stream is thought to cost 10. */
async function setUp(operation: OperationDefaults = { settleAfterMs: 5_000 }, controller = new AbortController()) {
  const clock = new FakeClock();
  const points: EstimatedCost = { estimate: 10, settled: { lastEvent: 'usage' } };
  const asked: EstimatedCost = { estimate: { request: 'points', otherwise: 1 }, settled: { body: 'cost' } };
  const contract = defineProvider({
    name: 'streaming',
    authentication: null,
    limits: [
      { kind: 'concurrency', amount: 1 },
      { kind: 'bucket', unit: 'points', amount: 100, refillPerSecond: 0.0001 },
    ],
    operationDefaults: { deadlineMs: 60_000, attemptTimeoutMs: 60_000, ...operation },
    operations: {
      stream: { method: 'POST', path: '/stream', returns: 'events', costs: { points } },
      check: { method: 'GET', path: '/check' },
      probe: { method: 'POST', path: '/probe', costs: { points: asked } },
    },
  });
  const from = source();
  const transport = new ScriptedTransport(clock, ({ url }) =>
    url.endsWith('/stream') ? { pieces: from.iterator } : { body: { cost: 0 } },
  );
  const recorder = new EventRecorder();
  const client = new ContractClient(contract, {
    ...{ baseUrl: 'http://streaming.test', clock, transport, random: () => 0.5 },
    onEvent: recorder.sink,
  });
  const { body } = await clock.runUntil(client.request('stream', {}, { signal: controller.signal }));
  const reader = body as AsyncIterableIterator<Uint8Array>;
  /** Whether a call that needs a slot, or so many points, has to wait. */
  const waits = async (operation: 'check' | 'probe', points = 0): Promise<boolean> => {
    await clock.advance(0);
    const give = new AbortController();
    const before = recorder.ofType('wait-started').length;
    const call = client.request(operation, operation === 'probe' ? { points } : undefined, { signal: give.signal });
    call.catch(() => {});
    await clock.advance(0);
    const waited = recorder.ofType('wait-started').length > before;
    give.abort();
    await call.catch(() => {});
    return waited;
  };
  const isHeld = (): Promise<boolean> => waits('check');
  /** So many points are left, less a margin, and no more. */
  const expectLeft = async (count: number): Promise<void> => {
    expect([await waits('probe', count + 1), await waits('probe', count - 1)]).toEqual([true, false]);
  };
  const outcomes = (): unknown[] =>
    recorder.ofType('call-ended').flatMap(({ operation, outcome }) => (operation === 'stream' ? [outcome] : []));
  return { clock, client, from, reader, isHeld, expectLeft, outcomes, controller };
}

type SetUp = Awaited<ReturnType<typeof setUp>>;

function readsOn({ from, reader }: SetUp, piece: string): Promise<unknown> {
  from.comes(piece);
  return reader.next();
}

describe('a stream that nobody reads on', () => {
  it.each<[string, (s: SetUp) => unknown, number]>([
    ['was never begun', () => {}, 90],
    ['was begun', (s) => readsOn(s, 'data: {}\n\n'), 90],
    ['has told what it has cost so far', (s) => readsOn(s, usage(4)), 96],
    ['has told that it has cost more', (s) => readsOn(s, usage(30)), 70],
  ])(
    'holds its slot for settleAfterMs and no longer, and is settled at what is known: it %s',
    async (_, read, left) => {
      const s = await setUp();
      await read(s);
      await s.clock.advance(4_999);
      expect([await s.isHeld(), s.outcomes()]).toEqual([true, []]);
      await s.clock.advance(1);
      expect([await s.isHeld(), s.outcomes()]).toEqual([false, ['cancelled']]);
      await s.expectLeft(left);
      expect(s.clock.pending).toBe(0);
    },
  );

  it('may be read later: what it tells then corrects its cost, and no slot is held', async () => {
    const s = await setUp();
    await s.clock.advance(5_000);
    await s.expectLeft(90);
    s.from.comes('data: {"text":"late"}\n\n');
    s.from.comes(usage(25));
    s.from.ends();
    let text = '';
    for await (const piece of s.reader) text += new TextDecoder().decode(piece);
    expect(text).toBe(`data: {"text":"late"}\n\n${usage(25)}`);
    await s.expectLeft(75);
    expect([await s.isHeld(), s.outcomes(), s.clock.pending]).toEqual([false, ['cancelled'], 0]);
  });

  it.each<[string, (s: SetUp) => unknown]>([
    ['is left', ({ reader }) => reader.return?.()],
    ['is cancelled', ({ controller }) => controller.abort()],
    ['breaks off', ({ from, reader }) => [from.ends('broken'), reader.next().catch(() => {})][1]],
  ])('gives nothing back twice where it %s later', async (_what, ends) => {
    const s = await setUp();
    await s.clock.advance(5_000);
    await ends(s);
    await s.expectLeft(90);
    expect([await s.isHeld(), s.outcomes(), s.clock.pending]).toEqual([false, ['cancelled'], 0]);
  });

  it('does not keep a client that closes from its end', async () => {
    const s = await setUp();
    const closed = s.client.close();
    await s.clock.advance(4_999);
    expect(s.outcomes()).toEqual([]);
    await s.clock.runUntil(closed);
    expect(s.outcomes()).toEqual(['cancelled']);
  });
});

it('a stream whose reader waits is given up, too: its API has failed', async () => {
  const s = await setUp();
  const next = s.reader.next();
  await s.clock.advance(5_000);
  expect([await s.isHeld(), s.outcomes()]).toEqual([false, ['error']]);
  s.from.ends();
  expect(await next).toEqual({ done: true, value: undefined });
  expect(s.outcomes()).toEqual(['error']);
});

it('a stream that is read holds its slot however long it lasts', async () => {
  const s = await setUp();
  for (let at = 0; at < 10; at += 1) {
    await readsOn(s, usage(at));
    await s.clock.advance(4_000);
    expect(await s.isHeld()).toBe(true);
  }
  s.from.ends();
  await s.reader.next();
  expect([await s.isHeld(), s.outcomes(), s.clock.pending]).toEqual([false, ['ok'], 0]);
});

describe('a stream that ends', () => {
  it.each<[string, (s: SetUp) => unknown, string, number]>([
    ['read to its end', ({ from, reader }) => [from.ends(), reader.next()][1], 'ok', 96],
    ['left', ({ reader }) => reader.return?.(), 'cancelled', 90],
    ['cancelled', ({ controller }) => controller.abort(), 'cancelled', 90],
    ['broken off', ({ from, reader }) => [from.ends('broken'), reader.next().catch(() => {})][1], 'error', 90],
  ])('is settled at once, and leaves no timer: %s', async (_what, end, outcome, left) => {
    const s = await setUp();
    await readsOn(s, usage(4));
    await end(s);
    expect([await s.isHeld(), s.outcomes(), s.clock.pending]).toEqual([false, [outcome], 0]);
    await s.expectLeft(left);
  });
});

it('by default a stream holds its slot for as long as a call may last', async () => {
  const s = await setUp({ deadlineMs: 70_000 });
  await s.clock.advance(69_999);
  expect(await s.isHeld()).toBe(true);
  await s.clock.advance(1);
  expect(await s.isHeld()).toBe(false);
});
