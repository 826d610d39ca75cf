import { describe, expect, test } from 'vitest';
import { ADMIN_TOKEN, Bench } from '../app.fixture.ts';
import { faults } from '../injection/catalogue.ts';

const valid = { provider: 'nimbus', fault: 'http_error', rate: 0.03, ttlMs: 60_000 } as const;

describe('without the token nothing is told and nothing changes', () => {
  const routes = [
    ['POST', '/admin/faults'],
    ['GET', '/admin/faults'],
    ['DELETE', '/admin/faults/f1'],
    ['DELETE', '/admin/faults'],
    ['GET', '/admin/journal'],
    ['DELETE', '/admin/journal'],
    ['GET', '/admin/keys'],
    ['POST', '/admin/keys'],
    ['DELETE', '/admin/keys/01234567'],
    ['GET', '/admin/nerox/clock'],
    ['PUT', '/admin/nerox/clock'],
    ['POST', '/admin/nerox/clock/advance'],
    ['GET', '/admin/nerox/jobs'],
  ] as const;
  const tokens = [
    undefined,
    'Bearer ',
    'Bearer wrong',
    `Bearer ${ADMIN_TOKEN}x`,
    `Basic ${ADMIN_TOKEN}`,
    'Bearer nmb_free_local',
  ];
  test.each(routes)('%s %s', async (method, url) => {
    const bench = new Bench();
    await bench.addFault(valid);
    for (const authorization of tokens) {
      const headers = authorization === undefined ? {} : { authorization };
      const response = await bench.app.inject({ method, url, headers });
      expect([response.statusCode, response.json().error.code]).toEqual([401, 'unauthorized']);
      expect(response.headers['www-authenticate']).toBe('Bearer');
    }
    expect((await bench.admin('GET', 'faults')).json().faults).toHaveLength(1);
  });
});

test('a fault is posted, listed, removed', async () => {
  const bench = new Bench();
  const posted = await bench.admin('POST', 'faults', valid);
  expect(posted.statusCode).toBe(201);
  const fault = {
    id: 'f1',
    provider: 'nimbus',
    fault: 'http_error',
    rate: 0.03,
    per: 'call',
    status: 503,
    retryAfterMs: null,
  };
  expect(posted.json()).toEqual({ ...fault, expiresAtMs: bench.clock.now() + 60_000 });
  await bench.admin('POST', 'faults', { ...valid, fault: 'latency', fixedMs: 3_000, per: 'attempt' });
  const listed = (await bench.admin('GET', 'faults')).json().faults;
  expect(listed).toMatchObject([fault, { id: 'f2', fault: 'latency', fixedMs: 3_000, per: 'attempt' }]);
  expect((await bench.admin('DELETE', 'faults/f1')).statusCode).toBe(204);
  expect((await bench.admin('DELETE', 'faults/f1')).json().error.code).toBe('unknown_fault');
  expect((await bench.admin('DELETE', 'faults')).statusCode).toBe(204);
  expect((await bench.admin('GET', 'faults')).json()).toEqual({ faults: [] });
});

