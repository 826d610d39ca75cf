import { describe, expect, it } from 'vitest';
import { matrix, routeOf, setUpNerox } from './client.fixture.ts';
import { JobCancelledError, JobFailedError, JobTimeoutError } from './errors.ts';
import type { Job } from './job.ts';
import type { JobEvent } from './job-history.ts';

const problem = { distanceMatrix: matrix, solver: 'gpu' } as const;
const improving = {
  improvements: [
    [1_000, 9_000],
    [2_000, 8_000],
    [4_000, 7_600],
  ] as const,
};

async function submitted(s: ReturnType<typeof setUpNerox>): Promise<Job> {
  return s.clock.runUntil(s.client.optimize.tsp(problem));
}

async function eventsOf(job: Job): Promise<JobEvent[]> {
  return Array.fromAsync(job.stream());
}

describe('wait', () => {
  it('resolves with what the job found', async () => {
    const s = setUpNerox(improving);
    const job = await submitted(s);
    expect(job.ended).toBe(false);
    expect(await s.clock.runUntil(job.wait())).toEqual({ best_energy: 7_600, tour: [0, 2, 1] });
    expect(await job.result()).toEqual({ best_energy: 7_600, tour: [0, 2, 1] });
    expect(job).toMatchObject({
      id: 'job_1',
      problemType: 'tsp',
      ended: true,
      snapshot: { status: 'succeeded', billed_gpu_seconds: 10 },
    });
  });

  it('tells how a job failed, which is not tried again', async () => {
    const s = setUpNerox({ fails: 'out_of_memory', endsAfterMs: 1_500 });
    const job = await submitted(s);
    const error = await s.clock.runUntil(job.wait().catch((reason: unknown) => reason));
    expect(error).toBeInstanceOf(JobFailedError);
    expect(error).toMatchObject({
      code: 'EVK_JOB_FAILED',
      outcome: 'error',
      reason: 'out_of_memory',
      billedGpuSeconds: 1.5,
      message: expect.stringContaining('failed with out_of_memory: "It did."; 1.5 GPU-seconds are billed.'),
    });
    await expect(job.result()).rejects.toBe(error);
    await s.clock.advance(600_000);
    expect(s.transport.sent.map(routeOf)).toEqual(['POST /v1/optimize/tsp', 'GET /v1/jobs/job_1/stream']);
    expect(s.recorder.ofType('call-ended').at(-1)).toMatchObject({ operation: 'job', code: 'EVK_JOB_FAILED' });
    expect(s.recorder.ofType('job-ended')).toMatchObject([{ outcome: 'error', reason: 'out_of_memory' }]);
  });

  it('that times out cancels the job and says what is billed', async () => {
    const s = setUpNerox();
    const job = await submitted(s);
    const error = await s.clock.runUntil(job.wait({ timeoutMs: 5_100 }).catch((reason: unknown) => reason));
    expect(error).toBeInstanceOf(JobTimeoutError);
    expect(error).toMatchObject({
      code: 'EVK_JOB_TIMEOUT',
      outcome: 'error',
      billedGpuSeconds: 5,
      message: expect.stringContaining(
        'job_1 had not ended after 5100 ms, and was cancelled; 5 GPU-seconds are billed.',
      ),
    });
    expect(s.nerox.snapshot('job_1').status).toBe('cancelled');
    expect(s.recorder.ofType('call-ended').filter(({ operation }) => operation === 'job')).toMatchObject([
      { outcome: 'error', code: 'EVK_JOB_TIMEOUT', durationMs: 5_000 },
    ]);
    expect(await job.result()).toEqual({ best_energy: 9_000, tour: [0, 2, 1] });
  });

  it('that is aborted cancels the job and says what is billed', async () => {
    const s = setUpNerox();
    const job = await submitted(s);
    const controller = new AbortController();
    const waiting = job.wait({ signal: controller.signal }).catch((reason: unknown) => reason);
    await s.clock.advance(3_100);
    controller.abort();
    const error = await s.clock.runUntil(waiting);
    expect(error).toBeInstanceOf(JobCancelledError);
    expect(error).toMatchObject({ code: 'EVK_CANCELLED', outcome: 'cancelled', billedGpuSeconds: 3 });
    expect(s.recorder.ofType('job-ended')).toMatchObject([{ outcome: 'cancelled', billedGpuMs: 3_000, savedGpuMs: 0 }]);
  });

  it('leaves the job alone where it is told to', async () => {
    const s = setUpNerox();
    const job = await submitted(s);
    const waiting = job.wait({ timeoutMs: 1_000, cancelOnTimeout: false });
    await expect(s.clock.runUntil(waiting)).rejects.toMatchObject({
      code: 'EVK_JOB_TIMEOUT',
      billedGpuSeconds: undefined,
      message: expect.stringContaining('had not ended after 1000 ms; it goes on.'),
    });
    expect(await s.clock.runUntil(job.wait())).toMatchObject({ best_energy: 9_000 });
    expect(s.recorder.ofType('job-ended')).toMatchObject([{ outcome: 'ok' }]);
  });

  it('resolves where the job has ended by the time of its cancellation', async () => {
    const s = setUpNerox();
    s.nerox.instead = (request) => (routeOf(request).endsWith('/stream') ? 503 : undefined);
    const job = await submitted(s);
    // The polls have not told the end yet.
    await s.clock.advance(9_900);
    const waiting = job.wait({ timeoutMs: 300 });
    expect(await s.clock.runUntil(waiting)).toMatchObject({ best_energy: 9_000 });
  });

  it('goes on trying to cancel where the API cannot be told, and does not wait for that', async () => {
    const s = setUpNerox({ endsAfterMs: 100_000 });
    let down = true;
    s.nerox.instead = (request) => (down && routeOf(request).endsWith('/cancel') ? 503 : undefined);
    const job = await submitted(s);
    const startedMs = s.clock.now();
    await expect(s.clock.runUntil(job.wait({ timeoutMs: 1_000 }))).rejects.toMatchObject({
      code: 'EVK_JOB_TIMEOUT',
      billedGpuSeconds: undefined,
      message: expect.stringContaining('this client goes on trying to cancel it'),
    });
    expect(s.clock.now() - startedMs).toBe(6_000);
    down = false;
    await s.clock.advance(30_000);
    expect(s.nerox.snapshot('job_1').status).toBe('cancelled');
    await expect(job.wait()).rejects.toMatchObject({ code: 'EVK_JOB_TIMEOUT', billedGpuSeconds: expect.any(Number) });
  });

  it('that is aborted ends within seconds where the API cannot be told', async () => {
    const s = setUpNerox({ endsAfterMs: 60_000 });
    s.nerox.instead = (request) => (routeOf(request).endsWith('/cancel') ? 503 : undefined);
    const job = await submitted(s);
    const controller = new AbortController();
    const waiting = expect(job.wait({ signal: controller.signal })).rejects.toMatchObject({
      code: 'EVK_JOB_LEFT',
      billedGpuSeconds: undefined,
      message: expect.stringContaining('this client goes on trying to cancel it'),
    });
    await s.clock.advance(1_000);
    controller.abort();
    await s.clock.advance(5_000);
    await waiting;
  });

  it('resolves when the end has been reported, and the slot is free', async () => {
    const s = setUpNerox({ endsAfterMs: 1_500 }, { ceiling: 1 });
    const job = await submitted(s);
    const next = s.client.optimize.tsp(problem);
    const told = job.wait().then(() => s.recorder.events.map(({ type }) => type).slice(-4));
    expect(await s.clock.runUntil(told)).toEqual(['job-ended', 'wait-ended', 'attempt-started', 'call-ended']);
    await s.clock.runUntil(next.then((other) => other.wait()));
  });

  it('refuses a time-out that is none', async () => {
    const job = await submitted(setUpNerox());
    await expect(job.wait({ timeoutMs: Number.NaN })).rejects.toMatchObject({ option: 'timeoutMs' });
  });
});

