import { setImmediate as nextTurn } from 'node:timers/promises';
import { FakeClock } from '@evenkeel/toolkit/testing';
import { describe, expect, test } from 'vitest';
import { GpuBackend, type JobRequest } from './backend.ts';
import { GpuClock } from './gpu-clock.ts';
import type { GpuJob } from './job.ts';
import { energyAt, ScriptedSolver } from './scripted-solver.fixture.ts';
import type { ProblemType } from './solving.ts';

const START = 1_700_000_000_000;
/** How long a job of 1,600,000 iterations takes. */
const FULL_MS = 40_000;

/** A backend whose time a test moves by hand. */
class Rig {
  readonly solver = new ScriptedSolver();
  readonly clock = new GpuClock(new FakeClock(START), 0);
  readonly failures: unknown[] = [];
  readonly ended: string[] = [];
  readonly backend: GpuBackend;
  #count = 0;

  constructor(gpus = 1) {
    this.backend = new GpuBackend({
      clock: this.clock,
      billing: { included: { team: 10 }, overageUsd: 0.05 },
      gpus,
      iterationsPerSecond: 40_000,
      reportEvery: 20_000,
      journalCapacity: 1_000,
      keptBytes: 2 ** 28,
      present: { status: ({ status }) => ({ status }), end: ({ status, billedMs }) => ({ status, billedMs }) },
      onFailure: (error) => this.failures.push(error),
    });
  }

  submit({ fields = {}, ...order }: Partial<JobRequest> & { fields?: object } = {}): GpuJob {
    this.#count += 1;
    const id = `job-${this.#count}`;
    const job = this.backend.submit({
      id,
      slowness: 1,
      account: 'one',
      tier: 'team',
      problemType: 'tsp',
      solutionName: 'tour',
      idempotencyKey: null,
      task: (this.solver.types.get('tsp') as ProblemType).read({ ...fields }),
      seed: 1,
      timeoutMs: 3_600_000,
      failure: null,
      digest: '',
      onEnded: () => this.ended.push(id),
      ...order,
    });
    if (job === null) throw new Error('There is no room for it.');
    return job;
  }

  /** A job's status, times after the start and bill, in milliseconds. */
  times(job: GpuJob) {
    const { status, submittedMs, startedMs, endedMs, billedMs } = job.view();
    const after = (ms: number | null) => (ms === null ? null : ms - START);
    return [status, after(submittedMs), after(startedMs), after(endedMs), billedMs];
  }

  used(): number {
    return this.backend.used('one', 'team').usedMs;
  }
}

describe('the queue', () => {
  test('a job starts the moment a GPU is free, though nobody looks until later; waiting is free', () => {
    const rig = new Rig(2);
    const jobs = Array.from({ length: 5 }, () => rig.submit());
    rig.clock.advance(1_000_000);
    expect(jobs.map((job) => rig.times(job))).toEqual([
      ['succeeded', 0, 0, FULL_MS, FULL_MS],
      ['succeeded', 0, 0, FULL_MS, FULL_MS],
      ['succeeded', 0, FULL_MS, 2 * FULL_MS, FULL_MS],
      ['succeeded', 0, FULL_MS, 2 * FULL_MS, FULL_MS],
      ['succeeded', 0, 2 * FULL_MS, 3 * FULL_MS, FULL_MS],
    ]);
    expect(rig.used()).toBe(5 * FULL_MS);
    expect(rig.ended).toEqual(['job-1', 'job-2', 'job-3', 'job-4', 'job-5']);
  });

  test('one that is cancelled in it costs nothing, and those behind it move up', async () => {
    const rig = new Rig();
    const [first, second, third] = [rig.submit(), rig.submit(), rig.submit()];
    rig.clock.advance(5);
    await rig.backend.cancel(second);
    expect(rig.times(second)).toEqual(['cancelled', 0, null, 5, 0]);
    rig.clock.advance(1_000);
    await rig.backend.cancel(first);
    expect([rig.times(first), rig.times(third)]).toEqual([
      ['cancelled', 0, 0, 1_005, 1_005],
      ['running', 0, 1_005, null, null],
    ]);
    expect(rig.backend.counts).toEqual({ queued: 0, running: 1, succeeded: 0, failed: 0, cancelled: 2 });
  });
});

