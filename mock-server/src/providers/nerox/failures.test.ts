import { describe, expect, test } from 'vitest';
import { MATRIX, NeroxBench } from './app.fixture.ts';

const ttlMs = 1e7;

test.each([
  ['preempted', 'The GPU was taken away for a job of higher priority.'],
  ['out_of_memory', 'The GPU ran out of memory.'],
  ['internal', 'The GPU failed.'],
] as const)(
  'a job that is to fail as %s does so in the middle of its run, and is billed to then',
  async (reason, message) => {
    const bench = new NeroxBench();
    await bench.addFault({ provider: 'nerox', fault: 'job_failure', rate: 1, reason, ttlMs });
    const { id, status } = (await bench.submit({ callId: 'call' })).json();
    expect(status).toBe('running');
    bench.clock.tick(40_000);
    const job = (await bench.get(`jobs/${id}`)).json();
    expect(job).toMatchObject({ status: 'failed', error: { code: reason, message }, result: null });
    expect(job.billed_gpu_seconds).toBeGreaterThan(0);
    expect(job.billed_gpu_seconds).toBeLessThan(40);
    expect((await bench.usage()).json().used_gpu_seconds).toBe(job.billed_gpu_seconds);
    expect((await bench.events(id)).at(-1)).toMatchObject({ event: 'end', data: { error: { code: reason } } });
    const { entries } = await bench.journal('?operation=submit');
    expect(entries[0]?.faults).toEqual([{ id: 'f1', fault: 'job_failure', hit: true, addedMs: 0 }]);
  },
);

test('which jobs fail, and when, depends on seed and call alone', async () => {
  const run = async (order: number[]) => {
    const bench = new NeroxBench();
    await bench.addFault({ provider: 'nerox', fault: 'job_failure', rate: 0.4, reason: 'preempted', ttlMs });
    const ids = new Map<number, string>();
    for (const n of order)
      ids.set(n, (await bench.submit({ callId: `call-${n}`, idempotencyKey: `k-${n}` })).json().id);
    bench.clock.tick(40_000);
    const bills = [];
    for (const [n, id] of [...ids].sort(([a], [b]) => a - b)) {
      const { status, billed_gpu_seconds } = (await bench.get(`jobs/${id}`)).json();
      bills.push([n, id, status, billed_gpu_seconds]);
    }
    return bills;
  };
  const numbers = Array.from({ length: 20 }, (_, n) => n);
  const bills = await run(numbers);
  expect(await run(numbers.toReversed())).toEqual(bills);
  expect(new Set(bills.map(([, , status]) => status))).toEqual(new Set(['failed', 'succeeded']));
});

test('an input that is no problem is taken on, and fails as it starts, for nothing', async () => {
  const bench = new NeroxBench();
  const job = (await bench.submit({ body: { distance_matrix: [[0, 1]] } })).json();
  const error = { code: 'invalid_input', message: 'The matrix is not square.' };
  expect(job).toMatchObject({ status: 'failed', error, billed_gpu_seconds: 0, started_at: job.submitted_at });
});

test('a slow GPU takes, and bills, so many times what is estimated', async () => {
  const bench = new NeroxBench();
  await bench.addFault({ provider: 'nerox', fault: 'gpu_slow', rate: 1, factor: 2.5, ttlMs });
  const { id } = (await bench.submit()).json();
  bench.clock.tick(99_999);
  expect((await bench.get(`jobs/${id}`)).json()).toMatchObject({ status: 'running', estimated_gpu_seconds: 40 });
  bench.clock.tick(1);
  expect((await bench.get(`jobs/${id}`)).json()).toMatchObject({ status: 'succeeded', billed_gpu_seconds: 100 });
});

test('a time-out ends a job in GPU time', async () => {
  const bench = new NeroxBench();
  const { id } = (await bench.submit({ body: { distance_matrix: MATRIX, timeout_seconds: 1.5 } })).json();
  bench.clock.tick(1_500);
  const message = 'The job took longer than 1.5 s of GPU time.';
  const failed = { status: 'failed', error: { code: 'timeout', message }, billed_gpu_seconds: 1.5 };
  expect((await bench.get(`jobs/${id}`)).json()).toMatchObject(failed);
});

