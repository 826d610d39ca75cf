import { describe, expect, it } from 'vitest';
import { matrix, routeOf, setUpNerox } from './client.fixture.ts';
import type { NeroxOptions } from './client.ts';
import { isJobFailedError, isRateLimitError, MissingScopeError, RateLimitError } from './errors.ts';

const problem = { distanceMatrix: matrix } as const;
const routes = (s: { transport: ReturnType<typeof setUpNerox>['transport'] }) => s.transport.sent.map(routeOf);

describe('optimize', () => {
  it('submits what the wire format asks for', async () => {
    const s = setUpNerox();
    await s.clock.runUntil(
      s.client.optimize.tsp(
        { distanceMatrix: matrix, solver: 'gpu', seed: 7, restarts: 2, iterations: 10, timeoutSeconds: 60 },
        { callId: 'call-1', idempotencyKey: 'key-1' },
      ),
    );
    await s.clock.runUntil(s.client.optimize.submit('vehicle routing', { anything: [1] }));
    const [tsp, other] = s.transport.sent.filter(({ method }) => method === 'POST');
    expect(tsp).toMatchObject({
      url: 'http://nerox.test/v1/optimize/tsp',
      headers: { authorization: 'Bearer nrx_secret', 'idempotency-key': 'key-1', 'evenkeel-call-id': 'call-1' },
    });
    expect(JSON.parse(String(tsp?.body))).toEqual({
      distance_matrix: matrix,
      solver: 'gpu',
      seed: 7,
      restarts: 2,
      iterations: 10,
      timeout_seconds: 60,
    });
    expect(other).toMatchObject({ url: 'http://nerox.test/v1/optimize/vehicle%20routing', body: '{"anything":[1]}' });
    expect(other?.headers['idempotency-key']).toMatch(/^[\w-]{36}$/);
    expect(s.recorder.ofType('job-started')).toMatchObject([
      { operation: 'job', callId: 'call-1', jobId: 'job_1' },
      { jobId: 'job_2' },
    ]);
  });

  it('holds a slot of the plan from submit to the end', async () => {
    const s = setUpNerox({ queuedMs: 0, endsAfterMs: 10_000 }, { tier: 'developer' });
    const jobs = Array.from({ length: 4 }, () => s.client.optimize.tsp(problem).then((job) => job.wait()));
    await s.clock.advance(9_999);
    expect(s.nerox.jobs.size).toBe(2);
    await s.clock.runUntil(Promise.all(jobs));
    expect(s.recorder.ofType('attempt-ended').every(({ result }) => result === 'ok')).toBe(true);
    expect(s.recorder.ofType('call-ended').filter(({ operation }) => operation === 'job')).toHaveLength(4);
  });

  it('retries rate limiting alone, and throws the last refusal', async () => {
    const s = setUpNerox();
    const limited = (n: number) => ({
      status: 429,
      headers: { 'retry-after': '2' },
      body: { error: { code: 'rate_limit_exceeded', message: `Refusal ${n}.` } },
    });
    s.nerox.instead = (_request, at) => limited(at + 1);
    const error = await s.clock.runUntil(s.client.optimize.tsp(problem).catch((reason: unknown) => reason));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(isRateLimitError(error) && !isJobFailedError(error)).toBe(true);
    expect(error).toMatchObject({
      code: 'EVK_THROTTLED',
      status: 429,
      attempts: 5,
      retryAfterMs: expect.any(Number),
      idempotencyKey: expect.any(String),
      message: expect.stringContaining('The upstream answered 429: "Refusal 5."'),
    });
    expect(s.transport.sent).toHaveLength(5);
    expect(new Set(s.transport.sent.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  it('names the scope that a key lacks', async () => {
    const s = setUpNerox();
    const message = 'The key lacks the scope jobs:write; it has jobs:read.';
    s.nerox.instead = () => ({ status: 403, body: { error: { code: 'missing_scope', message } } });
    await expect(s.clock.runUntil(s.client.optimize.tsp(problem))).rejects.toMatchObject({
      code: 'EVK_UPSTREAM_REFUSED',
      status: 403,
      attempts: 1,
      message: expect.stringContaining(message),
    });
  });

  it('gives the same job for the same key, and counts it once', async () => {
    const s = setUpNerox();
    const submit = () => s.client.optimize.tsp(problem, { idempotencyKey: 'mine' });
    const [first, second] = await s.clock.runUntil(Promise.all([submit(), submit()]));
    expect(second).toBe(first);
    expect(await submit()).toBe(first);
    await s.clock.runUntil(first.wait());
    const again = await s.clock.runUntil(submit());
    expect(again).toMatchObject({ id: 'job_1', ended: true });
    expect(await again.result()).toEqual(await first.result());
    expect(s.recorder.ofType('job-started')).toHaveLength(1);
    expect(s.recorder.ofType('job-ended')).toHaveLength(1);
  });

  it('refuses an idempotency key that no header can carry', async () => {
    const s = setUpNerox();
    await expect(s.client.optimize.tsp(problem, { idempotencyKey: 'a b' })).rejects.toMatchObject({
      option: 'idempotencyKey',
    });
  });

  it('submits nothing beyond the budget', async () => {
    const s = setUpNerox({}, { spend: { perPeriodGpuSeconds: 30, forecastGpuSeconds: 12 } });
    s.nerox.usedBeforeMs = 5_000;
    const jobs = await s.clock.runUntil(
      Promise.allSettled(Array.from({ length: 4 }, () => s.client.optimize.tsp(problem))),
    );
    expect(jobs.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
    expect(jobs[2]).toMatchObject({ reason: { code: 'EVK_BUDGET_EXCEEDED', committedGpuSeconds: 29 } });
    expect(routes(s).filter((route) => route === 'GET /v1/usage')).toHaveLength(1);
    expect(s.recorder.ofType('budget-exceeded')).toMatchObject(Array(2).fill({ provider: 'nerox', action: 'refused' }));
    // The API estimates 10 GPU-seconds for each job, which is less than the forecast.
    await s.clock.runUntil(s.client.optimize.tsp(problem).catch(() => {}));
    expect(s.nerox.jobs.size).toBe(2);
    await s.clock.advance(20_000);
    await expect(s.clock.runUntil(s.client.optimize.tsp(problem))).rejects.toMatchObject({ committedGpuSeconds: 25 });
  });
});

describe('a submit whose answer is lost', () => {
  /** Makes the API take the first job and lose its answer. */
  const losing = (s: ReturnType<typeof setUpNerox>): void => {
    let lost = false;
    s.nerox.instead = (request, at) => {
      if (lost || !routeOf(request).includes('/optimize/')) return undefined;
      lost = true;
      s.nerox.reply(request, at);
      return { error: new Error('socket hang up') };
    };
  };

  it('leaves no job behind that runs on', async () => {
    const s = setUpNerox({ endsAfterMs: 60_000 });
    losing(s);
    await expect(s.clock.runUntil(s.client.optimize.tsp(problem))).rejects.toMatchObject({ code: 'EVK_NETWORK' });
    await s.clock.advance(1_000);
    expect(s.nerox.snapshot('job_1').status).toBe('cancelled');
    expect(s.recorder.ofType('job-ended')).toMatchObject([{ outcome: 'cancelled' }]);
  });

  it('is watched where its key is the caller’s, who finds it by that', async () => {
    const s = setUpNerox();
    losing(s);
    const submitted = s.client.optimize.tsp(problem, { idempotencyKey: 'mine' });
    await expect(s.clock.runUntil(submitted)).rejects.toMatchObject({ idempotencyKey: 'mine' });
    await s.clock.advance(1_000);
    const job = await s.clock.runUntil(s.client.jobs.find('mine'));
    expect(await s.client.optimize.tsp(problem, { idempotencyKey: 'mine' })).toBe(job);
    await s.clock.runUntil((job as NonNullable<typeof job>).wait());
    expect(s.nerox.jobs.size).toBe(1);
  });

  it('is looked for again where it may still be on its way, and given up then', async () => {
    const s = setUpNerox({}, { spend: { perRunGpuSeconds: 50, forecastGpuSeconds: 50 } });
    s.nerox.instead = (request) =>
      routeOf(request).includes('/optimize/') ? { error: new Error('reset') } : undefined;
    await expect(s.clock.runUntil(s.client.optimize.tsp(problem))).rejects.toMatchObject({ code: 'EVK_NETWORK' });
    await s.clock.advance(10_000);
    // Until the job is known, its forecast is set aside.
    await expect(s.client.optimize.tsp(problem)).rejects.toMatchObject({ code: 'EVK_BUDGET_EXCEEDED' });
    await s.clock.advance(40_000);
    expect(routes(s).filter((route) => route === 'GET /v1/jobs')).toHaveLength(3);
    s.nerox.instead = () => undefined;
    await s.clock.runUntil(s.client.optimize.tsp(problem));
  });

  it('is cancelled where its caller has left', async () => {
    const s = setUpNerox({ endsAfterMs: 60_000 });
    const controller = new AbortController();
    s.nerox.instead = (request, at) => {
      if (!routeOf(request).includes('/optimize/')) return undefined;
      s.nerox.instead = () => undefined;
      s.nerox.reply(request, at);
      return { status: 202, body: {}, afterMs: 5_000 };
    };
    const submitted = s.client.optimize
      .tsp(problem, { idempotencyKey: 'mine', signal: controller.signal })
      .catch((error: unknown) => error);
    await s.clock.advance(1_000);
    controller.abort();
    expect(await s.clock.runUntil(submitted)).toMatchObject({ code: 'EVK_CANCELLED' });
    await s.clock.advance(100);
    expect(s.nerox.snapshot('job_1').status).toBe('cancelled');
  });
});

describe('jobs', () => {
  it('finds a job of another process and watches it; it takes a slot', async () => {
    const s = setUpNerox({ queuedMs: 0, endsAfterMs: 10_000 }, { tier: 'developer' });
    const theirs = await s.clock.runUntil(s.client.optimize.tsp(problem, { idempotencyKey: 'theirs' }));
    const { client, recorder } = s.another();
    const job = await s.clock.runUntil(client.jobs.get(theirs.id));
    expect(await s.clock.runUntil(client.jobs.find('theirs'))).toBe(job);
    expect(await client.jobs.get(job.id)).toBe(job);
    await s.clock.advance(10);
    const mine = [client.optimize.tsp(problem), client.optimize.tsp(problem)];
    await s.clock.advance(1_000);
    expect(s.nerox.jobs.size).toBe(2);
    await s.clock.runUntil(Promise.all([job.wait(), ...mine]));
    expect(recorder.ofType('job-ended')[0]).toMatchObject({ operation: 'job', jobId: theirs.id, outcome: 'ok' });
  });

  it('makes one job of those that are found at once, or submitted meanwhile', async () => {
    const s = setUpNerox({ endsAfterMs: 10_000 });
    await s.clock.runUntil(s.client.optimize.tsp(problem, { idempotencyKey: 'theirs' }));
    const { client, recorder } = s.another();
    s.nerox.instead = (request) =>
      routeOf(request).startsWith('POST') ? { status: 202, body: s.nerox.snapshot('job_1'), afterMs: 500 } : undefined;
    const [one, two, three] = await s.clock.runUntil(
      Promise.all([
        client.jobs.get('job_1'),
        client.jobs.find('theirs'),
        client.optimize.tsp(problem, { idempotencyKey: 'theirs' }),
      ]),
    );
    expect([two, three]).toEqual([one, one]);
    s.nerox.instead = () => undefined;
    await s.clock.runUntil(one.wait());
    expect(recorder.ofType('job-started')).toHaveLength(1);
    expect(recorder.ofType('job-ended')).toHaveLength(1);
  });

  it('finds one that has ended', async () => {
    const s = setUpNerox();
    const mine = await s.clock.runUntil(s.client.optimize.tsp(problem, { idempotencyKey: 'mine' }));
    await s.clock.runUntil(mine.wait());
    expect(await s.clock.runUntil(s.client.jobs.find('mine'))).toMatchObject({ id: mine.id, ended: true });
  });

  it('adopts a job that ends before it has a slot', async () => {
    const s = setUpNerox({ queuedMs: 0, endsAfterMs: 10_000 }, { tier: 'developer' });
    await s.clock.runUntil(s.client.optimize.tsp(problem));
    const { client, recorder } = s.another();
    const mine = [client.optimize.tsp(problem), client.optimize.tsp(problem)];
    await s.clock.advance(5_000);
    const job = await s.clock.runUntil(client.jobs.get('job_1'));
    await s.clock.runUntil(job.wait());
    expect(recorder.ofType('job-ended').map(({ jobId }) => jobId)).toContain('job_1');
    const jobs = await s.clock.runUntil(Promise.all(mine));
    await s.clock.runUntil(Promise.all(jobs.map((one) => one.wait())));
    await s.clock.runUntil(client.close());
  });

  it('reports nothing of a job that had ended before', async () => {
    const s = setUpNerox();
    const theirs = await s.clock.runUntil(s.client.optimize.tsp(problem, { idempotencyKey: 'theirs' }));
    await s.clock.runUntil(theirs.wait());
    const { client, recorder } = s.another();
    const job = await s.clock.runUntil(client.jobs.get(theirs.id));
    expect(await job.wait()).toEqual(await theirs.result());
    expect(await Array.fromAsync(job.stream())).toMatchObject([{ id: 1, type: 'end' }]);
    expect(recorder.ofType('job-ended')).toEqual([]);
  });

  it('knows nothing of others', async () => {
    const s = setUpNerox();
    await expect(s.clock.runUntil(s.client.jobs.get('job_9'))).rejects.toMatchObject({ status: 404 });
    expect(await s.clock.runUntil(s.client.jobs.find('nobody'))).toBeUndefined();
  });
});

it('tells the usage, in the names that the API gives', async () => {
  const s = setUpNerox();
  s.nerox.usedBeforeMs = 1_500;
  expect(await s.clock.runUntil(s.client.usage.get())).toEqual({
    used_gpu_seconds: 1.5,
    included_gpu_seconds: 100_000,
    overage_usd: 0,
    period_start: new Date('2026-01-01T00:00:00Z'),
    period_end: new Date('2026-02-01T00:00:00Z'),
    running_jobs: 0,
    queued_jobs: 0,
  });
});

describe('ready', () => {
  it('tells what the key is', async () => {
    const s = setUpNerox();
    const key = { plan: 'scale', scopes: ['jobs:write', 'jobs:read', 'usage:read'] };
    expect(await s.clock.runUntil(s.client.ready())).toEqual(key);
  });

  it('says which scope is missing, and what for', async () => {
    const s = setUpNerox();
    s.nerox.scopes = ['jobs:read'];
    const error = await s.clock.runUntil(s.client.ready().catch((reason: unknown) => reason));
    expect(error).toBeInstanceOf(MissingScopeError);
    expect(error).toMatchObject({
      code: 'EVK_SCOPE_MISSING',
      outcome: 'rejected',
      missing: ['jobs:write', 'usage:read'],
      granted: ['jobs:read'],
      message: expect.stringContaining(
        'The key lacks the scope jobs:write, which submit, job_cancel needs; and usage:read, which usage needs; it has jobs:read.',
      ),
    });
    await s.clock.runUntil(s.client.ready({ scopes: ['jobs:read'] }));
    await expect(s.clock.runUntil(s.client.ready({ scopes: ['admin'] }))).rejects.toMatchObject({
      message: expect.stringContaining('The key lacks the scope admin; it has jobs:read.'),
    });
  });

  it('fails where there is no such key', async () => {
    const s = setUpNerox();
    s.nerox.instead = () => 401;
    await expect(s.clock.runUntil(s.client.ready())).rejects.toMatchObject({ status: 401 });
  });
});

describe('close', () => {
  it('waits for the jobs that run, and takes no more', async () => {
    const s = setUpNerox({ queuedMs: 0, endsAfterMs: 10_000 });
    const job = await s.clock.runUntil(s.client.optimize.tsp(problem));
    let closed = false;
    const closing = s.client.close().then(() => {
      closed = true;
    });
    await expect(s.client.optimize.tsp(problem)).rejects.toMatchObject({ code: 'EVK_CLIENT_CLOSED' });
    await s.clock.advance(9_000);
    expect([closed, job.ended]).toEqual([false, false]);
    await s.clock.runUntil(closing);
    expect(job.snapshot.status).toBe('succeeded');
    expect(s.transport.closed).toBe(true);
    expect(s.clock.pending).toBe(0);
  });

  it.each([
    ['at once', true],
    ['later', false],
  ])('cancels them when its signal aborts %s', async (_when, atOnce) => {
    const s = setUpNerox({ queuedMs: 0, endsAfterMs: 60_000 });
    const job = await s.clock.runUntil(s.client.optimize.tsp(problem));
    const controller = new AbortController();
    if (atOnce) controller.abort();
    const closing = s.client.close({ signal: controller.signal });
    await s.clock.advance(1_000);
    controller.abort();
    await s.clock.runUntil(closing);
    expect(job.snapshot.status).toBe('cancelled');
    expect(s.clock.pending).toBe(0);
  });

  it('looks once more for a submit whose answer was lost', async () => {
    const s = setUpNerox({ endsAfterMs: 600_000 });
    s.nerox.instead = (request, at) => {
      if (at === 0) s.nerox.reply(request, 2);
      return at < 2 ? { error: new Error('reset') } : undefined;
    };
    await expect(s.clock.runUntil(s.client.optimize.tsp(problem))).rejects.toMatchObject({ code: 'EVK_NETWORK' });
    await s.clock.advance(1_000);
    const startedMs = s.clock.now();
    await s.clock.runUntil(s.client.close());
    expect(s.clock.now() - startedMs).toBeLessThan(5_000);
    expect(s.nerox.snapshot('job_1').status).toBe('cancelled');
  });

  it('does not wait for an answer that does not come', async () => {
    const s = setUpNerox({ queuedMs: 0, endsAfterMs: 600_000 });
    await s.clock.runUntil(s.client.optimize.tsp(problem));
    s.nerox.instead = () => ({ status: 200, afterMs: 1_000_000 });
    const startedMs = s.clock.now();
    await s.clock.runUntil(s.client.close({ signal: AbortSignal.abort() }));
    expect(s.clock.now() - startedMs).toBeLessThanOrEqual(10_000);
    expect([s.transport.inFlight, s.clock.pending]).toEqual([0, 0]);
  });

  it('does not wait for those that cannot be cancelled', async () => {
    const s = setUpNerox({ queuedMs: 0, endsAfterMs: 600_000 });
    const job = await s.clock.runUntil(s.client.optimize.tsp(problem));
    s.nerox.instead = () => ({ error: new Error('ECONNREFUSED') });
    const closing = s.client.close({ signal: AbortSignal.abort() });
    const waited = job.wait().catch((error: unknown) => error);
    const startedMs = s.clock.now();
    await s.clock.runUntil(closing);
    expect(s.clock.now() - startedMs).toBeLessThanOrEqual(10_000);
    expect(await waited).toMatchObject({
      code: 'EVK_JOB_LEFT',
      billedGpuSeconds: undefined,
      message: expect.stringContaining('could not be cancelled. It may be running'),
    });
  });

  it('ends a submit that waits for a slot', async () => {
    const s = setUpNerox({ queuedMs: 0, endsAfterMs: 60_000 }, { tier: 'developer' });
    const submits = [1, 2, 3].map(() => s.client.optimize.tsp(problem).catch((error: unknown) => error));
    await s.clock.advance(1_000);
    await s.clock.runUntil(s.client.close({ signal: AbortSignal.abort() }));
    expect(await submits[2]).toMatchObject({ code: 'EVK_CANCELLED', attempts: 0 });
    expect([...s.nerox.jobs.keys()].map((id) => s.nerox.snapshot(id).status)).toEqual(['cancelled', 'cancelled']);
  });
});

it('pauses and resumes, and takes other limits', async () => {
  const s = setUpNerox({ queuedMs: 0 }, { tier: 'developer' });
  s.client.setLimits({ ceiling: 1 });
  const paused = s.client.pause();
  const submits = [s.client.optimize.tsp(problem), s.client.optimize.tsp(problem)];
  await s.clock.advance(1_000);
  await paused;
  expect(s.nerox.jobs.size).toBe(0);
  s.client.resume();
  await s.clock.advance(1_000);
  expect(s.nerox.jobs.size).toBe(1);
  await s.clock.runUntil(Promise.all(submits));
});

it.each<[string, Partial<NeroxOptions>]>([
  ['apiKey', { apiKey: 'nmb_other' }],
  ['tier', { tier: 'none' as 'scale' }],
  ['spend', { spend: { forecastGpuSeconds: 1 } }],
])('refuses an %s that cannot be used', (option, options) => {
  expect(() => setUpNerox({}, options)).toThrow(`Option ${option}`);
});
