import { describe, expect, it } from 'vitest';
import type { Evidence } from '../shared/evidence.ts';
import type { JobRecord } from '../shared/records.ts';
import { berlin52 } from '../shared/tsplib/berlin52.ts';
import { billsAddUp } from './bills-add-up.ts';
import { eventsComeInTime } from './events-come-in-time.ts';
import { counts, entry, evidence } from './evidence.fixture.ts';
import { type BookedJob, type GpuBooks, JOBS_PATH, type JobEvent } from './gpu-books.ts';
import { gpuSecondsToFullConvergence } from './gpu-seconds.ts';
import { jobsAreCountedOnce } from './jobs-are-counted-once.ts';
import { jobsReachTheGap } from './jobs-reach-the-gap.ts';
import { toursAreAsLong } from './tours-are-as-long.ts';

const inOrder = Array.from({ length: 52 }, (_, city) => city);
const { distances } = berlin52();
const length = inOrder.reduce((sum, city) => sum + (distances[city]?.[(city + 1) % 52] ?? 0), 0);

const booked = (n: number, fields: Partial<BookedJob> = {}): BookedJob => ({
  id: `job_${n}`,
  idempotencyKey: `k${n}`,
  status: 'cancelled',
  billedMs: 1_000 * n,
  estimatedMs: 40_000,
  ...fields,
});
const eventsOf = (n: number, startedMs = 50): JobEvent[] => [
  { job: `job_${n}`, event: 'submitted', atMs: 0 },
  { job: `job_${n}`, event: 'started', atMs: startedMs },
  { job: `job_${n}`, event: 'ended', atMs: startedMs + 1_000 * n },
];
const seen = (n: number, fields: Partial<JobRecord> = {}): JobRecord => ({
  id: `call-${n}`,
  jobId: `job_${n}`,
  energy: length,
  tour: inOrder,
  billedGpuMs: 1_000 * n,
  estimatedGpuMs: 40_000,
  durationMs: 1_000 * n,
  reason: 'gap',
  events: { progressMs: 10, endMs: 1_000 },
  ...fields,
});

/** A run of two jobs with which all is well, except for the given fields. */
function run(fields: Partial<Evidence> = {}, books: Partial<GpuBooks> = {}): Evidence {
  const whole: GpuBooks = { jobs: [booked(1), booked(2)], events: [...eventsOf(1), ...eventsOf(2)], ...books };
  return evidence({
    jobs: [seen(1), seen(2)],
    usage: { usedGpuMs: 3_000 },
    counts: counts(2),
    journal: [1, 2].map((n) => entry({ operation: 'submit', callId: `call-${n}`, status: 202 })),
    admin: new Map([[JOBS_PATH, whole]]),
    ...fields,
  });
}
const withoutBooks = run({ admin: new Map() });

describe('bills', () => {
  it.each<[string, Evidence, boolean | null, string | undefined]>([
    ['are right', run(), true, undefined],
    ['are none of the journal’s', run({}, { jobs: [booked(1, { billedMs: 999 }), booked(2)] }), false, 'first job_1'],
    ['were told otherwise', run({ jobs: [seen(1, { billedGpuMs: 1_001 }), seen(2)] }), false, 'first of job_1'],
    ['do not sum up to the usage', run({ usage: { usedGpuMs: 3_001 } }), false, 'the usage 3001 ms'],
    ['have no usage', run({ usage: null }), false, 'usage unknown'],
    ['were not told to one', run({ jobs: [seen(1)] }), false, 'heard of no bill, the first of job_2'],
    ['of a job that has not ended', run({}, { events: eventsOf(1) }), false, 'first job_2'],
    [
      'of a job that ended twice',
      run({}, { events: [...eventsOf(1), ...eventsOf(2), ...eventsOf(2)] }),
      false,
      'job_2',
    ],
    ['are none', run({}, { jobs: [], events: [] }), null, 'ran no job'],
    ['are not known', withoutBooks, null, 'books'],
  ])('%s', (_what, given, ok, says) => {
    const result = billsAddUp(given);
    expect(result.ok).toBe(ok);
    expect(result.reason ?? '').toContain(says ?? '');
  });

  it('of a job that never started is nothing', () => {
    const events = [...eventsOf(1), { job: 'job_2', event: 'ended', atMs: 9 } as const];
    const given = run(
      { jobs: [seen(1), seen(2, { billedGpuMs: 0 })], usage: { usedGpuMs: 1_000 } },
      { jobs: [booked(1), booked(2, { billedMs: 0 })], events },
    );
    expect(billsAddUp(given).ok).toBe(true);
  });
});

