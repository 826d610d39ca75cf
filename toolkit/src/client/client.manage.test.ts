import { describe, expect, it } from 'vitest';
import { headers, served, setUp } from '../call/pipeline.fixture.ts';

const many = (s: ReturnType<typeof setUp>, count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => s.call(`call-${at}`)));

describe('a pause', () => {
  it('sends nothing more, lets what is in flight finish, and drops no call', async () => {
    const s = setUp(() => served(80), { ceiling: 3 });
    const calls = many(s, 10);
    await s.clock.advance(40);
    const drained = s.client.pause();
    await s.clock.runUntil(drained);
    expect([s.transport.sent.length, s.transport.inFlight]).toEqual([3, 0]);
    await s.clock.advance(60_000);
    expect(s.transport.sent).toHaveLength(3);
    s.client.resume();
    expect(await s.clock.runUntil(calls)).toEqual(Array.from({ length: 10 }, () => 'ok'));
    const changes = s.recorder.events.filter(({ type }) => type === 'client-paused' || type === 'client-resumed');
    expect(changes.map(({ type }) => type)).toEqual(['client-paused', 'client-resumed']);
  });

  it('with nothing in flight resolves at once; resuming resolves it before that', async () => {
    const s = setUp(() => served(80));
    await s.client.pause();
    s.client.resume();
    // Resuming twice is the same as resuming once.
    s.client.resume();
    const call = s.call('call');
    await s.clock.advance(1);
    const drained = s.client.pause();
    s.client.resume();
    await drained;
    expect(s.transport.inFlight).toBe(1);
    expect(await s.clock.runUntil(call)).toBe('ok');
    expect(s.recorder.ofType('client-paused')).toHaveLength(2);
  });

  it('holds a batch, which goes on afterwards', async () => {
    const s = setUp(() => served(80), { ceiling: 3 });
    const batch = Array.fromAsync(
      s.client.stream(
        'infer',
        Array.from({ length: 30 }, () => ({})),
        (body) => body,
      ),
    );
    await s.clock.advance(100);
    await s.clock.runUntil(s.client.pause());
    const sent = s.transport.sent.length;
    await s.clock.advance(10_000);
    expect(s.transport.sent).toHaveLength(sent);
    s.client.resume();
    const ends = await s.clock.runUntil(batch);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(30);
  });

  it('ends calls at their deadline, and with the client when that is closed by a signal', async () => {
    const s = setUp(() => served(80));
    void s.client.pause();
    const late = s.call('late');
    await s.clock.advance(60_000);
    const cancelled = s.call('cancelled');
    await s.clock.advance(60_000);
    expect(await late).toBe('EVK_QUEUE_TIMEOUT');
    await s.clock.runUntil(s.client.close({ signal: AbortSignal.abort() }));
    expect(await cancelled).toBe('EVK_CANCELLED');
    expect([s.transport.sent.length, s.clock.pending]).toEqual([0, 0]);
  });
});

