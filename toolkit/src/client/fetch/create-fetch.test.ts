import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ResilienceEvent } from '../../events.ts';
import { createFetch } from './create-fetch.ts';
import { answer, inTurn, setUpFetch, url } from './steady-fetch.fixture.ts';

describe('a fetch where no policy acts', () => {
  it('hands on just what it was given, and returns the very response', async () => {
    const response = answer(200);
    const { fetch, sent, clock } = setUpFetch(() => response);
    const init = { method: 'POST', body: '{}', headers: { authorization: 'Bearer k' } };
    expect(await fetch(url, init)).toBe(response);
    expect([sent[0]?.input, sent[0]?.init]).toEqual([url, init]);
    expect(sent[0]?.init).toBe(init);
    expect([response.bodyUsed, clock.pending]).toEqual([false, 0]);
  });

  it('hands on one argument as one', async () => {
    const send = vi.fn(async (..._given: unknown[]) => answer(200));
    await createFetch({ fetch: send })(url);
    expect(send.mock.calls).toEqual([[url]]);
  });

  it.each<[string, () => Parameters<typeof fetch>]>([
    ['a URL', () => [new URL(url)]],
    ['a Request', () => [new Request(url, { method: 'PUT', body: 'x' })]],
    ['a Request, and more', () => [new Request(url), { headers: { a: 'b' } }]],
  ])('hands on %s', async (_what, given) => {
    const { fetch, sent } = setUpFetch(() => answer(200));
    const [input, init] = given();
    await fetch(input, init);
    expect(sent[0]?.input).toBe(input);
    expect(sent[0]?.init).toBe(init);
  });

  it.each([200, 204, 301, 304, 400, 401, 404, 418])('returns a %d at once', async (status) => {
    const { fetch, sent } = setUpFetch(() => new Response(null, { status }));
    expect((await fetch(url)).status).toBe(status);
    expect(sent.length).toBe(1);
  });

  it.each([
    ['a path', '/v1'],
    ['no network', 'data:,x'],
    ['no URL', 'http://'],
    ['a password', 'https://a:b@c.de/'],
  ])('leaves what has %s to the platform', async (_what, input) => {
    const failure = new TypeError('Failed to parse URL');
    const { fetch, sent } = setUpFetch(() => Promise.reject(failure));
    await expect(fetch(input)).rejects.toBe(failure);
    expect(sent.length).toBe(1);
  });

  it.each<[string, RequestInit]>([
    ['a method that is none', { method: 'GE T' }],
    ['a header that is none', { headers: { 'a b': 'c' } }],
    ['a mode that is none', { mode: 'none' as 'cors' }],
  ])('does not try again what has %s', async (_what, init) => {
    const failure = new TypeError('no');
    const { fetch, sent } = setUpFetch(() => Promise.reject(failure));
    await expect(fetch(url, init)).rejects.toBe(failure);
    expect(sent.length).toBe(1);
  });

  it('takes what a test hands in for a response', async () => {
    const { fetch } = setUpFetch(() => ({ ok: true, json: async () => 1 }) as unknown as Response);
    expect(await (await fetch(url)).json()).toBe(1);
  });

  it('looks up the platform’s fetch when it is called', async () => {
    const steadyFetch = createFetch();
    const spy = vi.spyOn(globalThis, 'fetch').mockResolvedValue(answer(200));
    try {
      await steadyFetch(url);
      expect(spy).toHaveBeenCalledTimes(1);
    } finally {
      spy.mockRestore();
    }
  });

  it('may stand in the place of the platform’s, and a second one around it', async () => {
    const platform = vi.fn(async () => answer(200));
    vi.stubGlobal('fetch', platform);
    onTestFinished(() => void vi.unstubAllGlobals());
    globalThis.fetch = createFetch();
    await fetch(url);
    globalThis.fetch = createFetch();
    await fetch(url);
    expect(platform).toHaveBeenCalledTimes(2);
  });

  it('calls what it was given as a function, which browsers insist on', async () => {
    const calledOn: unknown[] = [];
    await createFetch({
      async fetch(this: unknown) {
        calledOn.push(this);
        return answer(200);
      },
    })(url);
    expect(calledOn).toEqual([undefined]);
  });

  it.each(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED'])(
    'takes %s for what the request is to blame for',
    async (code) => {
      const failure = new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code }) });
      const { fetch, sent } = setUpFetch(() => Promise.reject(failure));
      for (let call = 0; call < 30; call += 1) await expect(fetch(url)).rejects.toBe(failure);
      expect(sent.length).toBe(30);
    },
  );
});

