import { describe, expect, it } from 'vitest';
import { defineProvider } from '../../contract/define.ts';
import type { ProviderDefinition } from '../../contract/definition.ts';
import { EventRecorder, FakeClock } from '../../testing/index.ts';
import { pipeline } from '../function-pipeline.ts';
import type { FetchOptions } from './fetch-options.ts';
import { answer, type FetchReply, inTurn, setUpFetch } from './steady-fetch.fixture.ts';

const definition = {
  name: 'chats',
  limits: [
    { kind: 'window', amount: 10, windowMs: 1_000 },
    { kind: 'bucket', unit: 'tokens', amount: 1_000, refillPerSecond: 100 },
  ],
  operations: {
    chat: { method: 'POST', path: '/v1/chat' },
    list: { method: 'GET', path: '/v1/chats/{id}' },
    pay: { method: 'POST', path: '/v1/payments', idempotency: 'key' },
  },
  rules: [
    { status: 429, body: { path: 'error.type', equals: 'quota' }, class: 'quota', retry: false },
    { status: 420, class: 'throttled', retry: true },
    'defaults',
  ],
} satisfies ProviderDefinition;
const contract = defineProvider(definition);
const base = 'https://api.test';
const json = { 'content-type': 'application/json' };

/** A fetch by the contract, and what it sent. */
function byContract(reply: FetchReply, options: FetchOptions = {}, by = contract) {
  const clock = new FakeClock();
  const recorder = new EventRecorder();
  const through = pipeline(by, { clock, random: () => 0, onEvent: recorder.sink });
  const startedAtMs: number[] = [];
  const inits: (RequestInit | undefined)[] = [];
  const noted: FetchReply = (sent, at) => {
    startedAtMs.push(clock.now());
    inits.push(sent.init);
    return reply(sent, at);
  };
  const { fetch } = setUpFetch(noted, { ...options, contract: through, clock });
  return { clock, recorder, through, fetch, startedAtMs, inits };
}

