import { describe, expect, it } from 'vitest';
import { matrix, routeOf, setUpNerox } from './client.fixture.ts';
import type { Job } from './job.ts';
import type { JobEvent } from './job-history.ts';

const problem = { distanceMatrix: matrix } as const;
const improvements = Array.from({ length: 60 }, (_, at) => [1_000 * (at + 1), 9_000 - at] as const);
const course = { improvements, endsAfterMs: 61_500 };

const submitted = async (s: ReturnType<typeof setUpNerox>): Promise<Job> =>
  s.clock.runUntil(s.client.optimize.tsp(problem));
const streamsOf = (s: ReturnType<typeof setUpNerox>) =>
  s.transport.sent.filter((request) => routeOf(request).endsWith('/stream'));
const pollsOf = (s: ReturnType<typeof setUpNerox>) =>
  s.transport.sent.filter((request) => routeOf(request) === 'GET /v1/jobs/job_1');
const increasing = (events: readonly JobEvent[]): boolean =>
  events.every(({ id }, at) => at === 0 || id > (events[at - 1] as JobEvent).id);

describe('a stream', () => {
  it('that is cut again and again tells each event once and in order', async () => {
    const s = setUpNerox(course);
    s.nerox.cuts = (id, stream) => stream <= 20 && id > stream * 3;
    const job = await submitted(s);
    const events = await s.clock.runUntil(Array.fromAsync(job.stream()));
    expect(events.map(({ id }) => id)).toEqual(Array.from({ length: 63 }, (_, at) => at + 1));
    expect(streamsOf(s)).toHaveLength(21);
    expect(
      streamsOf(s)
        .slice(0, 3)
        .map(({ headers }) => headers['last-event-id']),
    ).toEqual([undefined, '3', '6']);
    expect(s.recorder.ofType('job-ended')).toHaveLength(1);
    expect(s.recorder.ofType('call-ended').filter(({ operation }) => operation === 'job')).toHaveLength(1);
  });

  it('that a server tells again from the first is seen once', async () => {
    const s = setUpNerox(course);
    s.nerox.cuts = (id, stream) => stream === 1 && id === 10;
    s.nerox.instead = (request) => {
      delete request.headers['last-event-id'];
      return undefined;
    };
    const job = await submitted(s);
    const events = await s.clock.runUntil(Array.fromAsync(job.stream()));
    expect(events.map(({ id }) => id)).toEqual(Array.from({ length: 63 }, (_, at) => at + 1));
  });

  it('that fails three times in a row is replaced by asking, ever more seldom, and tried again now and then', async () => {
    const s = setUpNerox({ ...course, endsAfterMs: 200_000 });
    let isDown = true;
    s.nerox.instead = (request) => (isDown && routeOf(request).endsWith('/stream') ? 503 : undefined);
    const job = await submitted(s);
    const startedMs = s.clock.now();
    const listening = Array.fromAsync(job.stream());
    await s.clock.advance(30_000);
    expect(streamsOf(s)).toHaveLength(3);
    const gaps = pollsOf(s)
      .slice(1, 6)
      .map(({ atMs }, at) => Math.round(atMs - (pollsOf(s)[at]?.atMs ?? 0)));
    expect(gaps).toEqual([1_000, 1_500, 2_250, 3_375, 5_000]);
    await s.clock.advance(30_000);
    expect(streamsOf(s)).toHaveLength(4);
    isDown = false;
    const events = await s.clock.runUntil(listening);
    expect(increasing(events)).toBe(true);
    // The stream does not repeat what the polls had told.
    const energies = events.filter(({ type }) => type === 'progress').map(({ best_energy }) => best_energy as number);
    expect(energies.every((energy, at) => at === 0 || energy < (energies[at - 1] as number))).toBe(true);
    expect(events.map(({ status }) => status)).toEqual(
      [...events.map(({ status }) => status)].toSorted(
        (a, b) => ['queued', 'running', 'succeeded'].indexOf(a) - ['queued', 'running', 'succeeded'].indexOf(b),
      ),
    );
    expect(events.filter(({ type }) => type === 'end')).toHaveLength(1);
    expect(s.clock.now() - startedMs).toBeLessThan(201_000);
  });

  it('that a transport does not have is replaced by asking', async () => {
    const s = setUpNerox(course, { streams: false });
    const job = await submitted(s);
    const events = await s.clock.runUntil(Array.fromAsync(job.stream()));
    expect(streamsOf(s)).toHaveLength(0);
    expect(events.map(({ type }) => type)).toEqual([
      'status',
      'status',
      ...Array(events.length - 3).fill('progress'),
      'end',
    ]);
    expect(increasing(events)).toBe(true);
    expect(await job.result()).toMatchObject({ best_energy: 8_941 });
  });

  it('that falls silent is not believed: the job is asked for', async () => {
    const s = setUpNerox({ improvements: [[1_000, 9_000]], endsAfterMs: 45_000 });
    s.nerox.instead = (request, at) => {
      if (at !== 1) return undefined;
      const { signal } = request;
      return { pieces: silent(signal) };
    };
    const job = await submitted(s);
    const startedMs = s.clock.now();
    await s.clock.runUntil(job.wait());
    expect(pollsOf(s)).toHaveLength(2);
    expect(s.clock.now() - startedMs).toBeLessThanOrEqual(60_000);
  });

  it('is opened again where an event cannot be read', async () => {
    const s = setUpNerox(course);
    s.nerox.instead = (_request, at) => (at === 1 ? { pieces: garbled() } : undefined);
    const job = await submitted(s);
    await s.clock.runUntil(job.wait());
    const events = await Array.fromAsync(job.stream());
    expect(events.map(({ id }) => id)).toEqual(Array.from({ length: 63 }, (_, at) => at + 1));
  });

  it('leaves out what it does not know of', async () => {
    const s = setUpNerox(course);
    s.nerox.instead = (_request, at) => (at === 1 ? { pieces: novel() } : undefined);
    const job = await submitted(s);
    await s.clock.runUntil(job.wait());
    expect((await Array.fromAsync(job.stream()))[0]).toMatchObject({ id: 1, type: 'status' });
  });

  it('waits longer and longer where nothing answers', async () => {
    const s = setUpNerox({ ...course, endsAfterMs: 600_000 });
    const job = await submitted(s);
    s.nerox.cuts = () => true;
    s.nerox.instead = () => 503;
    const before = s.transport.sent.length;
    await s.clock.advance(600_000);
    expect(s.transport.sent.length - before).toBeLessThan(60);
    s.nerox.instead = () => undefined;
    await s.clock.runUntil(job.wait());
  });

  it('outlives a server that is away for a while', async () => {
    const s = setUpNerox(course);
    const job = await submitted(s);
    await s.clock.advance(10_000);
    const gone = new Error('connect ECONNREFUSED');
    s.nerox.instead = () => ({ error: gone });
    s.nerox.cuts = (_id, stream) => stream === 1;
    await s.clock.advance(30_000);
    s.nerox.instead = () => undefined;
    const events = await s.clock.runUntil(Array.fromAsync(job.stream()));
    expect(increasing(events)).toBe(true);
    expect(events.at(-1)).toMatchObject({ type: 'end', best_energy: 8_941 });
  });
});

