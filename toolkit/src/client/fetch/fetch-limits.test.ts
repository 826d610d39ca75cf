import { describe, expect, it } from 'vitest';
import type { FakeClock } from '../../testing/index.ts';
import type { FetchOptions } from './fetch-options.ts';
import { admitting, answer, setUpFetch, url } from './steady-fetch.fixture.ts';

type Tells = Parameters<typeof admitting>[2];

/** 200 calls at once, at a server that admits 60 in 2 s. */
async function burst(tells: Tells, options: FetchOptions = {}) {
  let clock: FakeClock | undefined;
  const server = admitting(() => clock as FakeClock, { limit: 60, windowMs: 2_000 }, tells);
  const made = setUpFetch(() => server.reply(), options);
  clock = made.clock;
  const startMs = clock.now();
  const responses = await clock.runUntil(Promise.all(Array.from({ length: 200 }, () => made.fetch(url))));
  const statuses = responses.map(({ status }) => status);
  return {
    done: statuses.filter((status) => status === 200).length,
    refusedAtMs: server.refusedAtMs.map((atMs) => atMs - startMs),
    tookMs: clock.now() - startMs,
    pending: clock.pending,
  };
}

describe('200 calls at a server that admits 60 in 2 s', () => {
  it('that tells nothing are all done, with refusals of the first window only', async () => {
    const { done, refusedAtMs, tookMs, pending } = await burst(() => ({}));
    expect(done).toBe(200);
    expect(Math.max(...refusedAtMs)).toBeLessThan(2_000);
    // The first window ends after 2 s, the third after 6 s.
    expect(tookMs).toBeLessThan(1.1 * 6_000);
    expect(pending).toBe(0);
  });

  it('that says when to come back are all done, with refusals of the first window only', async () => {
    const { done, refusedAtMs, tookMs } = await burst((left, ms) => ({
      [left > 0 ? 'x-none' : 'retry-after-ms']: `${ms}`,
    }));
    expect(done).toBe(200);
    expect(Math.max(...refusedAtMs)).toBeLessThan(2_000);
    // All draw the same jitter here.
    expect(tookMs).toBeLessThan(1.15 * 6_000);
  });

  it('that says what is left are all done without a refusal', async () => {
    const { done, refusedAtMs, tookMs } = await burst((left, ms) => ({
      'x-ratelimit-limit': '60',
      'x-ratelimit-remaining': `${left}`,
      'x-ratelimit-reset': `${ms / 1_000}`,
    }));
    expect([done, refusedAtMs.length]).toEqual([200, 0]);
    expect(tookMs).toBeLessThan(1.1 * 6_000);
  });

  it('that can leave in time only are refused at once, or done', async () => {
    let clock: FakeClock | undefined;
    const server = admitting(
      () => clock as FakeClock,
      { limit: 60, windowMs: 2_000 },
      (left, ms) => ({
        ...{ 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': `${left}` },
        'x-ratelimit-reset': `${ms / 1_000}`,
      }),
    );
    const made = setUpFetch(() => server.reply(), { maxWaitMs: 3_000 });
    clock = made.clock;
    const startMs = clock.now();
    const ends = Array.from({ length: 200 }, () =>
      made.fetch(url).then(
        ({ status }) => ({ status, atMs: made.clock.now() - startMs }),
        ({ code }: { code: string }) => ({ status: code, atMs: made.clock.now() - startMs }),
      ),
    );
    const ended = await clock.runUntil(Promise.all(ends));
    const refused = ended.filter(({ status }) => status === 'EVK_QUEUE_TIMEOUT');
    // Two windows begin within 3 s. What is on its way when the first answer comes may be counted already.
    expect(ended.filter(({ status }) => status === 200).length).toBe(120);
    expect(refused.length).toBe(80);
    expect(refused.filter(({ atMs }) => atMs < 100).length).toBeGreaterThanOrEqual(70);
  });
});

describe('a server that admits few, and tells nothing', () => {
  it.each([
    { limit: 1, windowMs: 5_000 },
    { limit: 3, windowMs: 5_000 },
    { limit: 5, windowMs: 1_000 },
    { limit: 12, windowMs: 5_000 },
  ])('as $limit in $windowMs ms, serves all of 15 calls in the end', async (admitted) => {
    for (const draw of [0, 0.5, 0.999]) {
      let clock: FakeClock | undefined;
      const server = admitting(() => clock as FakeClock, admitted);
      const made = setUpFetch(() => server.reply(), { random: () => draw, maxWaitMs: 600_000 });
      clock = made.clock;
      const calls = Array.from({ length: 15 }, () => made.fetch(url, { method: 'POST' }));
      const responses = await clock.runUntil(Promise.all(calls));
      expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
      const optimumMs = (Math.ceil(15 / admitted.limit) - 1) * admitted.windowMs;
      expect(made.sinceMs()).toBeLessThan(1.2 * optimumMs);
    }
  });

  it('keeps a call no longer than it may wait, which ends with what was said', async () => {
    let clock: FakeClock | undefined;
    const server = admitting(() => clock as FakeClock, { limit: 1, windowMs: 100_000 });
    const made = setUpFetch(() => server.reply());
    clock = made.clock;
    const responses = await clock.runUntil(Promise.all([made.fetch(url), made.fetch(url)]));
    expect(responses.map(({ status }) => status)).toEqual([200, 429]);
    expect(made.sinceMs()).toBeLessThanOrEqual(60_000);
  });

  it.each([
    ['nobody gets through', {}, 4],
    ['there is one attempt', { maxAttempts: 1 }, 1],
  ])('gets no more attempts of a call than usual where %s', async (_where, options, attempts) => {
    const made = setUpFetch((_sent, at) => answer(at === 0 ? 200 : 429), options);
    expect((await made.clock.runUntil(made.fetch(url))).status).toBe(200);
    await made.clock.advance(1);
    expect((await made.clock.runUntil(made.fetch(url))).status).toBe(429);
    expect(made.sent.length).toBe(1 + attempts);
  });
});

describe('an account', () => {
  const paused = { 'retry-after': '30' };
  const byKey = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

  it('is paused alone', async () => {
    const { fetch, sent } = setUpFetch(({ headers }) =>
      headers.get('authorization') === 'Bearer a' ? answer(429, paused) : answer(200),
    );
    const eager = fetch.with({ maxWaitMs: 1_000 });
    expect((await eager(url, byKey('a'))).status).toBe(429);
    await expect(eager(url, byKey('a'))).rejects.toMatchObject({ code: 'EVK_GATE_CLOSED', retryAfterMs: 30_025 });
    expect((await eager(url, byKey('b'))).status).toBe(200);
    expect((await eager('https://other.example.com', byKey('b'))).status).toBe(200);
    expect(sent.length).toBe(3);
  });

  it.each<[string, RequestInit, RequestInit]>([
    ['keys in another header', { headers: { 'x-api-key': 'a' } }, { headers: { 'x-api-key': 'b' } }],
    ['no key', byKey('a'), {}],
  ])('is another one with %s', async (_what, one, other) => {
    const { fetch } = setUpFetch((_sent, at) => (at === 0 ? answer(503, paused) : answer(200)), { maxWaitMs: 1_000 });
    expect((await fetch(url, one)).status).toBe(503);
    expect((await fetch(url, other)).status).toBe(200);
    await expect(fetch(url, one)).rejects.toMatchObject({ code: 'EVK_GATE_CLOSED' });
  });

  it('is what the app says', async () => {
    const seen: string[] = [];
    const { fetch } = setUpFetch(() => answer(503, paused), {
      maxWaitMs: 1_000,
      account: ({ url: { pathname }, method, headers }) => {
        seen.push(`${method} ${pathname} ${headers.get('authorization')}`);
        return 'ours';
      },
    });
    expect((await fetch(url, byKey('a'))).status).toBe(503);
    await expect(fetch(url, byKey('b'))).rejects.toMatchObject({ code: 'EVK_GATE_CLOSED' });
    expect(seen).toEqual(['GET /v1/items Bearer a', 'GET /v1/items Bearer b']);
  });
});

it('what is said to be left again after days is not waited for longer than an hour', async () => {
  const none = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9000000' };
  const { fetch, sent, clock } = setUpFetch(() => answer(200, none), { maxWaitMs: 4_000_000 });
  await fetch(url);
  await clock.runUntil(fetch(url));
  expect(sent[1]?.atMs).toBeGreaterThanOrEqual(3_600_000);
  expect(sent[1]?.atMs).toBeLessThan(3_700_000);
});

describe('what is on its way before the first answer', () => {
  it('is not limited for long, since the server may wait for all', async () => {
    const { fetch, sent, clock } = setUpFetch(() => new Promise(() => {}));
    for (let call = 0; call < 30; call += 1) void fetch(url);
    await clock.advance(500);
    expect(sent.length).toBe(10);
    await clock.advance(500);
    expect(sent.length).toBe(30);
  });
});
