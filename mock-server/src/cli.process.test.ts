import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { killStarted, start, startWith, urlOf } from './cli.fixture.ts';
import { until } from './wire.fixture.ts';

afterEach(killStarted);

async function infer(url: string): Promise<Response> {
  const headers = { authorization: 'Bearer nmb_pro_local', 'content-type': 'application/json' };
  return fetch(`${url}/v1/infer`, { method: 'POST', headers, body: '{"prompt":"hello"}' });
}

async function inFlight(url: string): Promise<boolean> {
  return (await (await fetch(`${url}/metrics`)).text()).includes('in_flight{provider="nimbus",tier="pro"} 1');
}

/** Long enough that a busy machine sees a request in flight, and shorter than a drain. */
const slow = 'nimbus/operations/infer/emulate/latencyMedianMs=1500';

describe('a started process', () => {
  test('tells its parent the URL, serves, and on SIGTERM finishes what is in flight and exits 0', async () => {
    const set = ['--set', slow];
    const { child, output, exited } = start('--port', '0', '--seed', '5', '--admin-token', 'token-of-the-test', ...set);
    const url = await urlOf(child);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const response = infer(url);
    await until('the request is in flight', () => inFlight(url));
    child.kill('SIGTERM');
    expect((await response).status).toBe(200);
    expect(await exited).toBe(0);
    expect(output.stdout).toContain(`Mock server on ${url}, seed 5.`);
    expect(output.stdout).not.toContain('token-of-the-test');
    expect(output.stderr).toBe('');
  });

  test('when its parent goes away it finishes what is in flight and exits 0', async () => {
    const { child, output } = start('--port', '0', '--set', slow);
    const url = await urlOf(child);
    const response = infer(url);
    await until('the request is in flight', () => inFlight(url));
    // Node.js emits no 'close' once the parent has closed the channel.
    const exited = once(child, 'exit');
    child.disconnect();
    expect((await response).status).toBe(200);
    expect(await exited).toEqual([0, null]);
    expect(output.stderr).toBe('');
  });

  test('a second signal ends it at once', async () => {
    const endless = 'nimbus/operations/infer/emulate/latencyMedianMs=60000';
    const { child, output, exited } = start('--port', '0', '--set', endless);
    const url = await urlOf(child);
    const response = infer(url);
    response.catch(() => {});
    await until('the request is in flight', () => inFlight(url));
    child.kill('SIGTERM');
    await until('it is stopping', () => output.stdout.includes('SIGTERM: finishing what is in flight.'));
    child.kill('SIGTERM');
    expect(await exited).toBe(143);
    await expect(response).rejects.toThrow();
  });

  test('prints a token that it made up, and the admin API accepts it', async () => {
    const { child, output } = start('--port', '0');
    const url = await urlOf(child);
    const token = /Admin token of this run: (\S+)/.exec(output.stdout)?.[1];
    const response = await fetch(`${url}/admin/faults`, { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(200);
  });

  test('is silent with --quiet', async () => {
    const { child, output, exited } = start('--port', '0', '--quiet');
    await urlOf(child);
    child.kill('SIGINT');
    expect(await exited).toBe(0);
    expect(output).toEqual({ stdout: '', stderr: '' });
  });
});

describe('GPU jobs', () => {
  const headers = { authorization: 'Bearer nrx_scale_local', 'content-type': 'application/json' };
  const matrix = Array.from({ length: 12 }, (_, a) => Array.from({ length: 12 }, (__, b) => Math.abs(a - b)));

  async function submit(url: string, more = {}): Promise<{ id: string; status: string }> {
    const body = JSON.stringify({ distance_matrix: matrix, ...more });
    const response = await fetch(`${url}/v1/optimize/tsp`, { method: 'POST', headers, body });
    return (await response.json()) as { id: string; status: string };
  }

  test('are solved, on as many GPUs as it has, at the speed that it is told', async () => {
    const { child, output, exited } = start('--port', '0', '--gpus', '1', '--gpu-scale', '1000');
    const url = await urlOf(child);
    const { id } = await submit(url, { iterations: 20_000 });
    const stream = await (await fetch(`${url}/v1/jobs/${id}/stream`, { headers })).text();
    const [end = ''] = /(?<=event: end\ndata: ).*/.exec(stream) ?? [];
    const job = JSON.parse(end);
    // The shortest tour goes along a line and back.
    expect(job).toMatchObject({ status: 'succeeded', billed_gpu_seconds: 2, result: { best_energy: 22 } });
    expect(job.result.tour.toSorted((a: number, b: number) => a - b)).toEqual([...matrix.keys()]);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(output.stderr).toBe('');
  });

  test('that run and are watched do not keep it from ending', async () => {
    const { child, output, exited } = start('--port', '0', '--gpus', '1');
    const url = await urlOf(child);
    const [running, queued] = [await submit(url), await submit(url)];
    expect([running.status, queued.status]).toEqual(['running', 'queued']);
    const streams = [running, queued].map(({ id }) => fetch(`${url}/v1/jobs/${id}/stream`, { headers }));
    const opened = await Promise.all(streams);
    child.kill('SIGTERM');
    for (const response of opened) expect(await response.text()).not.toContain('event: end');
    expect(await exited).toBe(0);
    expect(output.stderr).toBe('');
  });
});

async function callAgent(url: string): Promise<Response> {
  const headers = { authorization: 'Bearer nra_standard_local', 'content-type': 'application/json' };
  return fetch(`${url}/solana/agents/echo/call`, { method: 'POST', headers, body: '{"input":"hi"}' });
}

describe('without its Redis, whose password nobody is told', () => {
  const dead = 'redis://:password-of-redis@127.0.0.1:1';
  test.each([
    ['closed', 500, ['--redis', dead], {}],
    ['open', 200, ['--on-store-failure', 'open'], { EVENKEEL_MOCK_REDIS_URL: dead }],
  ])('%s: %i by %j and %j', async (_what, status, args, env) => {
    const { child, output, exited } = startWith(env, '--port', '0', '--log-level', 'trace', ...args);
    const url = await urlOf(child);
    const response = await callAgent(url);
    const said = [await response.text()];
    expect(response.status).toBe(status);
    for (const path of ['/health', '/health/resilience', '/metrics']) said.push(await (await fetch(url + path)).text());
    expect(said[1]).toContain('"limiter":"degraded"');
    expect(said[2]).toContain('"status":"degraded"');
    expect(said[3]).toContain('evenkeel_mock_limiter_degraded{provider="neura"} 1');
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(output.stdout).toContain('request completed');
    expect(said.join() + output.stdout + output.stderr).not.toContain('password-of-redis');
  });
});

describe('the log', () => {
  const token = 'token-of-this-test';
  test.each([
    ['shows', [], { LOG_LEVEL: 'debug' }],
    ['is without', ['--log-level', 'info'], { LOG_LEVEL: 'debug' }],
  ])('%s retries and breakers by %j and %j', async (shows, args, env) => {
    const sets = ['minimumCalls=2', 'resetMs=60000'].map((set) => `neura/backend/breaker/${set}`);
    const fast = ['--set', 'neura/backend/retries/backoff/baseMs=1', ...sets.flatMap((set) => ['--set', set])];
    const { child, output, exited } = startWith(env, '--port', '0', '--admin-token', token, ...fast, ...args);
    const url = await urlOf(child);
    const fault = { provider: 'neura', fault: 'upstream_error', rate: 1, ttlMs: 60_000 };
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    await fetch(`${url}/admin/faults`, { method: 'POST', headers, body: JSON.stringify(fault) });
    expect((await callAgent(url)).status).toBe(500);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(output.stdout).toContain('request completed');
    if (shows === 'shows') expect(output.stdout).toMatch(/upstream-retry.*breaker-changed/s);
    else expect(output.stdout).not.toMatch(/upstream-retry|breaker-changed/);
  });

  test('is off unless asked for', async () => {
    const { child, output, exited } = start('--port', '0');
    await callAgent(await urlOf(child));
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(output.stdout).not.toContain('"level"');
  });
});

describe('a wrong call ends with 3 and one sentence', () => {
  test.each([
    [['--prot', '1'], "evenkeel-mock: Unknown option '--prot'; see --help.\n"],
    [
      ['--redis', 'http://:password-of-redis@127.0.0.1'],
      'evenkeel-mock: redis is not a Redis URL: give one such as redis://127.0.0.1:6379, or leave it out.\n',
    ],
    [
      ['--redis', 'redis://127.0.0.1:1', '--set', 'neura/tiers/standard/limits/0/windowMs=500'],
      'evenkeel-mock: neura: a window of 500 ms and a penalty of 5000 ms are in Redis: use whole seconds.\n',
    ],
  ])('%j', async (args, sentence) => {
    const { output, exited } = start(...args);
    expect(await exited).toBe(3);
    expect(output).toEqual({ stdout: '', stderr: sentence });
  });

  test('an address in use', async () => {
    const first = start('--port', '0', '--quiet');
    const { port } = new URL(await urlOf(first.child));
    const { output, exited } = start('--port', port);
    expect(await exited).toBe(3);
    expect(output.stderr).toBe(
      `evenkeel-mock: 127.0.0.1:${port} is in use: stop what listens there, or give another --port.\n`,
    );
  });
});

test('--help prints the options and ends with 0', async () => {
  const { output, exited } = start('--help');
  expect(await exited).toBe(0);
  expect(output.stdout).toContain('--admin-token');
});
