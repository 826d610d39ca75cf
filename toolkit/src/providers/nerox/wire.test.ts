import { describe, expect, it } from 'vitest';
import {
  foundReader,
  type JobSnapshot,
  jobReader,
  ranMs,
  readKey,
  readProgress,
  readUsage,
  spentGpuSeconds,
} from './wire.ts';

const redact = (text: string): string => text.replaceAll('nrx_secret', '[key]');
const read = (body: unknown): JobSnapshot => jobReader({ id: 'job_1' }, redact)(body);
const found = (body: unknown): JobSnapshot | undefined => foundReader('k', redact)(body);

const running = {
  id: 'job_1',
  problem_type: 'tsp',
  idempotency_key: 'k',
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
      expect(read(job)).toEqual(job);
      expect(found({ jobs: [job] })).toEqual(job);
    },
  );

  it('tells how long it ran, and what it has taken', () => {
    expect([ranMs(read(running)), ranMs(read(succeeded))]).toEqual([0, 12_345]);
    expect(ranMs({ ...read(succeeded), started_at: null })).toBe(0);
    expect([spentGpuSeconds(read(running)), spentGpuSeconds(read(succeeded))]).toEqual([10, 12.345]);
    expect(spentGpuSeconds({ ...read(running), progress: { iteration: 0, iterations: 0, best_energy: null } })).toBe(0);
  });

  it.each<[string, unknown]>([
    ['status', {}],
    ['id', { ...running, id: '' }],
    ['id', { ...running, id: '..' }],
    ['id', { ...running, id: '\ud800' }],
    ['id', { ...running, id: 'j'.repeat(201) }],
    ['problem_type', { ...running, problem_type: null }],
    ['status', { ...running, status: 'asleep' }],
    ['progress', { ...running, progress: null }],
    ['progress.iteration', { ...running, progress: { iterations: 1, best_energy: null } }],
    ['progress.iteration', { ...running, progress: { ...running.progress, iteration: -1 } }],
    ['progress.iterations', { ...running, progress: { ...running.progress, iterations: 1.5 } }],
    ['progress.best_energy', { ...running, progress: { ...running.progress, best_energy: Number.POSITIVE_INFINITY } }],
    ...[null, -40, Number.POSITIVE_INFINITY, 1e300, '40'].map((estimated_gpu_seconds): [string, unknown] => [
      'estimated_gpu_seconds',
      { ...running, estimated_gpu_seconds },
    ]),
    ['billed_gpu_seconds', { ...succeeded, billed_gpu_seconds: -1 }],
    ['billed_gpu_seconds', { ...succeeded, billed_gpu_seconds: null }],
    ['ended_at', { ...succeeded, ended_at: null }],
    ['ended_at', { ...succeeded, ended_at: 'yesterday' }],
    ['started_at', { ...succeeded, started_at: 'the day before' }],
    ['result', { ...succeeded, result: null }],
    ['result.best_energy', { ...succeeded, result: {} }],
    ['result.tour', { ...succeeded, result: { ...succeeded.result, tour: 'home' } }],
    ['error', { ...succeeded, status: 'failed' }],
    ['error.message', { ...succeeded, status: 'failed', error: { code: 'x' } }],
  ])('without %s is refused: %o', (field, body) => {
    expect(() => read(body)).toThrow(`of Nerox has no "${field}" that can be read.`);
  });

  it.each([undefined, null, 'a text'])('is not %o', (body) => {
    expect(() => read(body)).toThrow('A job of Nerox is no object.');
  });

  it('is no other than was asked for', () => {
    expect(() => read({ ...running, id: 'job_2' })).toThrow('another job');
    expect(() => found({ jobs: [{ ...running, idempotency_key: 'l' }] })).toThrow('another job');
    expect(() => found({ jobs: [{ ...running, idempotency_key: null }] })).toThrow('another job');
    expect(found({ jobs: [] })).toBeUndefined();
  });

  it('tells why it failed, in few words and without a key', () => {
    const error = { code: 'x', message: `nrx_secret ${'y'.repeat(1_000)}` };
    expect(read({ ...succeeded, status: 'failed', error }).error).toEqual({
      code: 'x',
      message: `[key] ${'y'.repeat(194)}`,
    });
  });

  it('has not run for less than no time', () => {
    expect(ranMs({ ...read(succeeded), ended_at: '2025-01-01T00:00:00.000Z' })).toBe(0);
  });
});

const usage = {
  used_gpu_seconds: 1,
  included_gpu_seconds: 1_000,
  overage_usd: 0,
  running_jobs: 0,
  queued_jobs: 0,
  period_start: '2026-01-01T00:00:00.000Z',
  period_end: '2026-02-01T00:00:00.000Z',
};

it('has the period of the usage as dates', () => {
  expect(readUsage(usage).period_end).toEqual(new Date(Date.UTC(2026, 1)));
});

it.each<[string, (body: unknown) => unknown, unknown]>([
  ['a list', found, { job: [] }],
  ['progress without a number', readProgress, { iteration: 1 }],
  ['progress without GPU time', readProgress, { gpu_seconds: 1 }],
  ['usage without a number', readUsage, { ...usage, used_gpu_seconds: '1' }],
  ['usage without end', readUsage, { ...usage, used_gpu_seconds: Number.POSITIVE_INFINITY }],
  ['usage below nothing', readUsage, { ...usage, used_gpu_seconds: -1 }],
  ['usage without a period', readUsage, { ...usage, period_end: undefined }],
  ['a key without scopes', readKey, { plan: 'scale' }],
  ['a key with a scope that is none', readKey, { plan: 'scale', scopes: [1] }],
  ['nothing', readKey, null],
])('refuses %s', (_what, reader, body) => {
  expect(() => reader(body)).toThrow(TypeError);
});
