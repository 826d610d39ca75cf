import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { EventRecorder, FakeClock, type Reply, ScriptedTransport, type SentRequest } from '../../testing/index.ts';
import { createClient, type NimbusOptions } from './client.ts';

const inference = { id: 'inf_1', output: 'yes', usage: { prompt_tokens: 1, completion_tokens: 1 } };
const left = (remaining: number, retryAfter = 0): Record<string, string> => ({
  'x-ratelimit-remaining': String(remaining),
  'retry-after': String(retryAfter),
});
const ok: Reply = { body: inference, headers: left(2_000), afterMs: 80 };

function setUp(reply: (request: SentRequest, at: number) => Reply, options: Partial<NimbusOptions> = {}) {
  const clock = new FakeClock();
  const transport = new ScriptedTransport(clock, reply);
  const recorder = new EventRecorder();
  const client = createClient({
    apiKey: 'nmb_secret',
    baseUrl: 'http://nimbus.test/',
    transport,
    clock,
    random: () => 0.5,
    onEvent: recorder.sink,
    ...options,
  });
  return { clock, transport, recorder, client };
}

describe('infer', () => {
  it('sends what the guide asks for', async () => {
    const { clock, transport, client } = setUp(() => ok);
    await expect(clock.runUntil(client.infer({ prompt: 'hi' }, { callId: 'call-1' }))).resolves.toEqual(inference);
    expect(transport.sent).toMatchObject([
      {
        method: 'POST',
        url: 'http://nimbus.test/v1/infer',
        body: '{"prompt":"hi"}',
        headers: {
          authorization: 'Bearer nmb_secret',
          'content-type': 'application/json',
          'evenkeel-call-id': 'call-1',
          'evenkeel-attempt': '1',
        },
      },
    ]);
  });

  it('retries 5xx at most 3 times, each after 2^n s and half of the jitter', async () => {
    const { clock, transport, recorder, client } = setUp(() => ({ status: 503, headers: left(2_000) }));
    await expect(clock.runUntil(client.infer({ prompt: 'hi' }))).rejects.toMatchObject({
      code: 'EVK_UPSTREAM_ERROR',
      outcome: 'error',
      status: 503,
      attempts: 4,
    });
    const [first = 0] = transport.sent.map(({ atMs }) => atMs);
    expect(transport.sent.map(({ atMs }) => atMs - first)).toEqual([0, 1_500, 4_000, 8_500]);
    expect(recorder.ofType('retries-exhausted')).toMatchObject([{ reason: 'transient' }]);
    expect(recorder.ofType('call-ended')).toMatchObject([{ outcome: 'error', durationMs: 8_500, attempts: 4 }]);
  });

  it.each([
    ['a request that the upstream refuses', 400, 'EVK_UPSTREAM_REFUSED'],
    ['an unknown key', 401, 'EVK_UPSTREAM_REFUSED'],
    ['a redirect, which would carry the key away', 302, 'EVK_UPSTREAM_REFUSED'],
  ])('does not retry %s', async (_what, status, code) => {
    const { clock, transport, client } = setUp(() => ({ status, headers: left(2_000) }));
    await expect(clock.runUntil(client.infer({ prompt: 'hi' }))).rejects.toMatchObject({ code, status });
    expect(transport.sent).toHaveLength(1);
  });

  it('does not retry a lost connection or a time-out: the guide retries 429 and 5xx only', async () => {
    const lost = setUp(() => ({ error: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) }));
    await expect(lost.clock.runUntil(lost.client.infer({ prompt: 'hi' }))).rejects.toMatchObject({
      code: 'EVK_NETWORK',
      message: expect.stringContaining('ECONNRESET'),
    });
    expect(lost.transport.sent).toHaveLength(1);

    const slow = setUp(() => ({ ...ok, afterMs: 31_000 }));
    const started = slow.clock.now();
    await expect(slow.clock.runUntil(slow.client.infer({ prompt: 'hi' }))).rejects.toMatchObject({
      code: 'EVK_ATTEMPT_TIMEOUT',
    });
    expect(slow.clock.now() - started).toBe(30_000);
    expect(slow.transport.sent).toHaveLength(1);
  });

  it('waits for the ceiling’s hint, its margin and jitter, on its own', async () => {
    const { clock, transport, client } = setUp((_request, at) =>
      at === 0 ? { status: 429, headers: left(2_000, 1) } : ok,
    );
    const throttled = client.infer({ prompt: 'first' });
    await clock.advance(10);
    await clock.runUntil(client.infer({ prompt: 'second' }));
    await clock.runUntil(throttled);
    const [first, second, retry] = transport.sent.map(({ atMs }) => atMs);
    expect(second).toBe((first as number) + 10);
    expect(retry).toBe((first as number) + 1_000 + 25 + 500);
  });

  it('fails at once if the hint is longer than the deadline allows', async () => {
    const { clock, client } = setUp(() => ({ status: 429, headers: left(2_000, 300) }));
    const started = clock.now();
    await expect(clock.runUntil(client.infer({ prompt: 'hi' }))).rejects.toMatchObject({
      code: 'EVK_THROTTLED',
      retryAfterMs: 300_525,
    });
    expect(clock.now()).toBe(started);
  });

  it('refuses an answer that is no inference', async () => {
    const unusable = [{ output: 1 }, { usage: null }, { usage: { prompt_tokens: -1, completion_tokens: 1 } }];
    for (const body of ['not json', {}, null, ...unusable.map((field) => ({ ...inference, ...field }))]) {
      const { clock, client } = setUp(() => ({ body, headers: left(2_000) }));
      await expect(clock.runUntil(client.infer({ prompt: 'hi' }))).rejects.toMatchObject({
        code: 'EVK_RESPONSE_INVALID',
      });
    }
  });

  it('rejects a payload that is not JSON without sending it', async () => {
    const { clock, transport, recorder, client } = setUp(() => ok);
    const circular: { prompt: string; self?: unknown } = { prompt: 'hi' };
    circular.self = circular;
    await expect(clock.runUntil(client.infer(circular))).rejects.toMatchObject({ code: 'EVK_PAYLOAD_INVALID' });
    expect(transport.sent).toHaveLength(0);
    expect(recorder.ofType('call-ended')).toMatchObject([{ outcome: 'rejected' }]);
  });

  it('keeps the key out of errors, even where the upstream repeats it', async () => {
    const { clock, client } = setUp(() => ({
      status: 401,
      headers: left(2_000),
      body: { error: { message: 'unknown key nmb_secret' } },
    }));
    const error = await clock.runUntil(client.infer({ prompt: 'hi' }).catch((thrown: Error) => thrown));
    expect((error as Error).message).toContain('unknown key [key]');
    expect(inspect(error)).not.toContain('nmb_secret');
  });

  it('keeps a body that cannot be read out of errors, since it may repeat the key', async () => {
    const { clock, client } = setUp(() => ({ body: 'nmb_secret', headers: left(2_000) }));
    const error = await clock.runUntil(client.infer({ prompt: 'hi' }).catch((thrown: Error) => thrown));
    expect(inspect(error)).toContain('not JSON');
    expect(inspect(error)).not.toContain('nmb_secret');
  });

  it('is stopped for the longest that is believed, and not for good, by a header that cannot be true', async () => {
    const { clock, recorder, client } = setUp((_request, at) =>
      at === 0 ? { body: inference, headers: left(0, 999_999_999) } : ok,
    );
    await clock.runUntil(client.infer({ prompt: 'hi' }));
    await expect(client.infer({ prompt: 'hi' })).rejects.toMatchObject({
      code: 'EVK_GATE_CLOSED',
      retryAfterMs: 3_600_025,
    });
    expect(recorder.ofType('gate-closed')).toMatchObject([{ forMs: 3_600_025 }]);
    await clock.advance(3_600_025);
    await clock.runUntil(client.infer({ prompt: 'hi' }));
  });
});

