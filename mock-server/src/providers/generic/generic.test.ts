import { defineProvider, type ProviderContract, type ProviderDefinition, type Rule } from '@evenkeel/toolkit/providers';
import { FakeClock } from '@evenkeel/toolkit/testing';
import { describe, expect, test } from 'vitest';
import { buildApp } from '../../index.ts';

const operations: ProviderDefinition['operations'] = {
  read: { method: 'GET', path: '/v1/things/{thing}' },
  act: { method: 'POST', path: '/v1/things/{thing}:act' },
  replace: { method: 'PUT', path: '/v1/things/{thing}', sends: 'bytes', returns: 'bytes' },
  change: { method: 'PATCH', path: '/v1/things/{thing}', returns: 'text' },
  remove: { method: 'DELETE', path: '/v1/things/{thing}', returns: 'none' },
  look: { method: 'HEAD', path: '/v1/things/{thing}' },
  watch: { method: 'GET', path: '/v1/events', returns: 'events' },
  load: { method: 'GET', path: '/v1/stream', returns: 'stream' },
};

const key = 'things_default_local';

/** An app of one contract, whose service times pass by themselves. */
function setUp(
  definition: Partial<ProviderDefinition> = {},
  given: { before?: ProviderContract[]; keys?: Record<string, { scopes: string[] }> } = {},
) {
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  const contract = defineProvider({ name: 'things', operations, ...definition });
  const { before = [], keys = {} } = given;
  const owners = Object.entries(keys).map(([name, { scopes }]) => [
    name,
    { provider: 'things', tier: 'default', scopes },
  ]);
  const app = buildApp({
    adminToken: 'a-token-for-this-test',
    clock,
    contracts: [...before, contract],
    ...(owners.length > 0 && { keys: Object.fromEntries(owners) }),
  });
  const ask = async (
    method: string,
    url: string,
    given: { headers?: Record<string, string>; payload?: string } = {},
  ) => {
    const { headers = { authorization: `Bearer ${key}` }, payload } = given;
    const sent = app.inject({ method: method as 'GET', url, headers, ...(payload !== undefined && { payload }) });
    let answered = false;
    void sent.finally(() => {
      answered = true;
    });
    for (let turn = 0; turn < 100 && !answered; turn += 1) {
      await new Promise(setImmediate);
      if (!answered && clock.pending > 0) clock.tick(clock.newestMs);
    }
    return sent;
  };
  return { ask, clock };
}

describe('each operation of a contract is served in its own form', () => {
  test.each([
    ['GET', '/v1/things/a', 200, 'application/json'],
    ['POST', '/v1/things/a:act', 200, 'application/json'],
    ['PUT', '/v1/things/a', 200, 'application/octet-stream'],
    ['PATCH', '/v1/things/a', 200, 'text/plain'],
    ['DELETE', '/v1/things/a', 204, undefined],
    ['HEAD', '/v1/things/a', 200, 'application/json'],
    ['GET', '/v1/events', 200, 'text/event-stream'],
    ['GET', '/v1/stream', 200, 'application/octet-stream'],
  ])('%s %s', async (method, url, status, type) => {
    const { ask } = setUp();
    const answer = await ask(method, url, method === 'PUT' ? { payload: 'bytes' } : {});
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']?.toString().split(';')[0]).toBe(type);
  });

  test('takes a body of any type, and says how long it was', async () => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await setUp().ask('POST', '/v1/things/a:act', { headers, payload: 'a=1&b=2' });
    expect(answer.json()).toMatchObject({ operation: 'act', method: 'POST', received: 7 });
  });

  test('any path, by default', async () => {
    const { ask } = setUp({ operations: undefined as never });
    expect((await ask('GET', '/v9/whatever/there?is=1')).json()).toMatchObject({ operation: 'get' });
    expect((await ask('DELETE', '/v9/x')).json()).toMatchObject({ operation: 'delete' });
  });
});

describe('who may ask', () => {
  test.each([
    ['another header', { header: 'x-api-key', scheme: '' }, { 'x-api-key': key }, 200],
    ['the usual one instead', { header: 'x-api-key', scheme: '' }, { authorization: `Bearer ${key}` }, 401],
    ['another scheme', { scheme: 'Bot' }, { authorization: `Bot ${key}` }, 200],
    ['the usual one instead of another', { scheme: 'Bot' }, { authorization: `Bearer ${key}` }, 401],
    ['nobody in particular', null, {}, 200],
  ])('%s', async (_what, authentication, headers, status) => {
    const { ask } = setUp({ authentication });
    expect((await ask('GET', '/v1/things/a', { headers })).statusCode).toBe(status);
  });
});

describe('a refusal', () => {
  test('looks as the contract says, in status, header and body', async () => {
    const { ask } = setUp({
      limits: [{ kind: 'window', amount: 1, windowMs: 60_000 }],
      hints: [{ body: 'error.details[kind=wait].delay', means: 'wait', format: 'duration' }],
      rules: [
        {
          status: 403,
          header: { name: 'x-left', equals: '0' },
          body: { path: 'error.reason', contains: 'rate limit' },
          class: 'throttled',
          retry: true,
        },
        'defaults',
      ],
    });
    expect((await ask('GET', '/v1/things/a')).statusCode).toBe(200);
    const refused = await ask('GET', '/v1/things/a');
    expect([refused.statusCode, refused.headers['x-left']]).toEqual([403, '0']);
    expect(refused.json()).toEqual({
      error: {
        code: 'rate_limit_exceeded',
        message: expect.any(String),
        reason: 'rate limit',
        details: [{ kind: 'wait', delay: expect.stringMatching(/^(1m0|59\.\d+)s$/) }],
      },
    });
  });
});