describe('createFetch() with a contract', () => {
  it('paces an operation by its limits, with nothing told', async () => {
    const s = byContract(() => answer(200));
    const calls = Array.from({ length: 20 }, (_, at) => s.fetch(`${base}/v1/chats/${at}`));
    await s.clock.runUntil(Promise.all(calls));
    expect(s.startedAtMs).toHaveLength(20);
    // Of any eleven the last is of another window than the first.
    for (const [at, atMs] of s.startedAtMs.slice(10).entries())
      expect(atMs - (s.startedAtMs[at] ?? 0)).toBeGreaterThan(1_000);
    expect(s.recorder.ofType('call-ended')).toHaveLength(20);
    expect(s.recorder.ofType('call-ended')[0]).toMatchObject({ provider: 'chats', operation: 'list', outcome: 'ok' });
  });

  it('goes by its rules, also those on a body, which the caller can read', async () => {
    const throttled = byContract(
      inTurn(
        () => answer(420),
        () => answer(200),
      ),
    );
    expect((await throttled.clock.runUntil(throttled.fetch(`${base}/v1/chats/1`))).status).toBe(200);
    const spent = byContract(() => answer(429, json, '{"error":{"type":"quota"}}'));
    const response = await spent.clock.runUntil(spent.fetch(`${base}/v1/chats/1`));
    expect(response.status).toBe(429);
    expect(await response.json()).toEqual({ error: { type: 'quota' } });
    expect(spent.startedAtMs).toHaveLength(1);
  });

  it('estimates what a call costs, and settles it by the answer', async () => {
    const body = JSON.stringify({ messages: [{ role: 'user', content: 'hello' }], max_tokens: 400 });
    const usage = '{"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30}}';
    const s = byContract(() => answer(200, json, usage));
    const response = await s.clock.runUntil(s.fetch(`${base}/v1/chat`, { method: 'POST', body }));
    expect(await response.json()).toMatchObject({ usage: { total_tokens: 30 } });
    const tokens = s.through.state().limits.find(({ unit }) => unit === 'tokens');
    expect(tokens).toMatchObject({ limit: 1_000, used: 30 });
  });

  it('sends a key where the contract needs one, and the caller’s own in its place', async () => {
    const s = byContract(() => answer(200));
    await s.clock.runUntil(s.fetch(`${base}/v1/payments`, { method: 'POST', body: '{}' }));
    const headers = { 'Idempotency-Key': 'mine' };
    await s.clock.runUntil(s.fetch(`${base}/v1/payments`, { method: 'POST', body: '{}', headers }));
    const [first, second] = s.inits.map((init) => new Headers(init?.headers).get('idempotency-key'));
    expect(first).toMatch(/^\S{8,}$/);
    expect(second).toBe('mine');
    expect([...new Headers(s.inits[0]?.headers).keys()]).toEqual(['idempotency-key']);
  });

  it('leaves what is no operation to what is learnt', async () => {
    const s = byContract(() => answer(200));
    await s.clock.runUntil(s.fetch(`${base}/v2/other`, { method: 'DELETE' }));
    expect(s.recorder.ofType('call-ended')).toEqual([]);
    expect(s.startedAtMs).toHaveLength(1);
  });

  it('tries again after a failure of the network, and throws the last as it came', async () => {
    const failure = new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) });
    const s = byContract(() => Promise.reject(failure));
    await expect(s.clock.runUntil(s.fetch(`${base}/v1/chats/1`))).rejects.toBe(failure);
    expect(s.startedAtMs.length).toBeGreaterThan(1);
    const posts = byContract(() => Promise.reject(failure));
    await expect(posts.clock.runUntil(posts.fetch(`${base}/v1/chat`, { method: 'POST' }))).rejects.toBe(failure);
    expect(posts.startedAtMs).toHaveLength(1);
  });

  it('sends a body once that comes in pieces', async () => {
    const s = byContract(
      inTurn(
        () => answer(429),
        () => answer(200),
      ),
    );
    const body = new Blob(['{}']).stream();
    const call = s.fetch(`${base}/v1/chat`, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect((await s.clock.runUntil(call)).status).toBe(429);
    expect(s.startedAtMs).toHaveLength(1);
  });

  it('ends with the reason of the caller’s signal', async () => {
    const s = byContract(() => answer(429, { 'retry-after': '20' }));
    const controller = new AbortController();
    const call = s.fetch(`${base}/v1/chats/1`, { signal: controller.signal });
    const reason = new Error('enough');
    s.clock.setTimeout(() => controller.abort(reason), 100);
    await expect(s.clock.runUntil(call)).rejects.toBe(reason);
    expect(s.startedAtMs).toHaveLength(1);
  });

  it('refuses what cannot leave within maxWaitMs, as an error or as a response', async () => {
    const first = () => answer(429, { 'retry-after': '20' });
    const s = byContract(first, { maxWaitMs: 1_000 });
    const paused = s.fetch(`${base}/v1/chats/1`);
    const late = s.fetch.with({ maxWaitMs: 50 });
    await s.clock.advance(100);
    const refused = expect(late(`${base}/v1/chats/2`)).rejects.toMatchObject({ code: 'EVK_QUEUE_TIMEOUT' });
    await s.clock.advance(100);
    await refused;
    expect(s.startedAtMs).toHaveLength(1);
    await s.clock.runUntil(paused.catch(() => {}));
    const soft = byContract(first, { maxWaitMs: 50, onRefusal: 'response' });
    const begun = soft.fetch(`${base}/v1/chats/1`);
    await soft.clock.advance(100);
    const response = soft.fetch(`${base}/v1/chats/2`);
    await soft.clock.advance(100);
    expect((await response).status).toBe(429);
    expect((await response).headers.get('x-should-retry')).toBe('false');
    await soft.clock.runUntil(begun.catch(() => {}));
  });

  it('ends with what the API has said last, where the next attempt is refused here', async () => {
    const s = byContract(() => answer(503), {}, defineProvider({ ...definition, limits: [] }));
    const calls = Array.from({ length: 60 }, () => s.fetch(`${base}/v1/chats/1`).then(({ status }) => status, String));
    const ends = await s.clock.runUntil(Promise.all(calls));
    expect(s.recorder.ofType('breaker-changed')).toMatchObject([{ to: 'open' }]);
    const answered = ends.filter((end) => end === 503).length;
    expect(answered).toBeGreaterThanOrEqual(20);
    // Of these some had attempts left, had the circuit not opened.
    expect(s.startedAtMs.length).toBeLessThan(4 * answered);
    expect(ends.filter((end) => end !== 503).every((end) => String(end).includes('circuit breaker'))).toBe(true);
    await expect(s.clock.runUntil(s.fetch(`${base}/v1/chats/1`))).rejects.toMatchObject({ code: 'EVK_CIRCUIT_OPEN' });
  });

  it('takes a pipeline, and nothing else', () => {
    expect(() => setUpFetch(() => answer(200), { contract: contract as never })).toThrow('pipeline(contract)');
  });
});