describe('the window', () => {
  it('pauses the whole batch when nothing is left, and resumes as a whole', async () => {
    let served = 0;
    const { clock, transport, recorder, client } = setUp(
      () => {
        served += 1;
        const remaining = served <= 300 ? 300 - served : 600 - served;
        return { body: inference, afterMs: 80, headers: left(remaining, remaining === 0 ? 7 : 0) };
      },
      { tier: 'free' },
    );
    const payloads = Array.from({ length: 500 }, (_, at) => ({ prompt: `p${at}` }));
    const results = await clock.runUntil(client.inferAll(payloads));
    expect(results.every(({ status }) => status === 'fulfilled')).toBe(true);
    const pauses = transport.sent.slice(1).map(({ atMs }, at) => atMs - (transport.sent[at] as SentRequest).atMs);
    expect(pauses.filter((pauseMs) => pauseMs >= 7_000)).toHaveLength(1);
    expect(pauses.indexOf(Math.max(...pauses))).toBe(299);
    expect(recorder.ofType('gate-closed').length).toBeGreaterThan(0);
    expect(Math.max(...recorder.ofType('attempt-started').map(({ attempt }) => attempt))).toBe(1);
  });

  it('rejects a call whose deadline comes before the gate opens', async () => {
    const { clock, client, recorder } = setUp((_request, at) =>
      at === 0 ? { body: inference, headers: left(0, 600) } : ok,
    );
    await clock.runUntil(client.infer({ prompt: 'hi' }));
    await expect(clock.runUntil(client.infer({ prompt: 'hi' }))).rejects.toMatchObject({
      code: 'EVK_GATE_CLOSED',
      outcome: 'rejected',
      retryAfterMs: 600_025,
    });
    expect(recorder.ofType('rate-limited')).toMatchObject([{ source: 'local' }]);
  });

  it('pauses for the window where the server says 0 and not for how long', async () => {
    const { clock, transport, client } = setUp((_request, at) =>
      at === 0 ? { body: inference, headers: { 'x-ratelimit-remaining': '0' } } : ok,
    );
    await clock.runUntil(client.infer({ prompt: 'hi' }));
    await clock.runUntil(client.infer({ prompt: 'hi' }));
    expect((transport.sent[1] as SentRequest).atMs - (transport.sent[0] as SentRequest).atMs).toBe(10_025);
  });
});