describe('result', () => {
  it('is refused as long as the job runs', async () => {
    const job = await submitted(setUpNerox());
    await expect(job.result()).rejects.toMatchObject({ code: 'EVK_JOB_NOT_ENDED', outcome: 'rejected' });
  });
});

describe('cancel', () => {
  it('ends a job in the queue unbilled', async () => {
    const s = setUpNerox({ queuedMs: 60_000 });
    const job = await submitted(s);
    await s.clock.advance(1_000);
    expect(await s.clock.runUntil(job.cancel())).toMatchObject({ status: 'cancelled', billed_gpu_seconds: 0 });
    await expect(job.wait()).rejects.toMatchObject({ code: 'EVK_CANCELLED', billedGpuSeconds: 0 });
    expect(s.recorder.ofType('call-ended').filter(({ operation }) => operation === 'job')).toMatchObject([
      { outcome: 'cancelled', durationMs: 0 },
    ]);
  });

  it('for being good enough ends it well, and reports what was saved', async () => {
    const s = setUpNerox({ improvements: [[1_000, 7_600]], endsAfterMs: 40_000 });
    const job = await submitted(s);
    await s.clock.advance(2_100);
    const waiting = job.wait();
    await s.clock.runUntil(job.cancel({ because: 'good-enough' }));
    expect(await waiting).toMatchObject({ best_energy: 7_600 });
    expect(s.recorder.ofType('job-ended')).toEqual([
      {
        provider: 'nerox',
        type: 'job-ended',
        operation: 'job',
        callId: expect.any(String),
        jobId: 'job_1',
        problemType: 'tsp',
        outcome: 'ok',
        durationMs: 2_000,
        billedGpuMs: 2_000,
        savedGpuMs: 38_000,
        reason: undefined,
      },
    ]);
  });

  it('of one that has ended does nothing, and many cancel once', async () => {
    const s = setUpNerox();
    const job = await submitted(s);
    await s.clock.runUntil(Promise.all([job.cancel(), job.cancel(), job.cancel()]));
    await s.clock.runUntil(job.cancel());
    expect(s.transport.sent.map(routeOf).filter((route) => route.endsWith('/cancel'))).toHaveLength(1);
  });

  it.each([
    ['is not allowed', 403, 'EVK_UPSTREAM_REFUSED', 1],
    ['fails', 503, 'EVK_UPSTREAM_ERROR', 2],
  ])('rejects where it %s', async (_what, status, code, tries) => {
    const s = setUpNerox({ endsAfterMs: 3_000 });
    s.nerox.instead = (request) => (routeOf(request).endsWith('/cancel') ? status : undefined);
    const job = await submitted(s);
    await expect(s.clock.runUntil(job.cancel())).rejects.toMatchObject({ code });
    await s.clock.advance(1_000);
    expect(s.transport.sent.map(routeOf).filter((route) => route.endsWith('/cancel')).length).toBeGreaterThanOrEqual(
      tries,
    );
    await s.clock.runUntil(job.wait());
  });
});

