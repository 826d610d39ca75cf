import { describe, expect, it } from 'vitest';
import { FakeClock } from './fake-clock.ts';
import { type Reply, ScriptedTransport } from './scripted-transport.ts';

const headers = { 'evenkeel-call-id': 'a', 'evenkeel-attempt': '2' };
const request = (signal = new AbortController().signal) => ({
  method: 'POST' as const,
  url: 'http://nimbus.test/v1/infer',
  headers,
  body: '{}',
  signal,
});

function setUp(...replies: Reply[]) {
  const clock = new FakeClock(0);
  return { clock, transport: new ScriptedTransport(clock, (_request, at) => replies[at] ?? 500) };
}

describe('ScriptedTransport', () => {
  it('answers in turn, and remembers what was sent and when', async () => {
    const { clock, transport } = setUp(204, { headers: { 'Retry-After': '5' }, body: { a: 1 }, afterMs: 30 });
    expect(await clock.runUntil(transport.send(request()))).toMatchObject({ status: 204, body: '{}' });
    await clock.advance(10);
    const response = await clock.runUntil(transport.send(request()));
    expect([response.status, response.header('retry-after'), response.body]).toEqual([200, '5', '{"a":1}']);
    expect([response.headers?.(), response.bytes?.()]).toEqual([
      { 'retry-after': '5' },
      new TextEncoder().encode('{"a":1}'),
    ]);
    expect(clock.now()).toBe(40);
    expect(transport.sent.map(({ atMs, callId, attempt }) => [atMs, callId, attempt])).toEqual([
      [0, 'a', 2],
      [10, 'a', 2],
    ]);
  });

  it('fails as told', async () => {
    const { clock, transport } = setUp({ error: new Error('lost'), afterMs: 5 });
    await expect(clock.runUntil(transport.send(request()))).rejects.toThrow('lost');
    expect(clock.now()).toBe(5);
  });

  it('ends at once on an abort, with its reason, and leaves no timer', async () => {
    const { clock, transport } = setUp({ afterMs: 1_000 });
    const controller = new AbortController();
    const sent = transport.send(request(controller.signal));
    expect(transport.inFlight).toBe(1);
    controller.abort(new Error('why'));
    await expect(sent).rejects.toThrow('why');
    await expect(transport.send(request(controller.signal))).rejects.toThrow('why');
    expect([transport.inFlight, clock.pending]).toEqual([0, 0]);
  });
});
