import { describe, expect, it } from 'vitest';
import type { SentRequest } from '../../testing/index.ts';
import { matrix, routeOf, type SetUp, setUpNerox } from './client.fixture.ts';
import { solveUntil } from './solve-until.ts';
import type { Submission, SubmissionLog } from './submission-log.ts';

const problem = { distanceMatrix: matrix } as const;
const statuses = (s: SetUp) => [...s.nerox.jobs.keys()].map((id) => s.nerox.snapshot(id).status);
const isSubmit = (request: SentRequest): boolean => routeOf(request).includes('/optimize/');
const lost = { error: new Error('socket hang up'), afterMs: 10 };

/** Makes the API take jobs and lose its answers. */
function losesAnswers(s: SetUp, count = 1): void {
  let left = count;
  s.nerox.instead = (request) => {
    if (!isSubmit(request) || left === 0) return undefined;
    left -= 1;
    const { instead } = s.nerox;
    s.nerox.instead = () => undefined;
    s.nerox.reply(request, 0);
    s.nerox.instead = instead;
    return lost;
  };
}

function memoryLog(entries: Submission[] = []): SubmissionLog {
  const pending = new Map(entries.map((entry) => [entry.idempotencyKey, entry]));
  return {
    submitting: async (entry) => void pending.set(entry.idempotencyKey, entry),
    ended: async (key) => void pending.delete(key),
    pending: async () => [...pending.values()],
  };
}

describe('a job whose submit had no answer', () => {
  it.each([
    ['a plain close', undefined],
    ['a close that cancels', AbortSignal.abort()],
  ])('is found and cancelled by %s', async (_what, signal) => {
    const s = setUpNerox({ queuedMs: 0, endsAfterMs: 600_000 });
    losesAnswers(s);
    const submit = s.client.optimize.tsp(problem).catch((error: unknown) => error);
    const closing = s.client.close(signal === undefined ? {} : { signal });
    await s.clock.runUntil(Promise.all([submit, closing]));
    expect(statuses(s).filter((status) => status !== 'cancelled')).toEqual([]);
  });

  it('is watched though it was submitted again in vain', async () => {
    const s = setUpNerox({ queuedMs: 0, endsAfterMs: 20_000 });
    losesAnswers(s);
    const first = s.client.optimize.tsp(problem, { idempotencyKey: 'k' }).catch((error: unknown) => error);
    await s.clock.runUntil(first);
    s.nerox.instead = (request) => (isSubmit(request) ? 400 : undefined);
    await s.clock.runUntil(s.client.optimize.tsp(problem, { idempotencyKey: 'k' }).catch(() => {}));
    await s.clock.advance(60_000);
    expect(s.recorder.ofType('job-ended')).toMatchObject([{ jobId: 'job_1', outcome: 'ok' }]);
  });
});

it('a submit that fails does not strike out the job that a process before has begun with its key', async () => {
  const submissions = memoryLog([{ idempotencyKey: 'k', problemType: 'tsp' }]);
  const s = setUpNerox({ queuedMs: 0 }, { submissions });
  s.nerox.instead = () => 401;
  await s.clock.runUntil(s.client.optimize.tsp(problem, { idempotencyKey: 'k' }).catch(() => {}));
  expect(await submissions.pending()).toHaveLength(1);
});

it('a pause holds submits up, and no cancellation', async () => {
  const s = setUpNerox({ queuedMs: 0, endsAfterMs: 60_000 });
  const job = await s.clock.runUntil(s.client.optimize.tsp(problem));
  const paused = s.client.pause();
  const cancelled = job.cancel();
  await s.clock.runUntil(cancelled);
  await s.clock.runUntil(paused);
  expect(statuses(s)).toEqual(['cancelled']);
});

it('a close that cancels goes on while the API is away for a moment', async () => {
  const s = setUpNerox({ queuedMs: 0, endsAfterMs: 600_000 });
  await s.clock.runUntil(s.client.optimize.tsp(problem));
  s.nerox.instead = () => ({ error: new Error('ECONNREFUSED') });
  const closing = s.client.close({ signal: AbortSignal.abort() });
  await s.clock.advance(1_000);
  s.nerox.instead = () => undefined;
  await s.clock.runUntil(closing);
  expect(statuses(s)).toEqual(['cancelled']);
});

