import { afterEach, describe, expect, it } from 'vitest';
import { type Mock, type Started, startMock, startServer } from '../../../test/processes/start.ts';

const started: AsyncDisposable[] = [];
afterEach(async () => {
  for (const server of started.splice(0).reverse()) await server[Symbol.asyncDispose]();
});

async function setUp(env: Record<string, string> = {}): Promise<{ mock: Mock; gateway: Started }> {
  // GPU time passes a hundred times as fast.
  const mock = await startMock(['--gpu-scale', '100']);
  started.push(mock);
  const gateway = await startServer('examples/gateway/src/main.ts', {
    NEROX_BASE_URL: mock.url,
    NEROX_API_KEY: 'nrx_scale_local',
    NEROX_TIER: 'scale',
    LOG_LEVEL: 'silent',
    ...env,
  });
  started.push(gateway);
  return { mock, gateway };
}

/** Ten cities on a line: the shortest tour goes there and back. */
const line = Array.from({ length: 10 }, (_, a) => Array.from({ length: 10 }, (_, b) => Math.abs(a - b)));

const post = (url: string, body: unknown, signal?: AbortSignal): Promise<Response> =>
  fetch(`${url}/nerox/tsp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': 'my-job' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });

interface Event {
  event: string;
  data: Record<string, unknown>;
}

async function events(response: Response): Promise<Event[]> {
  const text = await response.text();
  return [...text.matchAll(/^event: (.*)\ndata: (.*)\n\n/gm)].map(([, event = '', data = '']) => ({
    event,
    data: JSON.parse(data),
  }));
}

describe("the gateway's routes for Nerox", () => {
  it('stream a job’s events, and end with its result and its bill', async () => {
    const { mock, gateway } = await setUp();
    const response = await post(gateway.url, { distance_matrix: line, seed: 7, target_gap: 0, known_optimal: 18 });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const seen = await events(response);
    expect(seen.map(({ event }) => event)).toEqual(expect.arrayContaining(['status', 'progress']));
    const ended = seen.at(-1);
    expect(ended).toMatchObject({
      event: 'ended',
      data: { status: 200, reason: 'gap', best_energy: 18, estimated_gpu_seconds: 40 },
    });
    const { billed_gpu_seconds: billed, run_seconds: ran } = ended?.data ?? {};
    expect(billed).toBe(ran);
    const usage = await (await fetch(`${gateway.url}/nerox/usage`)).json();
    expect(usage).toMatchObject({ used_gpu_seconds: billed, included_gpu_seconds: 100_000 });
    const [submit] = await mock.journal({ operation: 'submit' });
    expect(submit).toMatchObject({ callId: 'my-job', status: 202 });
  });

  it('say why a job failed, and what it cost all the same', async () => {
    const { gateway } = await setUp();
    const crooked = line.map((row, at) => (at === 0 ? row.slice(1) : row));
    const seen = await events(await post(gateway.url, { distance_matrix: crooked }));
    expect(seen.at(-1)).toMatchObject({
      event: 'ended',
      data: { status: 502, reason: 'EVK_JOB_FAILED', error: { message: expect.stringContaining('invalid_input') } },
    });
  });

  it.each([
    ['no matrix', {}, 400],
    ['a gap to nothing', { distance_matrix: line, target_gap: 0.1 }, 400],
  ])('refuse %s', async (_what, body, status) => {
    const { gateway } = await setUp();
    expect((await post(gateway.url, body)).status).toBe(status);
  });

  it('cancel the job of a caller that leaves', async () => {
    const { mock, gateway } = await setUp();
    const controller = new AbortController();
    const response = await post(gateway.url, { distance_matrix: line, restarts: 1_000 }, controller.signal);
    expect(response.status).toBe(200);
    controller.abort();
    await expect
      .poll(async () => (await mock.journal({ operation: 'job_cancel' })).map(({ status }) => status), {
        timeout: 10_000,
      })
      .toEqual([200]);
  });

  it('end with the time-out where the API can no longer be told, and stop all the same', async () => {
    const { mock, gateway } = await setUp();
    const response = await post(gateway.url, { distance_matrix: line, restarts: 1_000, timeout_ms: 500 });
    mock.child.kill('SIGKILL');
    const seen = await events(response);
    expect(seen.at(-1)).toMatchObject({ event: 'ended', data: { status: 504, reason: 'EVK_JOB_TIMEOUT' } });
    gateway.child.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
  }, 60_000);

  it('do not start with a key that may too little', async () => {
    const start = setUp({ NEROX_API_KEY: 'nrx_unknown' });
    await expect(start).rejects.toThrow('ended with 1 before it listened');
  });

  it('show the guide’s metrics where they are asked for', async () => {
    const { gateway } = await setUp({ NEROX_METRICS: '1' });
    await (await post(gateway.url, { distance_matrix: line, target_gap: 0, known_optimal: 18 })).text();
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toContain('nerox_job_duration_seconds_count{operation="job",outcome="ok"} 1');
    expect(metrics).toMatch(/evenkeel_gpu_seconds_saved_total\{provider="nerox"\} [1-9]/);
  });
});
