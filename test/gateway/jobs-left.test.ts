import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileSubmissionLog } from '@evenkeel/toolkit/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { post } from '../servers/requests.fixture.ts';
import { type MockProcess, type ServerProcess, startGateway, startMock } from '../servers/servers.fixture.ts';

let started: AsyncDisposableStack;
let mock: MockProcess;
let folder: string;
beforeEach(async () => {
  started = new AsyncDisposableStack();
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-gateway-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  mock = started.use(await startMock({ gpuScale: 100 }));
});
afterEach(() => started.disposeAsync());

const start = async (env: Record<string, string>): Promise<ServerProcess> =>
  started.use(
    await startGateway({ NEROX_BASE_URL: mock.url, NEROX_API_KEY: 'nrx_scale_local', NEROX_TIER: 'scale', ...env }),
  );

/** Ten cities on a line: the shortest tour goes there and back. */
const distance_matrix = Array.from({ length: 10 }, (_, a) => Array.from({ length: 10 }, (_, b) => Math.abs(a - b)));
/** A job that runs for minutes, even if GPU time passes a hundred times as fast. */
const problem = { distance_matrix, restarts: 1_000 };
const goal = { target_gap: 0, known_optimal: 18 };
const key = { 'idempotency-key': 'my-job' };

const tsp = (gateway: ServerProcess, body: object, headers = {}): Promise<Response> =>
  post(`${gateway.url}/nerox/tsp`, body, headers);

const ended = async (response: Response): Promise<unknown> =>
  JSON.parse((await response.text()).split('event: ended\ndata: ')[1] ?? 'null');

const jobs = async (): Promise<{ idempotencyKey: string | null; status: string }[]> =>
  (await mock.gpuJournal()).jobs.map(({ idempotencyKey, status }) => ({ idempotencyKey, status }));

describe('a job that runs when the gateway is stopped', () => {
  it('is cancelled, and its caller told, where nothing remembers it', async () => {
    const gateway = await start({ DRAIN_MS: '300' });
    const response = await tsp(gateway, problem);
    gateway.signal('SIGTERM');
    expect(await ended(response)).toMatchObject({ status: 503, reason: 'EVK_CANCELLED', job_id: expect.any(String) });
    expect(await gateway.ended).toBe(0);
    expect(await jobs()).toMatchObject([{ status: 'cancelled' }]);
  });

  it.each<[string, NodeJS.Signals, number]>([
    ['is left, its caller told, and', 'SIGTERM', 1],
    ['is left at once where the gateway is told twice, and', 'SIGTERM', 2],
    ['is left by a gateway that is killed, and', 'SIGKILL', 1],
  ])('%s is adopted by the next one, which gives it to whoever asks for it', async (_what, signal, times) => {
    const NEROX_SUBMISSIONS = join(folder, 'submissions.jsonl');
    const gateway = await start({ NEROX_SUBMISSIONS, DRAIN_MS: times > 1 ? '3600000' : '300' });
    const response = await tsp(gateway, problem, key);
    gateway.signal(signal);
    if (signal === 'SIGTERM') {
      await gateway.said(signal);
      if (times > 1) gateway.signal(signal);
      const left = { status: 503, reason: 'EVK_JOB_LEFT', idempotency_key: 'my-job' };
      expect(await ended(response)).toMatchObject(left);
      expect(await gateway.ended).toBe(0);
    } else {
      await expect(response.text()).rejects.toThrow();
      await gateway.ended;
    }
    expect(await jobs()).toEqual([{ idempotencyKey: 'my-job', status: 'running' }]);

    const next = await start({ NEROX_SUBMISSIONS });
    // The job is known, so its submit is not repeated.
    const watched = (): Promise<string | undefined> => next.metric('evenkeel_in_flight{provider="nerox"}');
    await expect.poll(watched).toBe('1');
    const again = await tsp(next, { ...problem, ...goal }, key);
    expect(await ended(again)).toMatchObject({
      status: 200,
      reason: 'gap',
      best_energy: 18,
      idempotency_key: 'my-job',
    });
    expect(await jobs()).toEqual([{ idempotencyKey: 'my-job', status: 'cancelled' }]);
    expect(await mock.journal({ operation: 'submit' })).toHaveLength(1);
    next.signal('SIGTERM');
    await next.ended;
    const log = createFileSubmissionLog(NEROX_SUBMISSIONS);
    expect(await log.pending()).toEqual([]);
    await log.close();
  });

  it('ends no stop where the API is gone as well', async () => {
    const gateway = await start({ DRAIN_MS: '300' });
    const response = await tsp(gateway, problem);
    mock.signal('SIGKILL');
    await mock.ended;
    const toldAtMs = performance.now();
    gateway.signal('SIGTERM');
    await response.text().catch(() => {});
    await gateway.ended;
    expect(performance.now() - toldAtMs).toBeLessThan(10_000);
  });
});