describe('what is said of a call', () => {
  it('by headers is not sent', async () => {
    const { fetch, sent } = setUpFetch(() => answer(200));
    const headers = { 'evenkeel-priority': '5', 'evenkeel-cost': '2', 'evenkeel-idempotent': 'true', accept: 'a' };
    await fetch(url, { headers });
    await fetch(new Request(url, { headers }));
    expect(sent.map((one) => [...one.headers])).toEqual([[['accept', 'a']], [['accept', 'a']]]);
  });

  it('is refused where it cannot be used', async () => {
    const { fetch, sent } = setUpFetch(() => answer(200));
    await expect(fetch(url, { headers: { 'evenkeel-cost': 'much' } })).rejects.toMatchObject({
      code: 'EVK_OPTION_INVALID',
    });
    expect(sent.length).toBe(0);
  });

  it.each<[string, Record<string, unknown>]>([
    ['priority', { priority: 1.5 }],
    ['cost', { cost: 0 }],
    ['maxWaitMs', { maxWaitMs: -1 }],
    ['tenant', { tenant: 1 }],
    ['idempotent', { idempotent: 'yes' }],
    ['retries', { retries: 3 }],
  ])('by an option %s is checked', (option, given) => {
    expect(() => createFetch(given)).toThrow(expect.objectContaining({ option }));
    expect(() => createFetch().with(given)).toThrow(expect.objectContaining({ option }));
  });

  it.each<[string, Record<string, unknown>]>([
    ['onRefusal', { onRefusal: 'throw' }],
    ['maxAccounts', { maxAccounts: 0 }],
    ['maxQueued', { maxQueued: -1 }],
    ['maxAttempts', { maxAttempts: 0 }],
    ['clock', { clock: {} }],
    ['fetch', { fetch: 1 }],
  ])('of all calls by %s is checked', (option, given) => {
    expect(() => createFetch(given)).toThrow(expect.objectContaining({ option }));
  });

  it('by with() is added to what was said', async () => {
    const { fetch, sent, clock } = setUpFetch(() => answer(503), { maxAttempts: 2 });
    const idempotent = fetch.with({ idempotent: true }).with({ priority: 1 });
    expect((await clock.runUntil(idempotent(url, { method: 'POST' }))).status).toBe(503);
    expect(sent.length).toBe(2);
  });
});

describe('what is reported', () => {
  async function reported(options: { hosts?: number } = {}) {
    const events: ResilienceEvent[] = [];
    const { fetch, clock } = setUpFetch(
      inTurn(
        () => answer(503),
        () => answer(200),
      ),
      { onEvent: (event) => events.push(event) },
    );
    for (let host = 0; host < (options.hosts ?? 1); host += 1) {
      await clock.runUntil(fetch(`https://h${host}.example.com/secret/path`, { method: 'PUT' }));
    }
    return events;
  }

  it('is told by host and method, and never by path', async () => {
    const events = await reported();
    expect(events.map(({ type }) => type)).toEqual([
      ...['attempt-started', 'attempt-ended', 'retry-scheduled', 'wait-started', 'wait-ended'],
      ...['attempt-started', 'attempt-ended', 'call-ended'],
    ]);
    expect(new Set(events.map(({ provider }) => provider))).toEqual(new Set(['h0.example.com']));
    expect(events.at(-1)).toMatchObject({ operation: 'PUT', outcome: 'ok', attempts: 2 });
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  it('has 20 hosts at most', async () => {
    const events = await reported({ hosts: 22 });
    const providers = [...new Set(events.map(({ provider }) => provider))];
    expect([providers.length, providers.at(-1)]).toEqual([21, 'other']);
  });
});
