import { describe, expect, test } from 'vitest';
import { Bench, free, nimbusContract, pro, windowOf } from '../../app.fixture.ts';

const full = (tier: typeof free) => windowOf(tier).amount;
const headersOf = (response: { headers: Record<string, unknown> }) => ({
  retryAfter: response.headers['retry-after'],
  remaining: response.headers['x-ratelimit-remaining'],
});

test('a prompt is answered, with both headers, and the same attempt always alike', async () => {
  const bench = new Bench();
  const response = await bench.infer({ callId: 'c1' });
  expect(response.statusCode).toBe(200);
  expect(response.json()).toMatchObject({
    id: expect.stringMatching(/^inf_[0-9a-f]{24}$/),
    output: 'Nimbus read: hello',
  });
  expect(response.json().usage).toEqual({ prompt_tokens: 2, completion_tokens: 5 });
  expect(headersOf(response)).toEqual({ retryAfter: '0', remaining: String(full(free) - 1) });
  expect((await bench.infer({ callId: 'c1' })).json()).toEqual(response.json());
  expect((await bench.infer({ callId: 'c2' })).json().id).not.toBe(response.json().id);
});

describe('what is refused says why, and carries both headers', () => {
  const BAD = [400, 'invalid_request'] as const;
  const stranger = {
    status: 401,
    code: 'unauthorized',
    left: full(nimbusContract.tiers[nimbusContract.defaultTier as 'pro']),
    refusedBy: 'auth',
  };
  const admitted = (status: number, code: string) => ({ status, code, left: full(free) - 1, refusedBy: 'validation' });
  test.each([
    ['no key', { key: null }, stranger],
    ['an unknown key', { key: 'nmb_unknown' }, stranger],
    ['an empty key', { headers: { authorization: 'Bearer ' } }, stranger],
    ['another scheme', { headers: { authorization: 'Basic nmb_free_local' } }, stranger],
    ['an unknown key and no prompt', { key: 'nmb_unknown', payload: {} }, stranger],
    ['no prompt', { payload: {} }, admitted(...BAD)],
    ['an empty prompt', { payload: { prompt: '' } }, admitted(...BAD)],
    ['a number for a prompt', { payload: { prompt: 12 } }, admitted(...BAD)],
    ['null', { payload: { prompt: null } }, admitted(...BAD)],
    ['a list', { payload: [{ prompt: 'hello' }] }, admitted(...BAD)],
    ['broken JSON', { payload: '{"prompt":' }, admitted(...BAD)],
    ['an empty body', { payload: '' }, admitted(...BAD)],
    ['text', { headers: { 'content-type': 'text/plain' } }, admitted(415, 'invalid_request')],
    ['a body beyond 1 MiB', { payload: { prompt: 'x'.repeat(1_048_576) } }, admitted(413, 'invalid_request')],
  ])('%s', async (_what, request, { status, code, left, refusedBy }) => {
    const bench = new Bench();
    const response = await bench.infer(request);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toEqual({ error: { code, message: expect.any(String) } });
    expect(headersOf(response)).toEqual({ retryAfter: '0', remaining: String(left) });
    const { entries } = await bench.journal();
    expect(entries).toMatchObject([{ status, refusedBy, remaining: left, drawnServiceMs: null, aborted: false }]);
    expect(entries[0]?.startMs === null).toBe(status === 401);
  });

  test('fields that the API does not know are ignored', async () => {
    expect((await new Bench().infer({ payload: { prompt: 'hello', model: 'x' } })).statusCode).toBe(200);
  });
});

test('the same limits hold under each tier, taken from the contract', async () => {
  for (const [name, tier] of Object.entries(nimbusContract.tiers)) {
    const response = await new Bench().infer({ key: `nmb_${name}_local` });
    expect(response.headers['x-ratelimit-remaining']).toBe(String(windowOf(tier).amount - 1));
  }
});

test('a route that does not exist carries the headers of its key', async () => {
  const { app } = new Bench();
  const get = (headers: Record<string, string>) => app.inject({ url: '/v1/nowhere', headers });
  const known = await get({ authorization: 'Bearer nmb_pro_local' });
  expect(known.statusCode).toBe(404);
  expect(headersOf(known)).toEqual({ retryAfter: '0', remaining: String(full(pro)) });
  expect((await get({})).json().error.code).toBe('not_found');
});
