import { describe, expect, test } from 'vitest';
import { ADMIN_TOKEN, Bench, free, windowOf } from '../app.fixture.ts';

const infer = '/v1/infer';

describe('a wrong method is a 405 that says which are right', () => {
  test.each([
    ['GET', infer, 'POST'],
    ['HEAD', infer, 'POST'],
    ['QUERY', infer, 'POST'],
    ['PATCH', '/v1/jobs/job_1', 'GET, HEAD'],
    ['DELETE', '/v1/jobs/job_1/cancel', 'POST'],
    ['OPTIONS', '/solana/agents', 'GET, HEAD'],
    ['PUT', '/base/agents/echo/call?x=1', 'POST'],
    ['TRACE', '/health', 'GET, HEAD'],
    ['PUT', '/admin/faults', 'POST, GET, HEAD, DELETE'],
    ['POST', '/admin/nerox/clock', 'GET, HEAD, PUT'],
  ] as const)('%s %s', async (method, url, allow) => {
    const bench = new Bench();
    const response = await bench.app.inject({ method: method as 'GET', url });
    expect([response.statusCode, response.headers.allow]).toEqual([405, allow]);
    if (method === 'HEAD') return;
    const message = `There is no ${method} of this route: use ${allow}.`;
    expect(response.json()).toEqual({ error: { code: 'method_not_allowed', message } });
    expect((await bench.journal()).entries).toEqual([]);
  });
});

test.each([['/nowhere'], ['/v1/infer/'], ['/v1'], ['/mars/agents'], ['/admin'], ['/v1/jobs/a/b/c']])(
  'GET %s is a 404',
  async (url) => {
    const response = await new Bench().app.inject(url);
    expect([response.statusCode, response.headers.allow]).toEqual([404, undefined]);
    expect(response.json().error.code).toBe('not_found');
  },
);

test.each([
  [
    'nmb_free_local',
    { error: { code: 'method_not_allowed', message: expect.any(String) } },
    String(windowOf(free).amount),
  ],
  ['nra_standard_local', { success: false, error: expect.any(String), timestamp: expect.any(String) }, undefined],
  [ADMIN_TOKEN, { error: { code: 'method_not_allowed', message: expect.any(String) } }, undefined],
])('to the key %s it is told in its API’s form', async (key, body, remaining) => {
  const headers = { authorization: `Bearer ${key}` };
  const response = await new Bench().app.inject({ url: infer, headers });
  expect(response.json()).toEqual(body);
  expect(response.headers['x-ratelimit-remaining']).toBe(remaining);
});

test('a body of no route is not read', async () => {
  const response = await new Bench().app.inject({ method: 'POST', url: '/nowhere', payload: 'x'.repeat(2_000_000) });
  expect(response.statusCode).toBe(404);
});
