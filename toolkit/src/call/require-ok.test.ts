import { expect, it, vi } from 'vitest';
import { FakeClock } from '../testing/index.ts';
import { requireOk } from './require-ok.ts';

const answer = (status: number, headers: Record<string, string> = {}, body: string | null = 'said nmb_secret') =>
  new Response(body, { status, headers });

it.each([200, 201, 302])('gives back a %i as it is', async (status) => {
  const response = answer(status);
  expect(await requireOk(response)).toBe(response);
  expect(await response.text()).toBe('said nmb_secret');
});

const at = Date.parse('2026-03-07T12:00:00Z');

it.each<[number, Record<string, string>, string, number | undefined]>([
  [429, { 'retry-after': '2' }, 'EVK_THROTTLED', 2_000],
  [429, { 'retry-after-ms': '1500', 'retry-after': '2' }, 'EVK_THROTTLED', 1_500],
  [429, { 'retry-after': 'Sat, 07 Mar 2026 12:00:30 GMT' }, 'EVK_THROTTLED', 30_000],
  [429, { ratelimit: '"default";r=0;t=7' }, 'EVK_THROTTLED', 7_000],
  [429, {}, 'EVK_THROTTLED', undefined],
  [429, { 'retry-after': 'soon' }, 'EVK_THROTTLED', undefined],
  [503, { 'retry-after': '5' }, 'EVK_UPSTREAM_ERROR', 5_000],
  [500, { 'retry-after': '5' }, 'EVK_UPSTREAM_ERROR', undefined],
  [408, {}, 'EVK_UPSTREAM_ERROR', undefined],
  [404, {}, 'EVK_UPSTREAM_REFUSED', undefined],
  [401, { 'retry-after': '5' }, 'EVK_UPSTREAM_REFUSED', undefined],
])('throws what a %i with %o means', async (status, headers, code, retryAfterMs) => {
  const error = await requireOk(answer(status, headers), { clock: new FakeClock(at) }).catch((thrown) => thrown);
  expect(error).toMatchObject({ name: 'EvenkeelError', code, status, retryAfterMs });
  expect(error.message).toContain(`The upstream answered ${status}. `);
});

it.each<[string, Record<string, string>, boolean]>([
  ['a short body is read to its end, so that its connection serves the next', { 'content-length': '15' }, true],
  ['a long one is given up', { 'content-length': '1000000' }, false],
  ['one of which nobody knows how long it is', {}, false],
])('%s', async (_what, headers, isRead) => {
  const response = answer(429, headers);
  const [read, cancel] = [vi.spyOn(response, 'arrayBuffer'), vi.spyOn(response.body as ReadableStream, 'cancel')];
  await expect(requireOk(response)).rejects.toThrow();
  expect([read, cancel].map((each) => each.mock.calls.length)).toEqual(isRead ? [1, 0] : [0, 1]);
});

it('throws the same where the body breaks off', async () => {
  const broken = new ReadableStream({ pull: (body) => body.error(new TypeError('terminated')) });
  const response = new Response(broken, { status: 429, headers: { 'content-length': '15' } });
  await expect(requireOk(response)).rejects.toMatchObject({ code: 'EVK_THROTTLED' });
});

it('has none of what the response says, since that may repeat a key', async () => {
  const error = await requireOk(answer(401)).catch((thrown) => thrown);
  expect(JSON.stringify(error) + error.stack).not.toContain('nmb_secret');
  await expect(requireOk(answer(500, {}, null))).rejects.toMatchObject({ code: 'EVK_UPSTREAM_ERROR' });
});