async function* silent(signal: AbortSignal): AsyncGenerator<string> {
  yield 'retry: 1000\n\n';
  await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

async function* garbled(): AsyncGenerator<string> {
  yield 'id: 1\nevent: status\ndata: {"id":\n\n';
}

async function* novel(): AsyncGenerator<string> {
  yield 'id: 1\nevent: weather\ndata: fine\n\n';
}

describe('a job', () => {
  it.each([
    ['with streams', true],
    ['without streams', false],
  ])('that the API knows no more ends in error, %s', async (_what, streams) => {
    const s = setUpNerox(course, { streams });
    const job = await submitted(s);
    const listening = Array.fromAsync(job.stream());
    await s.clock.advance(5_000);
    s.nerox.cuts = () => true;
    s.nerox.jobs.clear();
    s.nerox.wake();
    await expect(s.clock.runUntil(listening)).rejects.toMatchObject({ code: 'EVK_JOB_FAILED', reason: 'not_found' });
    await expect(job.wait()).rejects.toMatchObject({ reason: 'not_found', billedGpuSeconds: undefined });
    expect(s.recorder.ofType('job-ended')).toMatchObject([{ outcome: 'error', reason: 'not_found' }]);
  });

  it('that the key may not look at is cancelled', async () => {
    const s = setUpNerox(course);
    s.nerox.instead = (request) => (request.method === 'GET' ? 403 : undefined);
    const job = await submitted(s);
    await expect(s.clock.runUntil(job.wait())).rejects.toMatchObject({
      code: 'EVK_JOB_FAILED',
      reason: 'unwatchable',
      billedGpuSeconds: 0,
      cause: { status: 403 },
    });
    expect(s.nerox.snapshot('job_1').status).toBe('cancelled');
  });

  it('that can be neither watched nor cancelled ends in error, and may run on', async () => {
    const s = setUpNerox(course);
    s.nerox.instead = (request) => (routeOf(request).startsWith('POST /v1/optimize') ? undefined : 403);
    const job = await submitted(s);
    await expect(s.clock.runUntil(job.wait())).rejects.toMatchObject({
      code: 'EVK_JOB_FAILED',
      reason: 'unwatchable',
      billedGpuSeconds: undefined,
      message: expect.stringContaining('may be running'),
    });
    expect(s.recorder.ofType('job-ended')).toMatchObject([{ outcome: 'error', billedGpuMs: 0 }]);
  });

  it('that the API knows no more cannot be cancelled, and ends in error', async () => {
    const s = setUpNerox(course);
    const job = await submitted(s);
    s.nerox.jobs.clear();
    await s.clock.runUntil(job.cancel());
    await expect(job.wait()).rejects.toMatchObject({ reason: 'not_found' });
    await expect(s.clock.runUntil(Array.fromAsync(job.stream()))).rejects.toMatchObject({ reason: 'not_found' });
  });

  it('is watched on while its key is refused: another may be on its way', async () => {
    const s = setUpNerox(course);
    let refused = true;
    s.nerox.instead = (request) => (refused && request.method === 'GET' ? 401 : undefined);
    const job = await submitted(s);
    await s.clock.advance(30_000);
    refused = false;
    await s.clock.runUntil(job.wait());
    expect(job.snapshot.status).toBe('succeeded');
  });

  it('leaves nothing behind when it has ended', async () => {
    const s = setUpNerox(course);
    const job = await submitted(s);
    await s.clock.runUntil(job.wait());
    await s.clock.advance(1_000);
    expect([s.clock.pending, s.transport.inFlight]).toEqual([0, 0]);
  });
});
