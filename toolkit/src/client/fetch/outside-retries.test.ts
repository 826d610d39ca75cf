import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFetch } from './create-fetch.ts';
import { answer, inTurn, setUpFetch, url } from './steady-fetch.fixture.ts';

const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});

beforeEach(() => void warn.mockClear());
afterEach(() => vi.unstubAllGlobals());

const answers = (): Promise<Response> => Promise.resolve(new Response('{}'));

async function callWith(...headers: Record<string, string>[]): Promise<void> {
  const steadyFetch = createFetch({ fetch: answers });
  for (const each of headers) await steadyFetch('https://api.test/v1/items', { method: 'POST', headers: each });
}

describe("an SDK's own retries", () => {
  it.each<[string, Record<string, string>[]]>([
    ['a count of retries', [{ 'x-stainless-retry-count': '0' }, { 'x-stainless-retry-count': '1' }]],
    ['the attempt', [{ 'amz-sdk-request': 'attempt=1; max=3' }, { 'amz-sdk-request': 'attempt=2; max=3' }]],
    ['the tenth attempt', [{ 'amz-sdk-request': 'attempt=10; max=12' }]],
    ['a key once more', [{ 'idempotency-key': 'a' }, { 'idempotency-key': 'b' }, { 'Idempotency-Key': 'a' }]],
  ])('are warned of where headers tell %s', async (_what, headers) => {
    await callWith(...headers);
    expect(warn.mock.calls).toEqual([[expect.stringContaining('maxRetries: 0'), { code: 'EVK_RETRIED_OUTSIDE' }]]);
  });

  it.each<[string, Record<string, string>[]]>([
    ['first attempts', [{ 'x-stainless-retry-count': '0' }, { 'amz-sdk-request': 'attempt=1' }, {}, {}]],
    ['keys that differ', [{ 'idempotency-key': 'a' }, { 'idempotency-key': 'b' }]],
    ['a count that is none', [{ 'x-stainless-retry-count': 'some' }]],
  ])('are not taken for %s', async (_what, headers) => {
    await callWith(...headers);
    expect(warn).not.toHaveBeenCalled();
  });

  it('are warned of once, whatever comes', async () => {
    const again = { 'x-stainless-retry-count': '1' };
    await callWith(again, again, { 'idempotency-key': 'a' }, { 'idempotency-key': 'a' });
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('are not those of createFetch itself', async () => {
    const { fetch, sent, clock } = setUpFetch(
      inTurn(
        () => answer(429),
        () => answer(200),
      ),
    );
    await clock.runUntil(fetch(url, { method: 'POST', headers: { 'idempotency-key': 'a' } }));
    expect(sent.length).toBe(2);
    expect(warn).not.toHaveBeenCalled();
  });

  it('are forgotten in time', async () => {
    const keys = Array.from({ length: 1_001 }, (_, at) => ({ 'idempotency-key': `key ${at}` }));
    await callWith(...keys, { 'idempotency-key': 'key 0' });
    expect(warn).not.toHaveBeenCalled();
    await callWith(...keys, { 'idempotency-key': 'key 1' });
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('are warned of on the console where there is no process', async () => {
    const onConsole = vi.spyOn(console, 'warn').mockImplementation(() => {});
    vi.stubGlobal('process', undefined);
    await callWith({ 'x-stainless-retry-count': '1' });
    expect(onConsole).toHaveBeenCalledTimes(1);
    onConsole.mockRestore();
  });
});
