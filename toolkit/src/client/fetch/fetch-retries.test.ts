import { describe, expect, it } from 'vitest';
import { answer, inTurn, setUpFetch, url } from './steady-fetch.fixture.ts';

const failed = (): Response => answer(503);
const refused =
  (headers: Record<string, string> = {}) =>
  (): Response =>
    answer(429, headers);
const ok = (): Response => answer(200);

describe('retries', () => {
  it.each<[string, RequestInit, number]>([
    ['a GET', {}, 2],
    ['a PUT', { method: 'PUT', body: 'x' }, 2],
    ['a POST', { method: 'POST', body: 'x' }, 1],
    ['a PATCH', { method: 'patch', body: 'x' }, 1],
    ['a POST with a key', { method: 'POST', headers: { 'Idempotency-Key': '1' } }, 2],
    ['a POST that says so', { method: 'POST', headers: { 'evenkeel-idempotent': 'true' } }, 2],
    ['a GET that says it must not be', { headers: { 'evenkeel-idempotent': 'false' } }, 1],
  ])('%s after a 503', async (_what, init, attempts) => {
    const { fetch, sent, clock } = setUpFetch(inTurn(failed, ok));
    expect((await clock.runUntil(fetch(url, init))).status).toBe(attempts === 2 ? 200 : 503);
    expect(sent.length).toBe(attempts);
  });

  const failure = (cause?: object): TypeError => new TypeError('fetch failed', { cause });
  it.each<[string, TypeError, number]>([
    ['a browser tells no more of', failure(), 2],
    ['Node.js tells by its code', failure(Object.assign(new Error('reset'), { code: 'ECONNRESET' })), 2],
    ['is a redirect that leads nowhere', failure(new Error('redirect count exceeded')), 1],
    [
      'is a location that is no URL',
      failure(Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL' })),
      1,
    ],
  ])('a failure that %s, if it may pass', async (_what, thrown, attempts) => {
    const { fetch, sent, clock } = setUpFetch((_sent, at) => (at === 0 ? Promise.reject(thrown) : ok()));
    const ended = fetch(url).catch((error: unknown) => error);
    expect(await clock.runUntil(ended)).toEqual(attempts === 2 ? expect.any(Response) : thrown);
    expect(sent.length).toBe(attempts);
  });

  const text = new TextEncoder().encode('x');
  const form = new FormData();
  it.each<[string, unknown, number]>([
    ['a text', 'x', 2],
    ['bytes', text, 2],
    ['a buffer', text.buffer, 2],
    ['a Blob', new Blob(['x']), 2],
    ['a form', form, 2],
    ['parameters', new URLSearchParams('a=b'), 2],
    ['a stream', new ReadableStream(), 1],
    ['pieces', (async function* () {})(), 1],
  ])('a body that is %s, if it can be sent again', async (_what, body, attempts) => {
    const { fetch, sent, clock } = setUpFetch(inTurn(refused(), ok));
    const init = { method: 'POST', body, duplex: 'half' } as unknown as RequestInit;
    expect((await clock.runUntil(fetch(url, init))).status).toBe(attempts === 2 ? 200 : 429);
    expect(sent.length).toBe(attempts);
    for (const { init: handed } of sent) expect(handed?.body).toBe(body);
  });

  it('a Request, with its body each time', async () => {
    const bodies: string[] = [];
    const { fetch, sent, clock } = setUpFetch(async ({ input }, at) => {
      bodies.push(await (input as Request).text());
      return at < 2 ? refused()() : ok();
    });
    const request = new Request(url, { method: 'POST', body: 'x' });
    expect((await clock.runUntil(fetch(request))).status).toBe(200);
    expect(sent[0]?.input).toBe(request);
    expect(bodies).toEqual(['x', 'x', 'x']);
  });

  it('what a response asks for, and not what it forbids', async () => {
    const forbidden = setUpFetch(inTurn(() => answer(503, { 'x-should-retry': 'false' }), ok));
    expect((await forbidden.clock.runUntil(forbidden.fetch(url))).status).toBe(503);
    const asked = setUpFetch(inTurn(() => answer(409, { 'x-should-retry': 'true' }), ok));
    expect((await asked.clock.runUntil(asked.fetch(url))).status).toBe(200);
  });

  it('end with the last response, unread', async () => {
    const { fetch, sent, clock } = setUpFetch((_sent, at) => answer(503, {}, `answer ${at}`));
    const response = await clock.runUntil(fetch(url));
    expect(sent.length).toBe(4);
    expect(await response.text()).toBe('answer 3');
    expect(clock.pending).toBe(0);
  });

  it('give up the bodies of responses that others follow', async () => {
    let cancelled = 0;
    const body = (): ReadableStream =>
      new ReadableStream({
        cancel: () => {
          cancelled += 1;
        },
      });
    const { fetch, clock } = setUpFetch(() => new Response(body(), { status: 503 }));
    await clock.runUntil(fetch(url));
    expect(cancelled).toBe(3);
  });

  it('end with the error that fetch threw', async () => {
    const failures = Array.from({ length: 4 }, () => new TypeError('fetch failed'));
    const { fetch, clock } = setUpFetch((_sent, at) => Promise.reject(failures[at]));
    const call = fetch(url);
    call.catch(() => {});
    await clock.runUntil(call.catch(() => {}));
    await expect(call).rejects.toBe(failures[3]);
  });

  it.each<[string, Record<string, string>, number]>([
    ['Retry-After', { 'retry-after': '3' }, 3_000],
    ['a Retry-After that is a date', { 'retry-after': 'Thu, 01 Jan 2026 00:00:04 GMT' }, 4_000],
    ['retry-after-ms', { 'retry-after-ms': '1500', 'retry-after': '9' }, 1_500],
    ['RateLimit', { ratelimit: '"a";r=0;t=2' }, 2_000],
    ['ratelimit-reset', { 'ratelimit-remaining': '0', 'ratelimit-reset': '7' }, 7_000],
    ['x-ratelimit-reset of seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '6' }, 6_000],
    ['x-ratelimit-reset of an instant', { 'x-ratelimit-reset': '1767225608' }, 8_000],
    ['x-ratelimit-reset of milliseconds', { 'x-ratelimit-reset': '1767225605000' }, 5_000],
    ['x-ratelimit-reset-requests', { 'x-ratelimit-reset-requests': '1m2s' }, 62_000],
    ['x-ratelimit-reset-tokens', { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6s' }, 6_000],
    ['x-ratelimit-reset-after', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '0.75' }, 750],
    ['anthropic-ratelimit', { 'anthropic-ratelimit-requests-reset': '2026-01-01T00:00:09Z' }, 9_000],
  ])('wait as %s asks', async (_what, headers, waitMs) => {
    for (const status of [429, 503, 529]) {
      const { fetch, sent, clock } = setUpFetch(
        inTurn(() => answer(status, headers), ok),
        { maxWaitMs: 100_000 },
      );
      await clock.runUntil(fetch(url));
      expect(sent.length).toBe(2);
      const waitedMs = (sent[1]?.atMs ?? 0) - (sent[0]?.atMs ?? 0);
      expect(waitedMs).toBeGreaterThanOrEqual(waitMs);
      expect(waitedMs).toBeLessThanOrEqual(waitMs + 1_100);
    }
  });

  it('are left to the caller where a wait is too long to be believed', async () => {
    const { fetch, sent, clock } = setUpFetch(inTurn(refused({ 'retry-after': '86400' }), ok), { maxWaitMs: 1e9 });
    expect((await clock.runUntil(fetch(url))).status).toBe(429);
    expect(sent.length).toBe(1);
  });

  it('are not made where they could not leave in time', async () => {
    const { fetch, sent, clock, sinceMs } = setUpFetch(inTurn(refused({ 'retry-after': '90' }), ok));
    expect((await clock.runUntil(fetch(url))).status).toBe(429);
    expect([sent.length, sinceMs()]).toEqual([1, 0]);
  });
});

describe('a circuit', () => {
  it('opens for an upstream that fails, and lets it try again', async () => {
    let works = false;
    const { fetch, sent, clock } = setUpFetch(() => answer(works ? 200 : 500), { maxAttempts: 1 });
    for (let call = 0; call < 20; call += 1) expect((await fetch(url)).status).toBe(500);
    await expect(fetch(url)).rejects.toMatchObject({ code: 'EVK_CIRCUIT_OPEN', retryAfterMs: 5_000, attempts: 0 });
    await clock.advance(5_000);
    works = true;
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(url)).status).toBe(200);
    expect(sent.length).toBe(22);
  });
});
