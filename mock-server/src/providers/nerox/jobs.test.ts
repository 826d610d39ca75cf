import { describe, expect, test } from 'vitest';
import { MATRIX, NeroxBench } from './app.fixture.ts';
import { energyAt } from './gpu/scripted-solver.fixture.ts';

/** How long a job takes: 1,600,000 iterations at 40,000 a second. */
const FULL_MS = 40_000;

test('a job runs, is streamed, ends with its result, and is billed from start to end', async () => {
  const bench = new NeroxBench();
  const response = await bench.submit({ idempotencyKey: 'one' });
  expect(response.statusCode).toBe(202);
  const submitted = response.json();
  const at = (ms: number) => new Date(1_700_000_000_000 + ms).toISOString();
  expect(submitted).toEqual({
    id: expect.stringMatching(/^job_[0-9a-f]{20}$/),
    problem_type: 'tsp',
    idempotency_key: 'one',
    status: 'running',
    submitted_at: at(0),
    started_at: at(0),
    ended_at: null,
    estimated_gpu_seconds: 40,
    billed_gpu_seconds: null,
    progress: { iteration: 0, iterations: 1_600_000, best_energy: null },
    result: null,
    error: null,
  });
  bench.clock.tick(FULL_MS);
  const ended = (await bench.get(`jobs/${submitted.id}`)).json();
  const best_energy = energyAt(1_600_000);
  expect(ended).toEqual({
    ...submitted,
    status: 'succeeded',
    ended_at: at(FULL_MS),
    billed_gpu_seconds: 40,
    progress: { iteration: 1_600_000, iterations: 1_600_000, best_energy },
    result: { best_energy, tour: [0, 2, 1] },
  });
  expect((await bench.usage()).json()).toEqual({
    used_gpu_seconds: 40,
    included_gpu_seconds: 100_000,
    overage_usd: 0,
    period_start: '2023-11-01T00:00:00.000Z',
    period_end: '2023-12-01T00:00:00.000Z',
    running_jobs: 0,
    queued_jobs: 0,
  });
  const events = await bench.events(submitted.id);
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  expect(events.map(({ event }) => event)).toEqual(['status', 'status', ...Array(30).fill('progress'), 'end']);
  expect(events[2]?.data).toEqual({ iteration: 20_000, iterations: 1_600_000, best_energy: 9_900, gpu_seconds: 0.5 });
  expect(events.at(-1)?.data).toEqual(ended);
});

test('a cancelled job is billed to the millisecond at which that came, and keeps the best that it had', async () => {
  const bench = new NeroxBench();
  const { id } = (await bench.submit()).json();
  bench.clock.tick(12_345);
  const cancelled = (await bench.cancel(id)).json();
  expect(cancelled).toMatchObject({ status: 'cancelled', billed_gpu_seconds: 12.345, error: null });
  expect(cancelled.result).toEqual({ best_energy: energyAt(480_000), tour: [0, 2, 1] });
  bench.clock.tick(FULL_MS);
  expect((await bench.cancel(id)).json()).toEqual(cancelled);
  expect((await bench.usage()).json().used_gpu_seconds).toBe(12.345);
});

describe('what is not there', () => {
  test('another account’s job', async () => {
    const bench = new NeroxBench();
    const { id } = (await bench.submit()).json();
    for (const path of [`jobs/${id}`, `jobs/${id}/stream`, 'jobs/job_x']) {
      const response = await bench.get(path, { key: 'nrx_team_local' });
      expect([path, response.statusCode, response.json().error.code]).toEqual([path, 404, 'not_found']);
    }
  });

  test('a problem type', async () => {
    const response = await new NeroxBench().ask('POST', 'optimize/sudoku', { body: { distance_matrix: MATRIX } });
    expect(response.statusCode).toBe(404);
    const message = 'The problem type "sudoku" is unknown: it is one of tsp.';
    expect(response.json()).toEqual({ error: { code: 'unknown_problem_type', message } });
  });
});