describe('a body that is not as it should be', () => {
  test.each([
    [{}, "body must have required property 'distance_matrix'"],
    [{ distance_matrix: 'far' }, 'body/distance_matrix must be array'],
    [{ distance_matrix: [['0']] }, 'body/distance_matrix/0/0 must be number'],
    [{ distance_matrix: MATRIX, restarts: 0 }, 'body/restarts must be >= 1'],
    [{ distance_matrix: MATRIX, seed: -1 }, 'body/seed must be >= 0'],
    [{ distance_matrix: MATRIX, seed: 1.5 }, 'body/seed must be integer'],
    [{ distance_matrix: MATRIX, solver: 'abacus' }, 'body/solver must be equal to one of the allowed values'],
    [{ distance_matrix: MATRIX, timeout_seconds: 0 }, 'body/timeout_seconds must be >= 0.001'],
    [[], 'body must be object'],
  ])('%j is refused', async (body, message) => {
    const bench = new NeroxBench();
    const response = await bench.submit({ body });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({ error: { code: 'invalid_request', message } });
    expect((await bench.journal()).entries).toMatchObject([{ status: 400, refusedBy: 'validation' }]);
  });

  test.each(['', 'x'.repeat(256)])('an idempotency key %j', async (idempotencyKey) => {
    const response = await new NeroxBench().submit({ idempotencyKey });
    expect([response.statusCode, response.json().error.code]).toEqual([400, 'invalid_request']);
  });
});

test('a cancel may announce a body that it has not; a submit may not', async () => {
  const bench = new NeroxBench();
  const { id } = (await bench.submit()).json();
  const headers = { authorization: 'Bearer nrx_scale_local', 'content-type': 'application/json' };
  const post = (url: string) => bench.settled(() => bench.app.inject({ method: 'POST', url, headers }));
  expect((await post(`/v1/jobs/${id}/cancel`)).json().status).toBe('cancelled');
  expect((await post('/v1/optimize/tsp')).statusCode).toBe(400);
});

describe('seeds', () => {
  const seedsOf = async (requests: object[], seed = 7) => {
    const bench = new NeroxBench({ seed });
    for (const request of requests) await bench.submit(request);
    return bench.solver.opened.map((solving) => solving.seed);
  };

  test('are what is asked for or, else, the same for the same submit', async () => {
    expect(await seedsOf([{ body: { distance_matrix: MATRIX, seed: 42 } }])).toEqual([42]);
    const [one, other] = await seedsOf([{ idempotencyKey: 'one' }, { idempotencyKey: 'other' }]);
    expect(await seedsOf([{ idempotencyKey: 'other' }, { idempotencyKey: 'one' }])).toEqual([other, one]);
    expect(one).not.toBe(other);
    expect(await seedsOf([{ idempotencyKey: 'one' }], 8)).not.toEqual([one]);
  });
});

describe('faults that other APIs have', () => {
  test('latency and network delay the answer, not the job', async () => {
    const bench = new NeroxBench();
    await bench.addFault({ provider: 'nerox', fault: 'latency', operation: 'submit', rate: 1, fixedMs: 300, ttlMs });
    const submitted = bench.call('POST', 'optimize/tsp', { body: { distance_matrix: MATRIX } });
    await bench.clock.untilPending(3);
    bench.clock.tick(300);
    const at = new Date(1_700_000_000_000).toISOString();
    expect((await submitted).json()).toMatchObject({ started_at: at });
  });

  test.each(['job_get', 'job_find', 'job_stream', 'job_cancel', 'usage', 'key'])(
    'http_error on %s',
    async (operation) => {
      const bench = new NeroxBench();
      const { id } = (await bench.submit()).json();
      await bench.addFault({ provider: 'nerox', fault: 'http_error', operation, rate: 1, status: 503, ttlMs });
      const paths: Record<string, string> = {
        job_get: `jobs/${id}`,
        job_find: 'jobs',
        job_stream: `jobs/${id}/stream`,
      };
      const response = await (operation === 'job_cancel' ? bench.cancel(id) : bench.get(paths[operation] ?? operation));
      expect([response.statusCode, response.json().error.code]).toEqual([503, 'service_unavailable']);
    },
  );
});

