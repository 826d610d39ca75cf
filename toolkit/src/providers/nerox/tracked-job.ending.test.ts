import { describe, expect, it } from 'vitest';
import { EvenkeelError } from '../../errors/errors.ts';
import { FakeClock } from '../../testing/index.ts';
import type { NeroxApi } from './api.ts';
import { neroxProfile } from './contract.ts';
import type { StopReason } from './job-failure.ts';
import { type JobEnding, TrackedJob } from './tracked-job.ts';
import type { JobSnapshot } from './wire.ts';

const cause = new EvenkeelError('EVK_UPSTREAM_REFUSED', 'It is not allowed.', { status: 403 });
const result = { best_energy: 7_600, tour: [0, 1] };
const cancelled: JobSnapshot = {
  id: 'job_1',
  problem_type: 'tsp',
  idempotency_key: 'k',
  status: 'cancelled',
  submitted_at: '2026-01-01T00:00:00.000Z',
  started_at: '2026-01-01T00:00:01.000Z',
  ended_at: '2026-01-01T00:00:03.500Z',
  estimated_gpu_seconds: 40,
  billed_gpu_seconds: 2.5,
  progress: { iteration: 100, iterations: 1_600, best_energy: 7_600 },
  result,
  error: null,
};
const succeeded: JobSnapshot = { ...cancelled, status: 'succeeded' };
const error = { code: 'invalid_input', message: 'Row 2 is too short.' };
const failed: JobSnapshot = { ...cancelled, status: 'failed', result: null, error };

const running: JobSnapshot = { ...cancelled, status: 'running', billed_gpu_seconds: null, result: null };

/** @param answer the API's answer to a cancellation */
function tracked(answer: JobSnapshot): TrackedJob {
  const api = { cancel: async () => answer } as unknown as NeroxApi;
  return new TrackedJob(running, { api, clock: new FakeClock(), random: () => 0, backoff: neroxProfile.retry.backoff });
}

describe('the end of a job', () => {
  it.each<[string, JobSnapshot, StopReason | undefined, object]>([
    ['that succeeded', succeeded, undefined, { outcome: 'ok', reason: undefined, error: undefined }],
    ['that succeeded all the same', succeeded, { why: 'timeout', afterMs: 1 }, { outcome: 'ok', savedGpuMs: 0 }],
    ['that succeeded before it was good enough', succeeded, { why: 'good-enough' }, { outcome: 'ok', savedGpuMs: 0 }],
    [
      'that was good enough',
      cancelled,
      { why: 'good-enough' },
      { outcome: 'ok', savedGpuMs: 37_500, error: undefined },
    ],
    [
      'that took longer than estimated',
      { ...cancelled, estimated_gpu_seconds: 1 },
      { why: 'good-enough' },
      { outcome: 'ok', savedGpuMs: 0 },
    ],
    [
      'that had found nothing that is good enough',
      { ...cancelled, result: null },
      { why: 'good-enough' },
      { outcome: 'cancelled', savedGpuMs: 0, reason: 'EVK_CANCELLED' },
    ],
    ['that is not wanted', cancelled, { why: 'not-wanted' }, { outcome: 'cancelled', reason: 'EVK_CANCELLED', result }],
    [
      'that somebody else cancelled',
      cancelled,
      undefined,
      {
        outcome: 'cancelled',
        error: { message: expect.stringContaining('cancelled, not by this client; 2.5 GPU-sec') },
      },
    ],
    ['that took too long', cancelled, { why: 'timeout', afterMs: 9 }, { outcome: 'error', reason: 'EVK_JOB_TIMEOUT' }],
    [
      'that could not be watched',
      cancelled,
      { why: 'unwatchable', cause },
      { outcome: 'error', reason: 'unwatchable', error: { code: 'EVK_JOB_FAILED', billedGpuSeconds: 2.5, cause } },
    ],
    [
      'that failed',
      failed,
      { why: 'not-wanted' },
      { outcome: 'error', reason: 'invalid_input', error: { code: 'EVK_JOB_FAILED', billedGpuSeconds: 2.5 } },
    ],
  ])('%s', async (_what, snapshot, stop, expected) => {
    const job = tracked(snapshot);
    if (stop === undefined) job.polled(snapshot);
    else await job.stop(stop);
    expect(await job.whenEnded).toMatchObject({ durationMs: 2_500, billedGpuMs: 2_500, certain: true, ...expected });
  });

  it.each<[string, (job: TrackedJob) => unknown, Partial<JobEnding>]>([
    ['is lost', (job) => job.lost(cause), { outcome: 'error', reason: 'not_found', certain: true }],
    ['is out of reach', (job) => job.outOfReach(cause), { outcome: 'error', reason: 'unwatchable', certain: false }],
    ['is left', (job) => job.leave(cause), { outcome: 'cancelled', reason: 'EVK_JOB_LEFT', certain: false }],
  ])('that %s costs what is not known', async (_what, end, expected) => {
    const job = tracked(running);
    end(job);
    expect(await job.whenEnded).toMatchObject({ billedGpuMs: 0, durationMs: 2_500, result: undefined, ...expected });
  });
});