describe('GPU-seconds', () => {
  it.each([
    [[12_000, 12_000], 0.3, true],
    [[12_000, 12_001], 24_001 / 80_000, false],
  ])('%o of 40,000 each are a share of %d', (billed, ratio, ok) => {
    const jobs = billed.map((billedMs, at) => booked(at, { billedMs }));
    expect(gpuSecondsToFullConvergence(run({}, { jobs }))).toMatchObject({
      ok,
      ratios: { gpuSecondsToFullConvergence: ratio },
    });
  });

  it('of no job are no share', () => {
    expect(gpuSecondsToFullConvergence(run({}, { jobs: [] })).ok).toBeNull();
    expect(gpuSecondsToFullConvergence(withoutBooks).ok).toBeNull();
  });
});

describe('the gap', () => {
  const assertion = jobsReachTheGap({ optimum: 1_000, targetGap: 0.005 });
  const jobs = (missed: number, reason = 'gap'): JobRecord[] =>
    Array.from({ length: 100 }, (_, n) => seen(n, n < missed ? { energy: 1_006 } : { energy: 1_005, reason }));
  it.each([
    ['all reach it', jobs(0), 100, true],
    ['all but one do', jobs(1), 100, true],
    ['two do not', jobs(2), 100, false],
    ['two callers never heard', jobs(0).slice(2), 100, false],
    ['nobody ends there', jobs(0, 'completed'), 100, false],
    ['one of them failed, and two do not', jobs(1), 101, false],
    ['there are none', [], 0, null],
  ])('%s', (_what, given, sent, ok) => {
    expect(assertion(run({ jobs: given, counts: counts(sent) })).ok).toBe(ok);
  });
});

it('what a fault hits need not reach the gap', () => {
  const assertion = jobsReachTheGap({ optimum: length, targetGap: 0.005 });
  const given = { jobs: [seen(1)], counts: { ...counts(2), succeeded: 1, failed: 1 } };
  expect(assertion(run(given)).ok).toBe(false);
  expect(assertion(run({ ...given, fault: { name: 'nerox-errors', breaches: 'errors' } })).ok).toBe(true);
});

describe('jobs', () => {
  it.each<[string, Evidence, boolean | null]>([
    ['are as many everywhere', run(), true],
    ['were run once more', run({}, { jobs: [booked(1), booked(2), booked(3)] }), false],
    ['were sent once more', run({ counts: counts(3) }), false],
    ['were taken once less', run({ journal: [entry({ operation: 'submit', status: 202 })] }), false],
    ['cannot be counted', run({ journal: null }), null],
  ])('%s', (_what, given, ok) => {
    expect(jobsAreCountedOnce(given).ok).toBe(ok);
  });
});

describe('events', () => {
  it.each<[string, JobRecord[], boolean | null]>([
    ['come while the job runs', [seen(1)], true],
    ['come with its end', [seen(1, { events: { progressMs: 950, endMs: 1_000 } })], false],
    ['are left out', [seen(1, { events: null })], true],
    ['are none', [], null],
  ])('%s', (_what, jobs, ok) => {
    expect(eventsComeInTime(run({ jobs })).ok).toBe(ok);
  });
});

describe('tours', () => {
  it.each<[string, JobRecord[], boolean | null]>([
    ['are as long as they say', [seen(1), seen(2)], true],
    ['are shorter', [seen(1), seen(2, { energy: length - 1 })], false],
    ['are missing', [seen(1, { tour: null })], false],
    ['are missing with their energy', [seen(1), seen(2, { energy: null, tour: null })], false],
    ['leave a city out', [seen(1, { tour: inOrder.slice(1) })], false],
    ['see a city twice', [seen(1, { tour: [0, ...inOrder.slice(0, -1)] })], false],
    ['are none', [], null],
  ])('%s', (_what, jobs, ok) => {
    expect(toursAreAsLong(run({ jobs, counts: counts(jobs.length) })).ok).toBe(ok);
  });
});
