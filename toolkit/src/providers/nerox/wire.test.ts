import { describe, expect, it } from 'vitest';
import { ranMs, readJob, readJobs, readKey, readProgress, readUsage, spentGpuSeconds } from './wire.ts';

const running = {
  id: 'job_1',
  problem_type: 'tsp',
  idempotency_key: null,
  status: 'running',
  submitted_at: '2026-01-01T00:00:00.000Z',
  started_at: '2026-01-01T00:00:01.000Z',
  ended_at: null,
  estimated_gpu_seconds: 40,
  billed_gpu_seconds: null,
  progress: { iteration: 250, iterations: 1_000, best_energy: 9_000 },
  result: null,
  error: null,
} as const;
const succeeded = {
  ...running,
  status: 'succeeded',
  ended_at: '2026-01-01T00:00:13.345Z',
  billed_gpu_seconds: 12.345,
  result: { best_energy: 7_542, tour: [0, 1] },
} as const;

describe('a job', () => {
  it.each([running, succeeded, { ...succeeded, status: 'cancelled', started_at: null, result: null }])(
    'is taken as it is: $status',
    (job) => {
      expect(readJob(job)).toBe(job);
      expect(readJobs({ jobs: [job] })).toEqual([job]);
    },
  );

  it('tells how long it ran, and what it has taken', () => {
    expect([ranMs(readJob(running)), ranMs(readJob(succeeded))]).toEqual([0, 12_345]);
    expect(ranMs({ ...readJob(succeeded), started_at: null })).toBe(0);
    expect([spentGpuSeconds(readJob(running)), spentGpuSeconds(readJob(succeeded))]).toEqual([10, 12.345]);
    expect(spentGpuSeconds({ ...readJob(running), progress: { iteration: 0, iterations: 0, best_energy: null } })).toBe(
      0,
    );
  });

  it.each<[string, unknown]>([
    ['id', undefined],
    ['id', 'a text'],
    ['id', { ...running, id: '' }],
    ['status', { ...running, status: 'asleep' }],
    ['progress', { ...running, progress: null }],
    ['estimated_gpu_seconds', { ...running, estimated_gpu_seconds: null }],
    ['billed_gpu_seconds', { ...succeeded, billed_gpu_seconds: null }],
    ['ended_at', { ...succeeded, ended_at: null }],
    ['ended_at', { ...succeeded, ended_at: 'yesterday' }],
    ['started_at', { ...succeeded, started_at: 'the day before' }],
    ['result', { ...succeeded, result: null }],
    ['error', { ...succeeded, status: 'failed' }],
  ])('without %s is refused: %o', (field, body) => {
    expect(() => readJob(body)).toThrow(new RegExp(`of Nerox has no "${field}" that can be read`));
  });
});

const usage = {
  used_gpu_seconds: 1,
  period_start: '2026-01-01T00:00:00.000Z',
  period_end: '2026-02-01T00:00:00.000Z',
};

it('has the period of the usage as dates', () => {
  expect(readUsage(usage).period_end).toEqual(new Date(Date.UTC(2026, 1)));
});

it.each<[string, (body: unknown) => unknown, unknown]>([
  ['a list', readJobs, { job: [] }],
  ['progress without a number', readProgress, { iteration: 1 }],
  ['progress without GPU time', readProgress, { gpu_seconds: 1 }],
  ['usage without a number', readUsage, { ...usage, used_gpu_seconds: '1' }],
  ['usage without a period', readUsage, { ...usage, period_end: undefined }],
  ['a key without scopes', readKey, { plan: 'scale' }],
  ['nothing', readKey, null],
])('refuses %s', (_what, reader, body) => {
  expect(() => reader(body)).toThrow(TypeError);
});
