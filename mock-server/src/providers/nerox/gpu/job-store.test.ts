import { expect, test } from 'vitest';
import { GpuJob } from './job.ts';
import { JobStore, type StoredJob } from './job-store.ts';

const MEBIBYTE = 2 ** 20;
const present = { status: () => ({}), end: () => ({}) };

function stored(id: string, idempotencyKey: string | null = id): StoredJob {
  const known = { account: 'one', tier: 'team', problemType: 'tsp', solutionName: 'tour', submittedMs: 0 };
  return { job: new GpuJob({ id, idempotencyKey, ...known, iterations: 1, estimatedMs: 1 }, present), digest: '' };
}

function end(store: JobStore<StoredJob>, of: StoredJob, cities = 0): void {
  of.job.start(0);
  of.job.show(1, { energy: 1, solution: Array(cities).fill(0) });
  of.job.end({ status: 'succeeded', error: null }, 1);
  store.ended(of);
}

test('a problem takes memory until its job has ended; beyond it nothing more is taken on', () => {
  const store = new JobStore(10 * MEBIBYTE);
  const jobs = ['a', 'b', 'c'].map((id) => stored(id));
  expect(jobs.map((job) => store.add(job, 4 * MEBIBYTE))).toEqual([true, true, false]);
  const [a, b, c] = jobs as [StoredJob, StoredJob, StoredJob];
  end(store, a);
  expect([store.add(c, 4 * MEBIBYTE), store.all(), store.evicted]).toEqual([true, [a.job, b.job, c.job], 0]);
});

test('of those that have ended the oldest are forgotten, with their idempotency keys; those that live stay', () => {
  const store = new JobStore(MEBIBYTE);
  const lives = stored('lives');
  store.add(lives, 0);
  for (let n = 0; n < 100; n += 1) {
    const job = stored(`job-${n}`);
    store.add(job, 0);
    // A result of 40 kB.
    end(store, job, 5_000);
  }
  const ids = store.all().map(({ facts }) => facts.id);
  expect(ids).toHaveLength(1 + 100 - store.evicted);
  expect(ids.length).toBeGreaterThan(10);
  expect([ids[0], ids.at(-1), store.findByKey('one', 'lives')]).toEqual(['lives', 'job-99', lives]);
  expect(['job-0', 'job-99'].map((id) => store.findByKey('one', id)?.job.facts.id)).toEqual([undefined, 'job-99']);
  expect([store.has('job-0'), store.get('job-0')]).toEqual([false, undefined]);
});
