import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../keys/secrets.ts';
import { NeroxBench } from './app.fixture.ts';

const ALL = ['jobs:write', 'jobs:read', 'usage:read'];
const keys = {
  nrx_all: { provider: 'nerox', tier: 'team' },
  nrx_reader: { provider: 'nerox', tier: 'team', scopes: ['jobs:read'], account: 'acme' },
  nrx_writer: { provider: 'nerox', tier: 'team', scopes: ['jobs:write'], account: 'acme' },
  nrx_none: { provider: 'nerox', tier: 'team', scopes: [] },
};

describe('scopes', () => {
  type Row = [key: string, method: 'GET' | 'POST', path: string, message: string];
  test.each<Row>([
    ['nrx_reader', 'POST', 'optimize/tsp', 'The key lacks the scope jobs:write; it has jobs:read.'],
    ['nrx_reader', 'POST', 'jobs/job_x/cancel', 'The key lacks the scope jobs:write; it has jobs:read.'],
    ['nrx_reader', 'GET', 'usage', 'The key lacks the scope usage:read; it has jobs:read.'],
    ['nrx_writer', 'GET', 'jobs', 'The key lacks the scope jobs:read; it has jobs:write.'],
    ['nrx_writer', 'GET', 'jobs/job_x', 'The key lacks the scope jobs:read; it has jobs:write.'],
    ['nrx_writer', 'GET', 'jobs/job_x/stream', 'The key lacks the scope jobs:read; it has jobs:write.'],
    ['nrx_none', 'GET', 'usage', 'The key lacks the scope usage:read; it has none.'],
  ])('%s: %s %s is refused by name', async (key, method, path, message) => {
    const bench = new NeroxBench({ keys });
    const response = await bench.ask(method, path, { key, ...(method === 'POST' && { body: {} }) });
    expect(response.statusCode).toBe(403);
    expect(response.json()).toEqual({ error: { code: 'missing_scope', message } });
    expect((await bench.journal()).entries).toMatchObject([{ status: 403, refusedBy: 'scope', key: fingerprint(key) }]);
    const metrics = (await bench.app.inject('/metrics')).body;
    expect(metrics).toMatch(/requests_total\{provider="nerox",operation="\w+",status="403",refused_by="scope"\} 1\n/);
  });

  test.each([
    ['nrx_all', ALL],
    ['nrx_reader', ['jobs:read']],
    ['nrx_none', []],
  ])('%s may ask what it may do: %j', async (key, scopes) => {
    const response = await new NeroxBench({ keys }).get('key', { key });
    expect(response.json()).toEqual({ plan: 'team', scopes });
  });

  test('local keys have all', async () => {
    const plans = ['developer', 'team', 'scale'];
    for (const plan of plans) {
      const response = await new NeroxBench().get('key', { key: `nrx_${plan}_local` });
      expect(response.json()).toEqual({ plan, scopes: ALL });
    }
  });
});

test('keys of one account share jobs, limits and usage', async () => {
  const bench = new NeroxBench({ keys });
  const { id } = (await bench.submit({ key: 'nrx_writer', idempotencyKey: 'k' })).json();
  expect((await bench.get(`jobs/${id}`, { key: 'nrx_reader' })).json().id).toBe(id);
  expect((await bench.get(`jobs/${id}`, { key: 'nrx_all' })).statusCode).toBe(404);
  await bench.admin('POST', 'keys', { key: 'nrx_new', provider: 'nerox', tier: 'team', account: 'acme' });
  expect((await bench.submit({ key: 'nrx_new', idempotencyKey: 'k' })).json().id).toBe(id);
  for (let n = 1; n < 5; n += 1) expect((await bench.submit({ key: 'nrx_writer' })).statusCode).toBe(202);
  expect((await bench.submit({ key: 'nrx_new' })).statusCode).toBe(429);
  bench.clock.tick(40_000);
  expect((await bench.usage({ key: 'nrx_new' })).json().used_gpu_seconds).toBe(200);
  expect((await bench.app.inject('/metrics')).body).toContain('in_flight{provider="nerox",tier="team"} 0');
});

