import { describe, expect, it } from 'vitest';
import { answer, inTurn, setUpFetch, url } from './steady-fetch.fixture.ts';

const paused = (): Response => answer(429, { 'retry-after': '30' });

/** A fetch whose account is paused for 30 s. */
async function setUpPaused(options: Parameters<typeof setUpFetch>[1] = {}) {
  const made = setUpFetch(
    inTurn(paused, () => answer(200)),
    options,
  );
  await made.fetch.with({ maxWaitMs: 0 })(url);
  return made;
}

describe('an abort', () => {
  it('before all ends the call with its reason, and sends nothing', async () => {
    const { fetch, sent, clock } = setUpFetch(() => answer(200));
    const reason = new Error('enough');
    await expect(fetch(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect([sent.length, clock.pending]).toEqual([0, 0]);
  });

  it('of a call that waits ends it with its reason, and sends nothing', async () => {
    const { fetch, sent, clock } = await setUpPaused();
    const controller = new AbortController();
    const call = fetch(url, { signal: controller.signal });
    call.catch(() => {});
    await clock.advance(1_000);
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    await clock.advance(60_000);
    expect([sent.length, clock.pending]).toEqual([1, 0]);
  });

  it('of a Request that waits does the same', async () => {
    const { fetch, sent, clock } = await setUpPaused();
    const controller = new AbortController();
    const call = fetch(new Request(url, { signal: controller.signal }));
    call.catch(() => {});
    await clock.advance(1_000);
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(sent.length).toBe(1);
  });

  it('in a backoff ends the call, and gives up the response', async () => {
    let cancelled = 0;
    const body = new ReadableStream({
      cancel: () => {
        cancelled += 1;
      },
    });
    const { fetch, sent, clock } = setUpFetch(() => new Response(body, { status: 503 }));
    const controller = new AbortController();
    const call = fetch(url, { signal: controller.signal });
    call.catch(() => {});
    await clock.advance(10);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    expect([sent.length, cancelled, clock.pending]).toEqual([1, 1, 0]);
  });

  it('of a call under way is the platform’s own', async () => {
    const { fetch, sent, clock } = setUpFetch(
      ({ init }) =>
        new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))),
    );
    const controller = new AbortController();
    const call = fetch(url, { signal: controller.signal });
    call.catch(() => {});
    await clock.advance(10);
    expect(sent[0]?.init?.signal).toBe(controller.signal);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    expect([sent.length, clock.pending]).toEqual([1, 0]);
  });
});

describe('a call that cannot leave in time', () => {
  it('is refused at once', async () => {
    const { fetch, sent, sinceMs } = await setUpPaused();
    await expect(fetch.with({ maxWaitMs: 10_000 })(url)).rejects.toMatchObject({
      ...{ name: 'EvenkeelError', code: 'EVK_GATE_CLOSED', retryAfterMs: 30_025, attempts: 0 },
    });
    expect([sent.length, sinceMs()]).toEqual([1, 0]);
  });

  it('by its header, too', async () => {
    const { fetch } = await setUpPaused();
    await expect(fetch(url, { headers: { 'evenkeel-max-wait-ms': '10' } })).rejects.toMatchObject({
      code: 'EVK_GATE_CLOSED',
    });
  });

  it('is refused when its time has passed, where that was not known', async () => {
    const { fetch, clock } = setUpFetch(() => new Promise(() => {}), { maxWaitMs: 500 });
    const calls = Array.from({ length: 11 }, () => fetch(url));
    for (const call of calls) call.catch(() => {});
    await clock.advance(500);
    await expect(calls[10]).rejects.toMatchObject({ code: 'EVK_QUEUE_TIMEOUT' });
  });

  it('is answered in the words of SDKs, if that is asked for', async () => {
    const { fetch } = await setUpPaused({ onRefusal: 'response', maxWaitMs: 10_000 });
    const response = await fetch(url);
    expect([response.status, response.headers.get('retry-after'), response.headers.get('x-should-retry')]).toEqual([
      ...[429, '31', 'false'],
    ]);
    expect(await response.json()).toMatchObject({ error: { code: 'EVK_GATE_CLOSED' } });
  });

  it('does not end with its time once it has left', async () => {
    const { fetch, clock } = setUpFetch(
      () => new Promise((resolve) => clock.setTimeout(() => resolve(answer(200)), 5_000)),
      { maxWaitMs: 100 },
    );
    expect((await clock.runUntil(fetch(url))).status).toBe(200);
  });
});

describe('calls that wait', () => {
  it('leave when the pause is over, by their priorities', async () => {
    const made = await setUpPaused();
    const { fetch, sent, clock } = made;
    const low = fetch(url, { headers: { 'x-which': 'low' } });
    const high = fetch.with({ priority: 5 })(url, { headers: { 'x-which': 'high' } });
    await clock.runUntil(Promise.all([low, high]));
    expect(sent.slice(1).map(({ headers }) => headers.get('x-which'))).toEqual(['high', 'low']);
    expect(sent[1]?.atMs).toBeGreaterThanOrEqual(30_000);
    expect(clock.pending).toBe(0);
  });

  it('are no more than are allowed', async () => {
    const { fetch, clock } = await setUpPaused({ maxQueued: 1 });
    const call = fetch(url);
    await expect(fetch(url)).rejects.toMatchObject({ code: 'EVK_BULKHEAD_FULL' });
    expect((await clock.runUntil(call)).status).toBe(200);
  });

  it('have the response of their attempt, where the next one is refused', async () => {
    const { fetch, sent, clock } = setUpFetch((_sent, at) => (at === 0 ? answer(503) : paused()), {
      maxWaitMs: 10_000,
    });
    const first = fetch(url);
    await clock.advance(10);
    expect((await fetch(url)).status).toBe(429);
    expect((await clock.runUntil(first)).status).toBe(503);
    expect(sent.length).toBe(2);
  });
});