describe('a wrong fault is refused by field, value and remedy', () => {
  const { ttlMs: _, ...endless } = valid;
  const lower = { ...valid, fault: 'ceiling', rate: 1, max: 10 };
  test.each([
    [{ ...valid, provider: 'cumulus' }, 'provider is "cumulus": give one of nimbus, neura, nerox.'],
    [{ ...valid, fault: 'meteor' }, `fault is "meteor": give one of ${[...faults.keys()].join(', ')}.`],
    [{ ...valid, rate: 1.1 }, 'rate is 1.1: give a number from 0 to 1.'],
    [{ ...valid, rate: '0.1' }, 'rate is "0.1"'],
    [{ ...valid, per: 'day' }, 'per is "day": give one of call, attempt.'],
    [endless, 'ttlMs is undefined: give a number from 1 to 86400000.'],
    [{ ...valid, ttlMs: 0 }, 'ttlMs is 0'],
    [{ ...valid, status: 200 }, 'status is 200: give a whole number from 400 to 599.'],
    [{ ...valid, status: 503.5 }, 'status is 503.5'],
    [{ ...valid, retryAfterMs: -1 }, 'retryAfterMs is -1'],
    [
      { ...valid, fixedMs: 5 },
      '"fixedMs" is no field of http_error: it has provider, fault, rate, per, operation, attempts, ttlMs, status, retryAfterMs.',
    ],
    [{ ...valid, fault: 'latency' }, 'fixedMs is undefined'],
    [{ ...lower, rate: 0.5 }, 'rate is 0.5: a ceiling holds for all, so give 1.'],
    [{ ...lower, per: 'attempt' }, 'per is "attempt": a ceiling holds for all, so leave it out.'],
    [{ ...lower, operation: 'infer' }, 'operation is "infer": a ceiling holds for all, so leave it out.'],
    [{ ...lower, attempts: 'first' }, 'attempts is "first": a ceiling holds for all, so leave it out.'],
    [{ ...lower, max: undefined }, 'max is undefined: give a whole number from 0 to 1000000.'],
    [{ ...lower, max: 1.5 }, 'max is 1.5'],
    [{ ...lower, max: -1 }, 'max is -1'],
    [
      { ...lower, status: 503 },
      '"status" is no field of ceiling: it has provider, fault, rate, per, operation, attempts, ttlMs, max.',
    ],
    [{ ...valid, operation: 'discover' }, 'operation is "discover": give one of infer.'],
    [{ ...valid, attempts: 'last' }, 'attempts is "last": give one of first.'],
    [{ ...valid, fault: 'network', minMs: 5 }, 'maxMs is undefined'],
    [{ ...valid, fault: 'network', minMs: 5, maxMs: 4 }, 'minMs is 5: give at most maxMs, which is 4.'],
    [{ ...valid, fault: 'network', minMs: -1, maxMs: 4 }, 'minMs is -1'],
    [{ ...valid, fault: 'upstream_error', network: '' }, 'network is ""'],
    [
      { ...valid, fault: 'job_failure', reason: 'preempted' },
      'fault is "job_failure": nimbus has no operation submit.',
    ],
    [
      { ...valid, provider: 'nerox', fault: 'job_failure' },
      'reason is undefined: give one of preempted, out_of_memory, internal.',
    ],
    [
      { ...valid, provider: 'nerox', fault: 'job_failure', reason: 'internal', operation: 'usage' },
      'operation is "usage": give one of submit.',
    ],
    [{ ...valid, provider: 'nerox', fault: 'stream_cut', afterEvents: 0 }, 'afterEvents is 0'],
    [[valid], 'send a JSON object.'],
  ])('%j', async (body, message) => {
    const response = await new Bench().admin('POST', 'faults', body);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({ error: { code: 'invalid_fault', message: expect.stringContaining(message) } });
  });

  test('what is no JSON', async () => {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' };
    const response = await new Bench().app.inject({ method: 'POST', url: '/admin/faults', headers, payload: '{' });
    expect([response.statusCode, response.json().error.code]).toEqual([400, 'invalid_request']);
  });
});

test.each(['constructor', '__proto__', 'toString', 'gold'])('a key of the tier %s is refused', async (tier) => {
  const response = await new Bench().admin('POST', 'keys', { key: 'nmb_new', provider: 'nimbus', tier });
  expect([response.statusCode, response.json().error.code]).toEqual([400, 'invalid_key']);
  expect(response.json().error.message).toContain('give one of nimbus/free');
});

test('the journal is read by filter and cleared', async () => {
  const bench = new Bench({ journalCapacity: 4 });
  for (const callId of ['a.0', 'a.1', 'b.0', 'b.1', 'b.2']) await bench.infer({ callId, attempt: 2 });
  expect(await bench.journal('?callPrefix=b.&limit=2')).toMatchObject({
    entries: [
      {
        seq: 3,
        provider: 'nimbus',
        operation: 'infer',
        tier: 'free',
        callId: 'b.0',
        attempt: 2,
        status: 200,
        faults: [],
      },
      { seq: 4, callId: 'b.1' },
    ],
    total: 3,
    evicted: 1,
    nextSeq: 5,
  });
  expect((await bench.admin('DELETE', 'journal')).statusCode).toBe(204);
  expect(await bench.journal()).toEqual({ entries: [], total: 0, evicted: 1, nextSeq: 6 });
});

test('a misspelt journal parameter is refused', async () => {
  const response = await new Bench().admin('GET', 'journal?statuss=429');
  expect([response.statusCode, response.json().error.code]).toEqual([400, 'invalid_query']);
});