describe('a rotation', () => {
  test('the new key has what the old one had; the old one is a stranger’s at once', async () => {
    const bench = new NeroxBench();
    const [old, fresh] = ['nrx_scale_local', 'nrx_rotated'];
    const { id } = (await bench.submit({ key: old })).json();
    const posted = { key: fresh, provider: 'nerox', tier: 'scale', account: fingerprint(old) };
    const added = await bench.admin('POST', 'keys', posted);
    expect([added.statusCode, added.json()]).toEqual([201, { fingerprint: fingerprint(fresh) }]);
    expect((await bench.get(`jobs/${id}`, { key: fresh })).statusCode).toBe(200);
    expect((await bench.admin('DELETE', `keys/${fingerprint(old)}`)).statusCode).toBe(204);
    const refused = await bench.get(`jobs/${id}`, { key: old });
    expect([refused.statusCode, refused.json().error.code]).toEqual([401, 'unauthorized']);
    expect((await bench.cancel(id, { key: fresh })).json().status).toBe('cancelled');
    expect((await bench.admin('DELETE', `keys/${fingerprint(old)}`)).json().error.code).toBe('unknown_key');
    const listed = (await bench.admin('GET', 'keys')).json();
    const shared = { provider: 'nerox', tier: 'scale', account: fingerprint(old), scopes: null };
    expect(listed.at(-2)).toEqual({ ...shared, fingerprint: fingerprint(old), revoked: true });
    expect(listed.at(-1)).toEqual({ ...shared, fingerprint: fingerprint(fresh), revoked: false });
  });

  test('what is in flight when its key is revoked ends as ever', async () => {
    const bench = new NeroxBench({ contractOverrides: { nerox: { '/operations/usage/emulate/latencyMedianMs': 50 } } });
    const response = bench.call('GET', 'usage', { key: 'nrx_team_local' });
    await bench.clock.untilPending(1);
    await bench.admin('DELETE', `keys/${fingerprint('nrx_team_local')}`);
    bench.clock.tick(50);
    expect((await response).statusCode).toBe(200);
  });
});

describe('a key that can’t be added is refused, and not repeated', () => {
  const valid = { key: 'nrx_secret', provider: 'nerox', tier: 'team' };
  test.each<[unknown, string]>([
    [{ ...valid, key: undefined }, 'key is no string'],
    [{ ...valid, key: 'nrx secret' }, 'use no spaces'],
    [{ ...valid, provider: 'cumulus' }, 'give one of nerox/developer, nerox/team, nerox/scale'],
    [{ ...valid, tier: 'gold' }, 'tier "gold"'],
    [{ ...valid, tier: undefined }, 'tier is undefined'],
    [
      { ...valid, scopes: ['jobs:admin'] },
      'has the scope "jobs:admin": give an array with some of jobs:write, jobs:read',
    ],
    [{ ...valid, scopes: 'jobs:read' }, 'give an array'],
    [{ ...valid, account: '' }, 'has no fit account'],
    [{ ...valid, account: 'nrx_secret' }, 'has no fit account'],
    [{ ...valid, account: 5 }, 'has no fit account'],
    [{ ...valid, tier: 'scale', account: fingerprint('nrx_team_local') }, 'its account of "team"'],
    [{ ...valid, nrx_secret: 1 }, 'unknown field'],
    [{ ...valid, key: 'nrx_team_local' }, 'is known already'],
    [['nrx_secret'], 'no JSON object'],
  ])('%j', async (body, message) => {
    const response = await new NeroxBench().admin('POST', 'keys', body as object);
    expect([response.statusCode, response.json().error.code]).toEqual([400, 'invalid_key']);
    expect(response.json().error.message).toContain(message);
    expect(response.body).not.toMatch(/nrx.secret|nrx_team_local/);
  });
});

test('a revoked key may come back', async () => {
  const bench = new NeroxBench();
  const key = 'nrx_team_local';
  await bench.admin('DELETE', `keys/${fingerprint(key)}`);
  await bench.admin('POST', 'keys', { key, provider: 'nerox', tier: 'team', scopes: ['usage:read'] });
  expect((await bench.usage({ key })).statusCode).toBe(200);
  expect((await bench.submit({ key })).statusCode).toBe(403);
});

test('keys of other APIs come and go as well', async () => {
  const bench = new NeroxBench({ contracts: undefined });
  await bench.admin('POST', 'keys', { key: 'nmb_new', provider: 'nimbus', tier: 'pro' });
  expect((await bench.infer({ key: 'nmb_new' })).statusCode).toBe(200);
  await bench.admin('DELETE', `keys/${fingerprint('nmb_new')}`);
  expect((await bench.infer({ key: 'nmb_new' })).statusCode).toBe(401);
});

test('no key is in what the server says or logs', async () => {
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  const bench = new NeroxBench({ keys, logger: { level: 'trace', stream } });
  const said: string[] = [];
  const say = async (response: Promise<{ body: string }>) => said.push((await response).body);
  const secret = { key: 'nrx_secret_key', provider: 'nerox', tier: 'team', account: 'acme' };
  await say(bench.admin('POST', 'keys', secret));
  await say(bench.submit({ key: 'nrx_secret_key', idempotencyKey: 'k' }));
  await say(bench.submit({ key: 'nrx_reader' }));
  await say(bench.get('jobs?status=nope', { key: 'nrx_secret_key' }));
  await say(bench.get('jobs/nope', { key: 'nrx_stranger' }));
  await say(bench.admin('DELETE', `keys/${fingerprint('nrx_secret_key')}`));
  await say(bench.usage({ key: 'nrx_secret_key' }));
  for (const path of ['keys', 'journal', 'nerox/jobs', 'faults', 'keys/nrx_secret_key'])
    await say(bench.admin('GET', path));
  for (const path of ['/metrics', '/health', '/docs/json']) await say(bench.app.inject(path));
  expect(lines.join('')).toContain('request completed');
  for (const text of [...said, ...lines]) expect(text).not.toMatch(/nrx_(secret|reader|stranger|all|writer|none)/);
});