describe('the GPU clock of the admin API', () => {
  test('is read, scaled, frozen and advanced', async () => {
    const bench = new NeroxBench({ gpu: { clockScale: 2 } });
    const { id } = (await bench.submit()).json();
    bench.clock.tick(1_000);
    const at = (ms: number, scale: number) => ({ now: 1_700_000_000_000 + ms, scale });
    expect((await bench.admin('GET', 'nerox/clock')).json()).toEqual(at(2_000, 2));
    expect((await bench.admin('PUT', 'nerox/clock', { scale: 0 })).json()).toEqual(at(2_000, 0));
    bench.clock.tick(1_000_000);
    expect((await bench.admin('POST', 'nerox/clock/advance', { ms: 500 })).json()).toEqual(at(2_500, 0));
    expect((await bench.cancel(id)).json().billed_gpu_seconds).toBe(2.5);
  });

  test.each([
    ['PUT', 'nerox/clock', { scale: 1_001 }, 'scale is 1001: give a number from 0 to 1000.'],
    ['PUT', 'nerox/clock', { scale: '1' }, 'scale is "1"'],
    ['PUT', 'nerox/clock', {}, 'scale is undefined'],
    ['POST', 'nerox/clock/advance', { ms: -1 }, 'ms is -1: give a number from 0'],
  ] as const)('%s %s %j is refused', async (method, path, body, message) => {
    const response = await new NeroxBench().admin(method, path, body);
    expect([response.statusCode, response.json().error.code]).toEqual([400, 'invalid_request']);
    expect(response.json().error.message).toContain(message);
  });
});

test('the journal of the jobs gives every bill again, and their sum is the usage', async () => {
  const bench = new NeroxBench({ gpu: { gpus: 3 } });
  for (let n = 0; n < 30; n += 1) {
    const { id } = (await bench.submit({ idempotencyKey: `k-${n}` })).json();
    bench.clock.tick(777 * n);
    if (n % 2 === 0) await bench.cancel(id);
  }
  bench.clock.tick(2_000_000);
  const { jobs, events } = await bench.books();
  type Event = { job: string; event: string; atMs: number };
  const at = (id: string, what: string): number | undefined =>
    events.find(({ job, event }: Event) => job === id && event === what)?.atMs;
  let sumMs = 0;
  for (const { id, billedMs, key, startedMs, endedMs } of jobs) {
    expect([at(id, 'started') ?? null, at(id, 'ended')]).toEqual([startedMs, endedMs]);
    expect(key).toMatch(/^[0-9a-f]{8}$/);
    expect(billedMs).toBe(startedMs === null ? 0 : endedMs - startedMs);
    sumMs += billedMs;
  }
  expect(jobs).toHaveLength(30);
  expect((await bench.usage()).json().used_gpu_seconds).toBe(sumMs / 1_000);
  const metrics = (await bench.app.inject('/metrics')).body;
  expect(metrics).toContain(`evenkeel_mock_gpu_billed_seconds_total{provider="nerox"} ${sumMs / 1_000}\n`);
  expect(metrics).toMatch(/evenkeel_mock_gpu_jobs\{provider="nerox",state="succeeded"\} [1-9]/);
});

test('the API describes itself', async () => {
  const document = (await new NeroxBench().app.inject('/docs/json')).json();
  const { post: submit } = document.paths['/v1/optimize/{problem_type}'];
  expect(submit.description).toContain('developer: 10 submits in 60 s, 2 jobs at once');
  expect(submit.description).toContain('Scope: jobs:write.');
  expect(Object.keys(submit.responses['429'].headers)).toEqual(['retry-after', 'x-ratelimit-reset']);
  expect(document.paths['/v1/jobs/{job}/stream'].get.responses['200'].content).toHaveProperty(['text/event-stream']);
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining([
      '/v1/jobs',
      '/v1/jobs/{job}',
      '/v1/jobs/{job}/cancel',
      '/v1/usage',
      '/v1/key',
      '/admin/keys',
    ]),
  );
});
