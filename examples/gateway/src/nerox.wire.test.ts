import { describe, expect, it } from 'vitest';
import { metrics, post, startGateway, startMock } from './gateway.fixture.ts';

async function setUp(env: Record<string, string> = {}) {
  // GPU time passes a hundred times as fast.
  const mock = await startMock({ gpu: { clockScale: 100 } });
  const key = { NEROX_BASE_URL: mock.url, NEROX_API_KEY: 'nrx_scale_local', NEROX_TIER: 'scale' };
  return { mock, url: await startGateway({ ...key, ...env }) };
}

/** Ten cities on a line: the shortest tour goes there and back. */
const line = Array.from({ length: 10 }, (_, a) => Array.from({ length: 10 }, (_, b) => Math.abs(a - b)));

/** A job that runs for minutes even so, unless it is cancelled. */
const endless = { distance_matrix: line, restarts: 1_000, seed: 7 };
const goal = { target_gap: 0, known_optimal: 18 };

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
    const { mock, url } = await setUp();
    const headers = { 'x-request-id': 'my-job', 'idempotency-key': 'my-key' };
    const response = await post(`${url}/nerox/tsp`, { ...endless, ...goal }, { headers });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const seen = await events(response);
    expect(seen.map(({ event }) => event)).toEqual(expect.arrayContaining(['status', 'progress']));
    const ended = seen.at(-1);
    expect(ended).toMatchObject({
      event: 'ended',
      data: { status: 200, reason: 'gap', best_energy: 18, idempotency_key: 'my-key', estimated_gpu_seconds: 10_000 },
    });
    const { billed_gpu_seconds: billed, run_seconds: ran } = ended?.data ?? {};
    expect(billed).toBe(ran);
    const usage = await (await fetch(`${url}/nerox/usage`)).json();
    expect(usage).toMatchObject({ used_gpu_seconds: billed, included_gpu_seconds: 100_000 });
    const [submit] = (await mock.journal({ operation: 'submit' })).entries;
    expect(submit).toMatchObject({ callId: 'my-job', status: 202 });
  });

  it('say why a job failed, and what it cost all the same', async () => {
    const { url } = await setUp();
    const crooked = line.map((row, at) => (at === 0 ? row.slice(1) : row));
    const seen = await events(await post(`${url}/nerox/tsp`, { distance_matrix: crooked }));
    expect(seen.at(-1)).toMatchObject({
      event: 'ended',
      data: { status: 502, reason: 'EVK_JOB_FAILED', error: { message: expect.stringContaining('invalid_input') } },
    });
  });

  it.each([
    ['no matrix', {}, 'distance_matrix'],
    ['a gap to nothing', { distance_matrix: line, target_gap: 0.1 }, 'known_optimal'],
    ['a field that there is not', { distance_matrix: line, sede: 1 }, 'additional properties'],
  ])('refuse %s', async (_what, body, says) => {
    const { url } = await setUp();
    const response = await post(`${url}/nerox/tsp`, body);
    expect([response.status, await response.json()]).toMatchObject([400, { message: expect.stringContaining(says) }]);
  });

  it('cancel the job of a caller that leaves', async () => {
    const { mock, url } = await setUp();
    const controller = new AbortController();
    const response = await post(`${url}/nerox/tsp`, endless, { signal: controller.signal });
    expect(response.status).toBe(200);
    controller.abort();
    const cancels = async () => (await mock.journal({ operation: 'job_cancel' })).entries.map(({ status }) => status);
    await expect.poll(cancels).toEqual([200]);
  });

  it('show the guide’s metrics where they are asked for', async () => {
    const { url } = await setUp({ NEROX_METRICS: '1' });
    await (await post(`${url}/nerox/tsp`, { ...endless, ...goal })).text();
    const told = await metrics(url);
    expect(told).toContain('nerox_job_duration_seconds_count{operation="job",outcome="ok"} 1');
    expect(told).toMatch(/evenkeel_gpu_saved_seconds_total\{provider="nerox"\} [1-9]/);
  });
});