describe('what is told', () => {
  const window = { kind: 'window', amount: 2, windowMs: 60_000 } as const;
  const left = { header: 'x-left', means: 'remaining', format: 'integer' } as const;
  const wait = { header: 'x-wait', means: 'wait', format: 'seconds', sentOn: 'refusals' } as const;
  const throttled = { class: 'throttled', retry: true } as const;

  /** The status, and the headers of the hints, of `times` answers. */
  async function told(definition: Partial<ProviderDefinition>, times: number, headers?: Record<string, string>) {
    const { ask } = setUp({ hints: [left, wait], ...definition });
    const rows = [];
    for (let n = 0; n < times; n += 1) {
      const answer = await ask('GET', '/v1/things/a', headers && { headers });
      rows.push([answer.statusCode, answer.headers['x-left'], answer.headers['x-wait']]);
    }
    return rows;
  }

  test.each<[what: string, definition: Partial<ProviderDefinition>, rows: unknown[]]>([
    [
      'a refusal inside a success asks to wait, and a success does not',
      { limits: [window], rules: [{ status: 200, body: { path: 'slow', equals: true }, ...throttled }] },
      [
        [200, '1', undefined],
        [200, '0', undefined],
        [200, '0', expect.stringMatching(/^(60|59)$/)],
      ],
    ],
    [
      'what a store has counted',
      { limits: [{ ...window, counts: 'every-response' }] },
      [
        [200, '1', undefined],
        [200, '0', undefined],
        [429, '0', '60'],
      ],
    ],
  ])('%s', async (_what, definition, rows) => {
    expect(await told(definition, rows.length)).toEqual(rows);
  });

  test.each<[what: string, status: number, definition: Partial<ProviderDefinition>, left: string]>([
    ['a wrong key', 401, { limits: [window], rules: [{ status: 401, ...throttled }, 'defaults'] }, '2'],
    ['where a store counts', 401, { limits: [{ ...window, counts: 'every-response' }] }, '2'],
  ])('a stranger is told the full limit, and never to wait: %s', async (_what, status, definition, remaining) => {
    expect(await told(definition, 1, {})).toEqual([[status, remaining, undefined]]);
  });

  test('a key that lacks a scope is not told to wait, whatever else has the status of its refusal', async () => {
    const rules: Rule[] = [{ status: 403, ...throttled }];
    const operations = { read: { method: 'GET', path: '/v1/things/{thing}', permissions: ['read'] } } as const;
    const { ask } = setUp(
      { limits: [window], hints: [left, wait], rules, operations },
      { keys: { k: { scopes: [] } } },
    );
    const answer = await ask('GET', '/v1/things/a', { headers: { authorization: 'Bearer k' } });
    expect([answer.statusCode, answer.headers['x-wait']]).toEqual([403, undefined]);
  });

  test('the header by which a refusal is one, though a limit refuses of which the header is not', async () => {
    const { ask } = setUp({
      limits: [
        { kind: 'concurrency', amount: 1 },
        { ...window, amount: 9 },
      ],
      hints: [left],
      rules: [{ status: 403, header: { name: 'x-left', equals: '0' }, ...throttled }],
    });
    const answers = await Promise.all([ask('GET', '/v1/things/a'), ask('GET', '/v1/things/b')]);
    expect(answers.map(({ statusCode, headers }) => [statusCode, headers['x-left']])).toEqual([
      [200, '8'],
      [403, '0'],
    ]);
  });

  test('in the bodies of successes, where the contract says so', async () => {
    const { ask } = setUp({
      limits: [window],
      hints: [
        { body: 'throttle.left', means: 'remaining', format: 'integer', sentOn: 'all' },
        { body: 'throttle.wait', means: 'wait', format: 'seconds' },
      ],
    });
    expect((await ask('GET', '/v1/things/a')).json()).toMatchObject({ operation: 'read', throttle: { left: 1 } });
    expect((await ask('GET', '/v1/things/a')).json().throttle).toEqual({ left: 0 });
    expect((await ask('GET', '/v1/things/a')).json().throttle).toEqual({ left: 0, wait: expect.any(Number) });
  });

  test('in no word that means something else to the contract', async () => {
    const { ask } = setUp({
      limits: [{ ...window, amount: 1 }],
      rules: [
        { status: 429, body: { path: 'error.code', contains: 'rate_limit' }, class: 'quota', retry: false },
        { status: 429, ...throttled },
      ],
    });
    await ask('GET', '/v1/things/a');
    const refused = await ask('GET', '/v1/things/a');
    expect([refused.statusCode, refused.json()]).toEqual([
      429,
      { error: { code: 'refused', message: 'Try again later.' } },
    ]);
  });

  test('an unknown route is answered for the API whose key was sent, rather than for one that asks for none', async () => {
    const open = defineProvider({
      name: 'open',
      operations: { x: { method: 'GET', path: '/x' } },
      authentication: null,
    });
    const { ask } = setUp({ limits: [window], hints: [left] }, { before: [open] });
    expect((await ask('GET', '/nowhere')).headers['x-left']).toBe('2');
    expect((await ask('GET', '/nowhere', { headers: {} })).headers['x-left']).toBeUndefined();
  });
});

test('series of refusals begin at 0, with the status by which the API refuses', async () => {
  const { ask } = setUp({ rules: [{ status: 420, class: 'throttled', retry: true }] });
  const { body } = await ask('GET', '/metrics');
  const series = [...body.matchAll(/operation="read",status="(4[23]\d)",refused_by="(\w+)"} 0/g)];
  expect(series.map(([, ...labels]) => labels)).toEqual([
    ['420', 'ceiling'],
    ['420', 'window'],
  ]);
});