describe('stream', () => {
  it('tells what happens, from the first event on, to any number, and late ones, too', async () => {
    const s = setUpNerox(improving);
    const job = await submitted(s);
    const early = eventsOf(job);
    await s.clock.advance(2_500);
    const late = eventsOf(job);
    const events = await s.clock.runUntil(early);
    expect(
      events.map(({ id, type, status, best_energy, gpu_seconds }) => [id, type, status, best_energy, gpu_seconds]),
    ).toEqual([
      [1, 'status', 'queued', null, 0],
      [2, 'status', 'running', null, 0],
      [3, 'progress', 'running', 9_000, 1],
      [4, 'progress', 'running', 8_000, 2],
      [5, 'progress', 'running', 7_600, 4],
      [6, 'end', 'succeeded', 7_600, 10],
    ]);
    expect(await late).toEqual(events);
    expect(await eventsOf(job)).toEqual(events);
    expect(events.at(-1)?.job?.result).toEqual({ best_energy: 7_600, tour: [0, 2, 1] });
  });

  it('tells the end of a job of which nothing else was heard', async () => {
    const s = setUpNerox({ queuedMs: 0, endsAfterMs: 0, estimatedGpuSeconds: 1, fails: 'invalid_input' });
    const job = await submitted(s);
    expect(job.ended).toBe(true);
    expect(await eventsOf(job)).toMatchObject([{ id: 1, type: 'end', status: 'failed' }]);
  });

  it('ends quietly with its signal, and leaves the job alone', async () => {
    const s = setUpNerox(improving);
    const job = await submitted(s);
    const controller = new AbortController();
    const seen: number[] = [];
    const listening = (async () => {
      for await (const { id } of job.stream({ signal: controller.signal })) seen.push(id);
    })();
    await s.clock.advance(1_500);
    controller.abort();
    await s.clock.runUntil(listening);
    expect(seen).toEqual([1, 2, 3]);
    await s.clock.runUntil(job.wait());
  });
});
