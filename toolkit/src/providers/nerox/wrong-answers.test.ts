import { describe, expect, it } from 'vitest';
import type { Reply } from '../../testing/index.ts';
import { matrix, routeOf, type SetUp, setUpNerox } from './client.fixture.ts';

const problem = { distanceMatrix: matrix } as const;
const course = { queuedMs: 0, endsAfterMs: 20_000 };
const submitted = (s: SetUp) => s.clock.runUntil(s.client.optimize.tsp(problem));
const streams = (s: SetUp) => s.transport.sent.filter(({ url }) => url.endsWith('/stream'));

/** What the API would answer if it were not told to answer something else. */
const truth = (s: SetUp, ...asked: Parameters<SetUp['nerox']['instead']>): { status?: number; body: object } => {
  const { instead } = s.nerox;
  s.nerox.instead = () => undefined;
  const reply = s.nerox.reply(...asked) as { body: object };
  s.nerox.instead = instead;
  return reply;
};

/** Makes one route answer as the API would, except for these fields. */
function wrong(s: SetUp, route: string, fields: object): void {
  s.nerox.instead = (request, at) => {
    if (routeOf(request) !== route) return undefined;
    const { body, ...reply } = truth(s, request, at);
    const jobs = (body as { jobs?: object[] }).jobs?.map((job) => ({ ...job, ...fields }));
    return { ...reply, body: jobs === undefined ? { ...body, ...fields } : { jobs } };
  };
}

async function* said(events: readonly string[], signal: AbortSignal): AsyncGenerator<string> {
  yield events.join('');
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

describe('an answer about another job', () => {
  it('to a cancellation ends nothing, and a close ends', async () => {
    const s = setUpNerox({ ...course, endsAfterMs: 600_000 }, { streams: false });
    await submitted(s);
    wrong(s, 'POST /v1/jobs/job_1/cancel', { id: 'other' });
    await s.clock.runUntil(s.client.close({ signal: AbortSignal.abort() }));
    expect(s.recorder.ofType('job-ended')).toMatchObject([{ jobId: 'job_1', outcome: 'cancelled' }]);
  });

  it('to a poll tells nothing', async () => {
    const s = setUpNerox(course, { streams: false });
    const job = await submitted(s);
    wrong(s, 'GET /v1/jobs/job_1', { id: 'other', status: 'queued' });
    await s.clock.advance(10_000);
    expect([job.id, job.snapshot.id]).toEqual(['job_1', 'job_1']);
    s.nerox.instead = () => undefined;
    expect(await s.clock.runUntil(job.wait())).toMatchObject({ best_energy: 9_000 });
  });

  it.each(['status', 'end'])('as the event "%s" of its stream tells nothing', async (event) => {
    const s = setUpNerox(course);
    s.nerox.instead = ({ signal, url }) => {
      if (!url.endsWith('/stream')) return undefined;
      const other = { ...s.nerox.snapshot('job_1', s.clock.now() + 60_000), id: 'other' };
      return { pieces: said([`id: 1\nevent: ${event}\ndata: ${JSON.stringify(other)}\n\n`], signal) };
    };
    const job = await submitted(s);
    await s.clock.advance(10_000);
    expect([job.id, job.snapshot.id, job.ended]).toEqual(['job_1', 'job_1', false]);
    expect(await s.clock.runUntil(job.wait())).toMatchObject({ best_energy: 9_000 });
  });

  it('to a look by a key is not adopted', async () => {
    const s = setUpNerox(course);
    await submitted(s);
    const { client, recorder } = s.another();
    s.nerox.instead = () => ({ body: { jobs: [s.nerox.snapshot('job_1')] } });
    await expect(s.clock.runUntil(client.jobs.find('k'))).rejects.toMatchObject({ code: 'EVK_RESPONSE_INVALID' });
    expect(recorder.ofType('job-started')).toEqual([]);
  });

  it('to a submit is not taken for the job: that one is looked for, and cancelled', async () => {
    const s = setUpNerox({ ...course, endsAfterMs: 600_000 });
    wrong(s, 'POST /v1/optimize/tsp', { idempotency_key: 'another' });
    const rejected = { code: 'EVK_RESPONSE_INVALID', idempotencyKey: expect.any(String) };
    await expect(submitted(s)).rejects.toMatchObject(rejected);
    await s.clock.advance(1_000);
    expect(s.nerox.snapshot('job_1').status).toBe('cancelled');
  });
});

describe('a stream', () => {
  it.each<[string, (line: string, id: number) => string]>([
    ['without ids', (line) => line],
    ['whose ids are no numbers', (line, id) => `id: event-${id}\n${line}`],
    ['whose ids are negative', (line, id) => `id: ${-id}\n${line}`],
    ['whose ids are parts', (line, id) => `id: ${id}.5\n${line}`],
    ['whose ids have no end', (line) => `id: 1e999\n${line}`],
    ['whose ids are too large to be counted on', (line, id) => `id: ${2 ** 53 + id}\n${line}`],
    ['that says the same for ever', (line) => `id: 1\n${line}`],
  ])('%s does not hide the end: the job is asked for', async (_what, numbered) => {
    const s = setUpNerox(course);
    s.nerox.instead = ({ url, signal }): Reply | undefined => {
      if (!url.endsWith('/stream')) return undefined;
      const [now, end] = [0, 60_000].map((afterMs) => s.nerox.snapshot('job_1', s.clock.now() + afterMs));
      const lines = [`event: status\ndata: ${JSON.stringify(now)}\n\n`];
      if (now?.status === 'succeeded') lines.push(`event: end\ndata: ${JSON.stringify(end)}\n\n`);
      return {
        pieces: said(
          lines.map((line, at) => numbered(line, at + 1)),
          signal,
        ),
      };
    };
    const job = await submitted(s);
    const listening = Array.fromAsync(job.stream());
    const startedMs = s.clock.now();
    await s.clock.runUntil(job.wait());
    expect(s.clock.now() - startedMs).toBeLessThan(60_000);
    expect((await s.clock.runUntil(listening)).at(-1)).toMatchObject({ type: 'end', status: 'succeeded' });
    expect(streams(s).length).toBeLessThan(20);
  });
});

describe('GPU-seconds that are none', () => {
  it.each(['-1000', '1e999', '"1"', 'null'])('%s, leave what is set aside as it was', async (estimated) => {
    const s = setUpNerox(course, { spend: { perRunGpuSeconds: 100, forecastGpuSeconds: 60 } });
    s.nerox.instead = (request, at) => {
      if (!routeOf(request).includes('/optimize/')) return routeOf(request) === 'GET /v1/jobs' ? 503 : undefined;
      const { body } = truth(s, request, at);
      const text = JSON.stringify({ ...body, estimated_gpu_seconds: 4_711 }).replace('4711', estimated);
      return { status: 202, body: text };
    };
    await expect(submitted(s)).rejects.toMatchObject({ code: 'EVK_RESPONSE_INVALID' });
    await expect(submitted(s)).rejects.toMatchObject({ code: 'EVK_BUDGET_EXCEEDED', committedGpuSeconds: 60 });
  });
});
