import { afterEach, expect, it } from 'vitest';
import { sdkPlanFor } from '../plan.ts';
import { probeWire } from '../wire-probe.ts';
import { fateOf, type MishapKind } from './mishap.ts';
import { type SdkUpstream, startSdkUpstream } from './server.ts';

const calm = { ...sdkPlanFor({ quick: true, seed: 1 }), failing: 0 };
const stormy = { ...calm, failing: 1 };
const open: SdkUpstream[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function start(plan = calm): Promise<SdkUpstream> {
  const upstream = await startSdkUpstream(plan);
  open.push(upstream);
  return upstream;
}

const post = (url: string, call: number, headers = {}): Promise<Response> =>
  fetch(`${url}/v1/items`, { method: 'POST', headers, body: JSON.stringify({ call }) });

/** The first call that fails in this way at first. */
const callThat = (how: MishapKind, done: boolean): number =>
  Array.from({ length: 100 }, (_, call) => call).find((call) => {
    const { mishap } = fateOf(stormy, call, 0);
    return mishap?.how === how && mishap.done === done;
  }) as number;

it('refuses what goes beyond the window, and says how long it lasts', async () => {
  const { url, journal } = await start({ ...calm, window: { amount: 1, windowMs: 3_600_000 } });
  expect(await (await post(url, 3)).json()).toEqual({ call: 3 });
  const refused = await post(url, 4);
  const seconds = Number(refused.headers.get('retry-after'));
  expect([refused.status, seconds > 1_800]).toEqual([429, true]);
  const spoken = await fetch(`${url}/v1/chat/completions`, { method: 'POST', body: '{"metadata":{"call":"5"}}' });
  expect(Number(spoken.headers.get('retry-after-ms'))).toBeGreaterThan(1_800_000);
  expect(spoken.headers.get('retry-after')).toBeNull();
  expect(journal.map(({ call, answer, done }) => [call, answer, done])).toEqual([
    [3, 'ok', true],
    [4, '429', false],
    [5, '429', false],
  ]);
  expect(journal[1]?.toldMs).toBe(seconds * 1_000);
});

it.each([
  ['500', true],
  ['500', false],
  ['503', true],
  ['503', false],
] as const)('answers %s, done: %s', async (how, done) => {
  const { url, journal } = await start(stormy);
  const response = await post(url, callThat(how, done));
  expect([String(response.status), response.headers.get('retry-after')]).toEqual([how, how === '503' ? '1' : null]);
  expect(journal).toMatchObject([{ answer: how, done, effect: true, key: null, toldMs: how === '503' ? 1_000 : 0 }]);
});

it.each([true, false])('resets a connection once the request was read, done: %s', async (done) => {
  const { url, journal } = await start(stormy);
  await expect(post(url, callThat('reset', done))).rejects.toThrow('fetch failed');
  expect(journal).toMatchObject([{ answer: 'reset', done, heardAtMs: null }]);
  expect(journal[0]?.answeredAtMs).not.toBeNull();
});

it('does what has a key once, and answers it each time', async () => {
  const { url, journal } = await start();
  for (const key of ['k', 'k', 'l']) {
    expect(await (await post(url, 1, { 'idempotency-key': key })).json()).toEqual({ call: 1 });
  }
  expect(journal.map(({ key, done }) => [key, done])).toEqual([
    ['k', true],
    ['k', false],
    ['l', true],
  ]);
});

async function contentOf(response: Response, onFirst: () => void): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
    if (text === '') onFirst();
    text += decoder.decode(piece, { stream: true });
  }
  return text;
}

it.each([
  ['has', 60_000, true],
  ['does not say that it has', 30, false],
])('holds the last chunk back until its caller %s the first one', async (_what, holdsLastMs, inTime) => {
  const { url, journal, hasFirstChunk } = await start({ ...calm, holdsLastMs });
  const body = JSON.stringify({ metadata: { call: '8' }, stream: true });
  const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', body });
  const text = await contentOf(response, () => inTime && hasFirstChunk(8));
  expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  expect(journal).toMatchObject([{ call: 8, answer: 'ok', firstInTime: inTime }]);
});

it('refuses what names no call, and keeps it out of the journal', async () => {
  const { url, journal } = await start();
  const response = await fetch(`${url}/v1/items/none`);
  await response.text();
  expect([response.status, journal]).toEqual([400, []]);
});

it('knows when a client sent, and when it had the answer, where the wire is probed', async () => {
  const upstream = await start();
  await (await post(upstream.url, 0)).text();
  const probeNoMore = probeWire(upstream.heard);
  try {
    await (await post(upstream.url, 1)).text();
  } finally {
    probeNoMore();
  }
  await (await post(upstream.url, 2)).text();
  const [before, seen, after] = upstream.journal;
  expect([before, after].map((each) => [each?.sentAtMs, each?.heardAtMs])).toEqual([
    [Number.NaN, null],
    [Number.NaN, null],
  ]);
  const { sentAtMs = Number.NaN, atMs = Number.NaN, answeredAtMs, heardAtMs } = seen ?? {};
  expect(sentAtMs).toBeLessThanOrEqual(atMs);
  expect(atMs).toBeLessThanOrEqual(answeredAtMs ?? Number.NaN);
  expect(answeredAtMs).toBeLessThanOrEqual(heardAtMs ?? Number.NaN);
});
