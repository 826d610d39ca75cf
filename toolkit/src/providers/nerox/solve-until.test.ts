import { describe, expect, it } from 'vitest';
import { matrix, routeOf, setUpNerox } from './client.fixture.ts';
import type { Course } from './nerox.fixture.ts';
import { type SolveOptions, type SolveProgress, solveUntil } from './solve-until.ts';

const goal = { targetGap: 0.005, knownOptimal: 7_542 };
const course: Course = {
  improvements: [
    [1_000, 9_000],
    [2_000, 7_600],
    [3_000, 7_570],
    [20_000, 7_542],
  ],
  endsAfterMs: 40_000,
};

async function solving(options: SolveOptions, of: Course = course) {
  const s = setUpNerox(of);
  const job = await s.clock.runUntil(s.client.optimize.tsp({ distanceMatrix: matrix }));
  const solved = solveUntil(job, { clock: s.clock, ...options });
  return { ...s, job, solved };
}

describe('solveUntil', () => {
  it('cancels as soon as the gap is reached, and tells the bill', async () => {
    const progress: SolveProgress[] = [];
    const s = await solving({ ...goal, onProgress: (one) => progress.push(one) });
    const solution = await s.clock.runUntil(s.solved);
    expect(solution).toEqual({
      energy: 7_570,
      tour: [0, 2, 1],
      result: { best_energy: 7_570, tour: [0, 2, 1] },
      gap: (7_570 - 7_542) / 7_542,
      reason: 'gap',
      billedGpuSeconds: 3,
      estimatedGpuSeconds: 40,
      savedGpuSeconds: 37,
    });
    expect(progress.map(({ energy, gpuSeconds }) => [energy, gpuSeconds])).toEqual([
      [9_000, 1],
      [7_600, 2],
      [7_570, 3],
    ]);
    expect(s.recorder.ofType('job-ended')).toMatchObject([{ outcome: 'ok', billedGpuMs: 3_000, savedGpuMs: 37_000 }]);
    expect(s.recorder.ofType('call-ended').filter(({ operation }) => operation === 'job')).toMatchObject([
      { outcome: 'ok', durationMs: 3_000 },
    ]);
  });

  it.each<[string, SolveOptions, Course, object]>([
    [
      'that completes before',
      goal,
      { improvements: [[1_000, 9_000]], endsAfterMs: 5_000 },
      { reason: 'completed', energy: 9_000, billedGpuSeconds: 5, savedGpuSeconds: 0 },
    ],
    [
      'that completes in the moment in which the gap is reached',
      goal,
      {
        improvements: [
          [1_000, 9_000],
          [5_000, 7_542],
        ],
        endsAfterMs: 5_000,
      },
      { reason: 'completed', energy: 7_542, gap: 0, billedGpuSeconds: 5 },
    ],
    ['without a goal', {}, { endsAfterMs: 5_000 }, { reason: 'completed', gap: undefined, billedGpuSeconds: 5 }],
    [
      'on a plateau, of which no event tells',
      { plateau: { minGpuSeconds: 4, share: 0.5 } },
      course,
      // The last improvement comes at 3 s, so 4 GPU-seconds without one have passed at 7 s; the next poll sees it.
      { reason: 'plateau', energy: 7_570, gap: undefined, billedGpuSeconds: expect.closeTo(7.5, 0) },
    ],
    [
      'on a plateau although the gap is not reached',
      { ...goal, targetGap: 0.0001, plateau: { minGpuSeconds: 4 } },
      course,
      { reason: 'plateau', gap: expect.closeTo(0.0037, 3) },
    ],
  ])('knows a job %s', async (_what, options, of, expected) => {
    const s = await solving(options, of);
    expect(await s.clock.runUntil(s.solved)).toMatchObject(expected);
    await s.clock.advance(5_000);
    expect(s.clock.pending).toBe(0);
  });

  it('takes the end that the API has, where its cancellation comes too late', async () => {
    const s = await solving(goal);
    s.nerox.instead = (request) => {
      // The job ends while the cancellation is on its way.
      if (routeOf(request).endsWith('/cancel')) {
        Object.assign(s.nerox.jobs.get('job_1') as object, { endsAfterMs: 3_000 });
      }
      return undefined;
    };
    expect(await s.clock.runUntil(s.solved)).toMatchObject({ reason: 'completed', billedGpuSeconds: 3 });
  });

  it('cancels again where it could not', async () => {
    const s = await solving(goal);
    let failures = 2;
    s.nerox.instead = (request) => (routeOf(request).endsWith('/cancel') && failures-- > 0 ? 503 : undefined);
    expect(await s.clock.runUntil(s.solved)).toMatchObject({ reason: 'gap', energy: 7_570 });
    expect(s.job.snapshot.billed_gpu_seconds).toBeLessThan(10);
  });

  it('that times out cancels the job and says what is billed', async () => {
    const s = await solving({ ...goal, timeoutMs: 2_600 });
    await expect(s.clock.runUntil(s.solved)).rejects.toMatchObject({ code: 'EVK_JOB_TIMEOUT', billedGpuSeconds: 2.5 });
  });

  it('that is aborted cancels the job', async () => {
    const controller = new AbortController();
    const s = await solving({ ...goal, signal: controller.signal });
    const settled = expect(s.solved).rejects.toMatchObject({ code: 'EVK_CANCELLED', billedGpuSeconds: 2 });
    await s.clock.advance(2_100);
    controller.abort();
    await s.clock.advance(10);
    await settled;
  });

  it('passes on why the job failed', async () => {
    const s = await solving(goal, { endsAfterMs: 1_500, fails: 'preempted' });
    await expect(s.clock.runUntil(s.solved)).rejects.toMatchObject({ code: 'EVK_JOB_FAILED', reason: 'preempted' });
  });

  it('cancels the job where its listener throws, and passes that on', async () => {
    const thrown = new Error('mine');
    const onProgress = (): void => {
      throw thrown;
    };
    const s = await solving({ ...goal, onProgress });
    await expect(s.clock.runUntil(s.solved)).rejects.toBe(thrown);
    expect(s.nerox.snapshot('job_1')).toMatchObject({ status: 'cancelled', billed_gpu_seconds: 1 });
  });

  it.each<[string, SolveOptions]>([
    ['knownOptimal', { targetGap: 0.005 }],
    ['knownOptimal is 0', { targetGap: 0.005, knownOptimal: 0 }],
    ['targetGap is -1', { ...goal, targetGap: -1 }],
    ['pollMs is 0', { ...goal, pollMs: 0 }],
    ['plateau.share is 2', { plateau: { share: 2 } }],
    ['timeoutMs is -1', { ...goal, timeoutMs: -1 }],
  ])('refuses %s', async (option, options) => {
    const s = await solving(options);
    await expect(s.solved).rejects.toThrow(`Option ${option}`);
  });
});