describe('how jobs end', () => {
  const failed = (code: string) => ({ code, message: expect.any(String) });
  const preempted = { share: 0.25, error: { code: 'preempted', message: 'gone' } } as const;
  test.each<[string, Partial<JobRequest> & { fields?: object }, string, number, unknown]>([
    ['at full convergence', {}, 'succeeded', 40_000, null],
    ['rounded up to the millisecond', { fields: { restarts: 1, iterations: 1 } }, 'succeeded', 1, null],
    ['a longer time-out', { timeoutMs: 40_000 }, 'succeeded', 40_000, null],
    ['a time-out', { timeoutMs: 39_999 }, 'failed', 39_999, failed('timeout')],
    ['preempted', { failure: preempted }, 'failed', 10_000, failed('preempted')],
    ['preempted, before a time-out', { failure: preempted, timeoutMs: 1_000 }, 'failed', 250, failed('preempted')],
    ['no problem at all', { fields: { distance_matrix: [[1, 2]] } }, 'failed', 0, failed('invalid_input')],
  ])('%s', (_what, order, status, billedMs, error) => {
    const rig = new Rig();
    const job = rig.submit(order);
    rig.clock.advance(100_000);
    expect(rig.times(job)).toEqual([status, 0, 0, billedMs, billedMs]);
    expect(job.view().error).toEqual(error);
    expect(rig.solver.opened.every(({ disposed }) => disposed)).toBe(true);
    expect(rig.used()).toBe(billedMs);
  });

  test('cancelled in the very millisecond of its end it has succeeded', async () => {
    const rig = new Rig();
    const job = rig.submit();
    rig.clock.advance(FULL_MS);
    await rig.backend.cancel(job);
    expect(job.status).toBe('succeeded');
  });
});

describe('a machine that is behind', () => {
  test('answers later, with the same times and the same events', async () => {
    const [quick, slow] = [new Rig(), new Rig()];
    slow.solver.computed = 0;
    const jobs = [quick, slow].map((rig) => rig.submit());
    for (const rig of [quick, slow]) rig.clock.advance(FULL_MS);
    const [done, behind] = jobs as [GpuJob, GpuJob];
    expect([done.status, behind.status]).toEqual(['succeeded', 'running']);
    // The next job does not wait for it.
    const next = slow.submit();
    expect(next.status).toBe('running');
    const [solving] = slow.solver.opened;
    for (let computed = 0; computed <= 1_600_000; computed += 50_000) {
      slow.clock.advance(7);
      solving?.compute(computed);
      await nextTurn();
    }
    expect(slow.times(behind)).toEqual(quick.times(done));
    expect(events(behind)).toEqual(events(done));
    expect(slow.used()).toBe(FULL_MS);
  });

  test('a cancelled job’s answer waits for what its GPU had found, and is billed to when that came', async () => {
    const rig = new Rig();
    rig.solver.computed = 0;
    const job = rig.submit();
    rig.clock.advance(10_000);
    const cancelled = rig.backend.cancel(job);
    rig.clock.advance(5_000);
    expect(job.status).toBe('running');
    rig.solver.opened[0]?.compute(400_000);
    await cancelled;
    expect(rig.times(job)).toEqual(['cancelled', 0, 0, 10_000, 10_000]);
    expect(job.view().best?.energy).toBe(energyAt(400_000));
  });

  test('nothing is told before the GPU clock says so', () => {
    const rig = new Rig();
    const job = rig.submit();
    rig.clock.advance(499);
    expect(job.history.lastId).toBe(2);
    rig.clock.advance(1);
    expect(job.history.after(2)).toMatchObject({ id: 3, event: 'progress' });
  });
});

