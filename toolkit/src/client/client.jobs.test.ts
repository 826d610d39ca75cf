import { describe, expect, it } from 'vitest';
import type { JobEnd } from '../call/call.ts';
import { neroxProfile } from '../providers/nerox/contract.ts';
import { EventRecorder, FakeClock, type Reply, ScriptedTransport, type SentRequest } from '../testing/index.ts';
import type { ClientOptions } from './client-options.ts';
import { EventStreamClient } from './event-stream-client.ts';

function setUp(reply: (request: SentRequest, at: number) => Reply, options: Partial<ClientOptions> = {}) {
  const clock = new FakeClock();
  const transport = new ScriptedTransport(clock, reply);
  const recorder = new EventRecorder();
  const client = new EventStreamClient(neroxProfile, {
    apiKey: 'nrx_one',
    baseUrl: 'http://nerox.test',
    tier: 'developer',
    transport,
    clock,
    random: () => 0.5,
    onEvent: recorder.sink,
    ...options,
  });
  /** Begins a job, and returns the function that ends it. */
  const submit = async () => {
    let end: (how: JobEnd) => void = () => {};
    const until = new Promise<JobEnd>((resolve) => {
      end = resolve;
    });
    const value = await client.call('job', {}, (body) => body, { params: { problem_type: 'tsp' }, until });
    return { value, end };
  };
  return { clock, transport, recorder, client, submit };
}

const accepted: Reply = { status: 202, body: { id: 'job_1' } };

describe('a job', () => {
  it('holds its slot until it ends, and so does nothing else', async () => {
    const s = setUp(() => accepted);
    // The developer plan has two slots.
    const [first, second] = await s.clock.runUntil(Promise.all([s.submit(), s.submit()]));
    const third = s.submit();
    await s.clock.advance(60_000);
    expect(s.transport.sent).toHaveLength(2);
    await s.clock.runUntil(s.client.call('job_get', undefined, (body) => body, { params: { job: 'job_1' } }));
    expect(s.transport.sent).toHaveLength(3);
    second?.end({ outcome: 'ok', durationMs: 1 });
    second?.end({ outcome: 'ok', durationMs: 1 });
    await s.clock.runUntil(third);
    expect(s.transport.sent).toHaveLength(4);
    const fourth = s.submit();
    await s.clock.advance(60_000);
    expect(s.transport.sent).toHaveLength(4);
    first?.end({ outcome: 'ok', durationMs: 1 });
    await s.clock.runUntil(fourth);
  });

  it('is one call, which ends with it and lasts as long as it ran', async () => {
    const s = setUp(() => accepted);
    const { value, end } = await s.clock.runUntil(s.submit());
    expect(value).toEqual({ id: 'job_1' });
    expect(s.recorder.ofType('call-ended')).toEqual([]);
    await s.clock.advance(5_000);
    const error = { code: 'EVK_UPSTREAM_ERROR', message: 'out of memory' } as const;
    end({ outcome: 'error', durationMs: 1_234, error });
    await s.clock.advance(0);
    expect(s.recorder.ofType('call-ended')).toMatchObject([
      { operation: 'job', outcome: 'error', durationMs: 1_234, ...error, attempts: 1 },
    ]);
  });

  it('that did not begin ends its call and gives its slot back', async () => {
    const s = setUp((_request, at) => (at < 3 ? 400 : accepted));
    for (let n = 0; n < 3; n += 1) await expect(s.clock.runUntil(s.submit())).rejects.toMatchObject({ status: 400 });
    expect(s.recorder.ofType('call-ended')).toHaveLength(3);
    await s.clock.runUntil(Promise.all([s.submit(), s.submit()]));
  });

  it('counts against the window of submits, and nothing else does', async () => {
    const s = setUp(() => accepted);
    const sentAt = async (run: () => Promise<unknown>): Promise<number> => {
      const beganMs = s.clock.now();
      await s.clock.runUntil(run());
      return s.clock.now() - beganMs;
    };
    const submits: number[] = [];
    for (let n = 0; n < 11; n += 1) {
      submits.push(await sentAt(async () => (await s.submit()).end({ outcome: 'ok', durationMs: 1 })));
    }
    // The window lets through ten a minute.
    expect(submits.reduce((sum, ms) => sum + ms)).toBeGreaterThanOrEqual(60_000);
    expect(await sentAt(() => s.client.call('usage', undefined, (body) => body))).toBe(0);
  });

  it('is not retried when it fails, but by rate limiting', async () => {
    const s = setUp((_request, at) => (at === 0 ? { status: 429, headers: { 'retry-after': '7' } } : 500));
    await expect(s.clock.runUntil(s.submit())).rejects.toMatchObject({ code: 'EVK_UPSTREAM_ERROR', attempts: 2 });
    const [first, second] = s.transport.sent.map(({ atMs }) => atMs);
    // The hint, the margin, and half of the first jitter's second.
    expect((second as number) - (first as number)).toBe(7_525);
  });

  it.each([
    ['by an option', { ceiling: 20 }, 50],
    ['by the plan', {}, 14],
  ])('has a connection for its stream and one to cancel it, %s', (_what, options, connections) => {
    expect(setUp(() => accepted, options).client.settings.pool.connections).toBe(connections);
  });

  it('has no adaptive ceiling', () => {
    expect(() => setUp(() => 200, { ceiling: 'adaptive' })).toThrow('Option ceiling: give a whole number');
  });
});

describe('events', () => {
  async function* pieces(...texts: string[]): AsyncGenerator<string> {
    yield* texts;
  }

  it('come as they are sent, with the id of the last one asked for', async () => {
    const s = setUp(() => ({ pieces: pieces('id: 4\nevent: progress\nda', 'ta: {}\n\nid: 5\ndata: x\n\n') }));
    const { signal } = new AbortController();
    const events = await s.clock.runUntil(
      s.client.events('job_stream', { params: { job: 'job_1' }, lastEventId: '3', signal }),
    );
    expect(await Array.fromAsync(events)).toEqual([
      { id: '4', event: 'progress', data: '{}' },
      { id: '5', event: 'message', data: 'x' },
    ]);
    expect(s.transport.sent[0]).toMatchObject({ headers: { 'last-event-id': '3', accept: 'text/event-stream' } });
  });

  it('fail as a call does, where there is no stream', async () => {
    const s = setUp(() => ({ status: 404, body: { error: { code: 'not_found', message: 'There is no such job.' } } }));
    const { signal } = new AbortController();
    const opening = s.client.events('job_stream', { params: { job: 'x' }, signal });
    await expect(s.clock.runUntil(opening)).rejects.toMatchObject({ code: 'EVK_UPSTREAM_REFUSED', status: 404 });
  });

  it.each([
    ['break off', false],
    ['end quietly where the signal has ended them', true],
  ])('%s', async (_what, aborted) => {
    async function* broken(): AsyncGenerator<string> {
      yield 'data: a\n\n';
      throw new Error('socket hang up');
    }
    const s = setUp(() => ({ pieces: broken() }));
    const controller = new AbortController();
    const events = await s.clock.runUntil(
      s.client.events('job_stream', { params: { job: 'x' }, signal: controller.signal }),
    );
    if (aborted) controller.abort();
    const read = Array.fromAsync(events);
    if (aborted) expect(await read).toHaveLength(1);
    else await expect(read).rejects.toMatchObject({ code: 'EVK_NETWORK' });
  });
});