describe('a close that leaves jobs', () => {
  it('lets them run, tells who waits, and the next client adopts them', async () => {
    const submissions = memoryLog();
    const s = setUpNerox({ queuedMs: 0, endsAfterMs: 60_000 }, { submissions });
    const job = await s.clock.runUntil(s.client.optimize.tsp(problem, { idempotencyKey: 'k' }));
    const solving = solveUntil(job, { clock: s.clock }).catch((error: unknown) => error);
    const why = new Error('a deploy');
    await s.clock.runUntil(s.client.close({ signal: AbortSignal.abort(why), jobs: 'leave' }));
    expect(await solving).toMatchObject({ code: 'EVK_JOB_LEFT', outcome: 'cancelled', cause: why });
    expect(statuses(s)).toEqual(['running']);
    expect(await submissions.pending()).toEqual([{ idempotencyKey: 'k', problemType: 'tsp' }]);

    const { client } = s.another({ submissions });
    const { adopted } = await s.clock.runUntil(client.recover({ action: 'adopt' }));
    await s.clock.runUntil((adopted[0] as (typeof adopted)[number]).wait());
    expect([statuses(s), await submissions.pending()]).toEqual([['succeeded'], []]);
  });

  it('is refused without a log in which they would be found', async () => {
    const s = setUpNerox({ queuedMs: 0 });
    await expect(s.client.close({ jobs: 'leave' })).rejects.toMatchObject({ code: 'EVK_OPTION_INVALID' });
    await s.clock.runUntil(s.client.close());
  });
});

describe('what goes wrong in solveUntil', () => {
  it.each([
    ['an option', { targetGap: 0.01 }],
    ['an option of the plateau', { plateau: { share: 2 } }],
  ])('%s cancels the job', async (_what, options) => {
    const s = setUpNerox({ queuedMs: 0, endsAfterMs: 60_000 });
    const job = await s.clock.runUntil(s.client.optimize.tsp(problem));
    await expect(solveUntil(job, { ...options, clock: s.clock })).rejects.toThrow('Option ');
    await s.clock.runUntil(job.wait().catch(() => {}));
    expect(statuses(s)).toEqual(['cancelled']);
  });

  it('an async onProgress cancels the job, and kills nothing', async () => {
    const s = setUpNerox({ queuedMs: 0, endsAfterMs: 60_000 });
    const job = await s.clock.runUntil(s.client.optimize.tsp(problem));
    const solving = solveUntil(job, {
      clock: s.clock,
      onProgress: async () => {
        throw new Error('db down');
      },
    });
    await expect(s.clock.runUntil(solving)).rejects.toThrow('db down');
    expect(statuses(s)).toEqual(['cancelled']);
  });
});

describe('a spend guard', () => {
  const spend = { perRunGpuSeconds: 15, perPeriodGpuSeconds: 100, forecastGpuSeconds: 10 };

  it('counts jobs that were adopted, and they are no submits', async () => {
    const s = setUpNerox({ queuedMs: 0, endsAfterMs: 10_000 });
    await s.clock.runUntil(s.client.optimize.tsp(problem, { idempotencyKey: 'k' }));
    const { client } = s.another({ spend });
    await s.clock.runUntil(client.jobs.find('k'));
    const refused = client.optimize.tsp(problem);
    await expect(s.clock.runUntil(refused)).rejects.toMatchObject({ code: 'EVK_BUDGET_EXCEEDED' });
  });

  it('ends quietly for a caller that is gone, where the usage cannot be had', async () => {
    const s = setUpNerox({}, { spend });
    s.nerox.instead = () => ({ error: new Error('ECONNREFUSED') });
    const submit = s.client.optimize.tsp(problem, { signal: AbortSignal.abort() });
    await expect(s.clock.runUntil(submit)).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
    await s.clock.advance(1_000);
  });
});