describe('a solver that fails', () => {
  test('fails its job, to when that was known', async () => {
    const rig = new Rig();
    rig.solver.computed = 0;
    const [job, next] = [rig.submit(), rig.submit()];
    rig.clock.advance(700);
    rig.solver.opened[0]?.fail();
    await job.over;
    expect(rig.times(job)).toEqual(['failed', 0, 0, 700, 700]);
    expect(job.view().error?.code).toBe('internal');
    expect(rig.times(next).slice(0, 3)).toEqual(['running', 0, 700]);
    expect(rig.failures).toEqual([new Error('the worker died')]);
  });

  test('after its job’s time on the GPU was over: at the end of that', async () => {
    const rig = new Rig();
    rig.solver.computed = 0;
    const job = rig.submit();
    rig.clock.advance(2 * FULL_MS);
    rig.solver.opened[0]?.fail();
    await job.over;
    expect(rig.times(job)).toEqual(['failed', 0, 0, FULL_MS, FULL_MS]);
    expect(rig.used()).toBe(FULL_MS);
  });
});

test('the journal, written when things happened, gives every bill again', async () => {
  const rig = new Rig(3);
  const jobs: GpuJob[] = [];
  for (let n = 0; n < 40; n += 1) {
    const fields = n % 7 === 0 ? { distance_matrix: [[1, 2]] } : { iterations: 10_000 + 7_001 * n };
    jobs.push(rig.submit({ fields, timeoutMs: n % 5 === 0 ? 1_234 : 3_600_000 }));
    rig.clock.advance(317);
    if (n % 3 === 0) await rig.backend.cancel(jobs[n >> 1] as GpuJob);
  }
  rig.clock.advance(10_000_000);
  const { events: written } = rig.backend.journal();
  const at = (id: string, what: string) => written.find(({ job, event }) => job === id && event === what)?.atMs;
  let sum = 0;
  for (const job of jobs) {
    const endedMs = at(job.facts.id, 'ended') as number;
    const billedMs = endedMs - (at(job.facts.id, 'started') ?? endedMs);
    expect(job.view().billedMs).toBe(billedMs);
    sum += billedMs;
  }
  expect(rig.used()).toBe(sum);
  expect(rig.backend.billedMs).toBe(sum);
  expect(written.map(({ seq }) => seq)).toEqual(written.map((_, index) => index + 1));
  expect(written.map(({ atMs }) => atMs)).toEqual(written.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
});

function events({ history }: GpuJob) {
  return Array.from({ length: history.lastId }, (_, id) => history.after(id));
}

test('a solver that dies as the end falls due fails the job once', async () => {
  let nowMs = START;
  const failures: unknown[] = [];
  // A clock on which time has passed, but whose timers have not fired yet.
  const clock = new GpuClock({ now: () => nowMs, setTimeout: () => () => {} }, 1);
  const backend = new GpuBackend({
    clock,
    billing: { included: { team: 10 }, overageUsd: 0.05 },
    gpus: 1,
    iterationsPerSecond: 40_000,
    reportEvery: 1_000,
    journalCapacity: 100,
    keptBytes: 2 ** 28,
    present: { status: ({ status }) => ({ status }), end: ({ status }) => ({ status }) },
    onFailure: (error) => failures.push(error),
  });
  const died = Promise.withResolvers<void>();
  const solving = { iterations: 0, until: () => died.promise, bestAt: () => null, dispose: () => {} };
  const job = backend.submit({
    id: 'job',
    account: 'one',
    tier: 'team',
    problemType: 'tsp',
    solutionName: 'tour',
    idempotencyKey: null,
    task: { iterations: 2_000, bytes: 0, problem: { open: () => solving } },
    seed: 1,
    timeoutMs: 1e6,
    failure: null,
    slowness: 1,
    digest: '',
    onEnded: () => {},
  }) as GpuJob;
  nowMs += 30;
  clock.now();
  nowMs += 40;
  died.reject(new Error('worker died'));
  await nextTurn();
  expect([job.status, failures.length]).toEqual(['failed', 1]);
  expect(backend.counts).toMatchObject({ failed: 1, succeeded: 0, running: 0 });
  expect(backend.journal().events.filter(({ event }) => event === 'ended')).toHaveLength(1);
});