describe('limits that change', () => {
  it('a lower ceiling lets what is in flight finish, a higher one admits those who wait', async () => {
    const s = setUp(() => served(100), { ceiling: 8 });
    const calls = many(s, 30);
    await s.clock.advance(10);
    expect(s.transport.inFlight).toBe(8);
    s.client.setLimits({ ceiling: 2 });
    await s.clock.advance(100);
    expect(s.transport.inFlight).toBe(2);
    s.client.setLimits({ ceiling: 12 });
    // What was never in flight at once before leaves one after the other.
    await s.clock.advance(65);
    expect(s.transport.inFlight).toBe(12);
    expect(new Set(await s.clock.runUntil(calls))).toEqual(new Set(['ok']));
    expect(s.recorder.ofType('limits-changed').map(({ ceiling }) => [ceiling.from, ceiling.to])).toEqual([
      [8, 2],
      [2, 12],
    ]);
  });

  it('widens the pool with the ceiling, and a batch with both', async () => {
    const s = setUp(() => served(100), { ceiling: 2 });
    const sizes: number[] = [];
    Object.assign(s.transport, { resize: (connections: number) => sizes.push(connections) });
    const batch = Array.fromAsync(
      s.client.stream(
        'infer',
        Array.from({ length: 60 }, () => ({})),
        (body) => body,
      ),
    );
    await s.clock.advance(10);
    s.client.setLimits({ ceiling: 20 });
    await s.clock.advance(200);
    expect(s.transport.inFlight).toBe(20);
    s.client.setLimits({ ceiling: 3 });
    await s.clock.runUntil(batch);
    // The pool is never smaller than the tier's own.
    expect(sizes).toEqual([20, 10]);
  });

  it('a window that nothing is known of yet has the new limit at once', async () => {
    const s = setUp(() => served(100, 500), { ceiling: 50, windowLimit: 5 });
    s.client.setLimits({ window: { limit: 9 } });
    void many(s, 20);
    await s.clock.advance(10);
    expect(s.transport.inFlight).toBe(9);
    expect(s.recorder.ofType('limits-changed')).toMatchObject([{ limits: [{ unit: 'requests', limit: 9 }] }]);
  });

  it('wakes a batch, which none of its own calls would for long', async () => {
    const s = setUp(() => served(10_000), { ceiling: 1 });
    const batch = Array.fromAsync(
      s.client.stream(
        'infer',
        Array.from({ length: 20 }, () => ({})),
        (body) => body,
      ),
    );
    await s.clock.advance(10);
    s.client.setLimits({ ceiling: 8 });
    await s.clock.advance(1);
    expect(s.transport.inFlight).toBe(8);
    await s.clock.runUntil(batch);
  });

  it('change nothing once the client is closed', async () => {
    const s = setUp(() => served(1), { ceiling: 2 });
    await s.clock.runUntil(s.client.close());
    s.client.setLimits({ ceiling: 5, window: { limit: 7 } });
    await s.client.pause();
    s.client.resume();
    expect(s.recorder.events.at(-1)?.type).toBe('client-closed');
  });

  it('of a window that has begun, no more is left than the new limit', async () => {
    const s = setUp(() => ({ headers: headers(500), afterMs: 100 }), { ceiling: 50, windowLimit: 1_000 });
    await s.clock.runUntil(s.call('first'));
    s.client.setLimits({ window: { limit: 4 } });
    void many(s, 20);
    await s.clock.advance(10);
    expect(s.transport.inFlight).toBe(4);
  });

  it.each([
    [{ ceiling: 0 }, 'ceiling'],
    [{ ceiling: 2.5 }, 'ceiling'],
    [{ window: { limit: 0 } }, 'window.limit'],
    // A limit that is fine does not change if the other cannot be used.
    [{ ceiling: 5, window: { limit: -1 } }, 'window.limit'],
  ])('refuses %j', (limits, option) => {
    const s = setUp(() => served(1));
    expect(() => s.client.setLimits(limits)).toThrow(expect.objectContaining({ code: 'EVK_OPTION_INVALID', option }));
    expect(s.recorder.ofType('limits-changed')).toEqual([]);
  });
});

it('ends calls that wait for a slot once the server has told a pause beyond their deadline', async () => {
  const s = setUp((_request, at) => (at === 0 ? { headers: headers(0, 200), afterMs: 100 } : served(80)));
  const first = s.call('first');
  const waits = s.call('waits');
  expect(await s.clock.runUntil(first)).toBe('ok');
  expect(await s.clock.runUntil(waits)).toBe('EVK_GATE_CLOSED');
  expect(s.clock.now() - (s.transport.sent[0]?.atMs ?? 0)).toBe(100);
  expect(s.recorder.ofType('rate-limited')).toMatchObject([{ callId: 'waits', source: 'local' }]);
});

describe('priorities', () => {
  it('of the calls that wait for a slot the higher goes first, also before a batch', async () => {
    const s = setUp(() => served(80));
    const batch = Array.fromAsync(s.client.stream('infer', [1, 2, 3], (body) => body, { batchId: 'b', priority: -1 }));
    const plain = s.call('plain');
    const urgent = s.client.call('infer', {}, (body) => body, { callId: 'urgent', priority: 1 });
    await s.clock.runUntil(Promise.all([batch, plain, urgent]));
    expect(s.transport.sent.map(({ callId }) => callId).slice(0, 3)).toEqual(['b.0', 'urgent', 'plain']);
  });

  it('are whole numbers', async () => {
    const s = setUp(() => served(80));
    const options = { priority: 0.5 };
    await expect(s.client.call('infer', {}, (body) => body, options)).rejects.toThrow('Option priority is 0.5');
    expect(() => s.client.stream('infer', [], (body) => body, options)).toThrow('Option priority is 0.5');
  });
});

it('closes no gate for an answer that comes after the client is closed', async () => {
  const s = setUp(() => served(0));
  let answer: () => void = () => {};
  // A transport that cannot abort.
  s.transport.send = () =>
    new Promise((resolve) => {
      answer = () => resolve({ status: 429, header: (name) => headers(0, 600)[name], body: '{}' });
    });
  const call = s.call('call');
  await s.clock.advance(1);
  await s.client.close({ signal: AbortSignal.abort() });
  expect(await call).toBe('EVK_CANCELLED');
  answer();
  await s.clock.advance(1);
  expect(s.clock.pending).toBe(0);
});

it.each(['gone', 'toString'])('refuses the operation %s', async (operation) => {
  const s = setUp(() => served(1));
  const says = `Option operation is "${operation}": give one of infer, infer_batch.`;
  await expect(s.client.call(operation, {}, (body) => body)).rejects.toThrow(says);
  expect(() => s.client.stream(operation, [], (body) => body)).toThrow(says);
  expect(s.transport.sent).toEqual([]);
});