describe('close', () => {
  it('lets calls finish, refuses new ones and closes the transport', async () => {
    const { clock, transport, client } = setUp(() => ok);
    const call = client.infer({ prompt: 'hi' });
    const closed = client.close();
    await expect(clock.runUntil(client.infer({ prompt: 'late' }))).rejects.toMatchObject({ code: 'EVK_CLIENT_CLOSED' });
    expect(transport.closed).toBe(false);
    await clock.runUntil(closed);
    await expect(call).resolves.toEqual(inference);
    expect(transport.closed).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('can be called again, to cancel what the first call waits for', async () => {
    const { clock, client } = setUp(() => ({ ...ok, afterMs: 20_000 }));
    const started = clock.now();
    const call = client.infer({ prompt: 'hi' }).catch((error: Error) => error);
    const first = client.close();
    await clock.advance(10);
    await clock.runUntil(client.close({ signal: AbortSignal.abort() }));
    await first;
    expect(await call).toMatchObject({ code: 'EVK_CANCELLED' });
    expect(clock.now() - started).toBe(10);
  });

  it('cancels what is under way once its signal aborts', async () => {
    const { clock, transport, client } = setUp(() => ({ status: 503, headers: left(2_000) }));
    const call = client.infer({ prompt: 'hi' }).catch((error: Error) => error);
    await clock.advance(10);
    const closed = client.close({ signal: AbortSignal.abort() });
    await expect(clock.runUntil(call)).resolves.toMatchObject({ code: 'EVK_CANCELLED', outcome: 'cancelled' });
    await clock.runUntil(closed);
    expect(transport.sent).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
});

describe('options', () => {
  it.each([
    ['no key', { apiKey: '' }, 'apiKey', 'NIMBUS_API_KEY'],
    ['a key of another API', { apiKey: 'sk_other' }, 'apiKey', 'nmb_'],
    ['a key with a newline', { apiKey: 'nmb_secret\n' }, 'apiKey', 'white space'],
    ['a tier that there is not', { tier: 'gold' as 'pro' }, 'tier', 'free, pro, enterprise'],
    ['a URL that is none', { baseUrl: 'nimbus' }, 'baseUrl', 'https://'],
    ['credentials in the URL', { baseUrl: 'http://me:pw@nimbus.test' }, 'baseUrl', 'credentials'],
    ['a queue of less than nothing', { maxQueued: -1 }, 'maxQueued', 'whole number'],
  ])('refuses %s', (_what, options, option, remedy) => {
    const create = (): unknown => setUp(() => ok, options);
    expect(create).toThrow(expect.objectContaining({ code: 'EVK_OPTION_INVALID', option }));
    expect(create).toThrow(remedy);
    expect(create).not.toThrow(/sk_other|nmb_secret|me:pw/);
  });

  it('refuses an id that no header can carry', async () => {
    const { client } = setUp(() => ok);
    await expect(client.inferAll([], { batchId: 'a\nb' })).rejects.toMatchObject({ option: 'batchId' });
    await expect(client.infer({ prompt: 'hi' }, { callId: 'a b' })).rejects.toMatchObject({ option: 'callId' });
  });
});
