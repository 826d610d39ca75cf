import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { nerox } from '@evenkeel/toolkit';
import { createFileSubmissionLog } from '@evenkeel/toolkit/node';
import { Child } from '@evenkeel/tools/child';
import { expect, it } from 'vitest';
import { type MockProcess, runScript, script, startMock } from '../servers/servers.fixture.ts';

const JOBS = 50;
/** How long a job takes, in GPU time. */
const JOB_MS = 10_000;
const client = 'test/nerox/fifty-jobs.fixture.ts';
const apiKey = 'nrx_scale_local';

interface Standing {
  submitted: number;
  ended: number;
  underWay: number;
}

async function standing(mock: MockProcess): Promise<Standing> {
  const { jobs } = await mock.gpuJournal();
  const ended = jobs.filter(({ status }) => status === 'succeeded').length;
  return { submitted: jobs.length, ended, underWay: jobs.length - ended };
}

/** The submissions of a log that have not ended. */
async function pendingIn(path: string): Promise<nerox.Submission[]> {
  const log = createFileSubmissionLog(path);
  const pending = await log.pending();
  await log.close();
  return pending;
}

/**
 * Starts the client and kills it when `isMiddle` says so. GPU time stands still, so only jobs that `isMiddle` lets end
 * do end.
 */
async function killWhen(
  mock: MockProcess,
  env: Record<string, string>,
  isMiddle: (now: Standing) => boolean | Promise<boolean>,
): Promise<Standing> {
  const child = new Child(script(client, env));
  await expect.poll(async () => isMiddle(await standing(mock)), { timeout: 60_000, interval: 20 }).toBe(true);
  child.kill();
  expect(await child.ended).toBeNull();
  return standing(mock);
}

it(`a client that is killed in the middle of ${JOBS} jobs leaves ${JOBS} in all, none billed twice, none running`, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'evenkeel-killed-'));
  await using mock = await startMock({ gpus: 10, gpuScale: 0 });
  try {
    const [submissions, finished] = [join(directory, 'submissions.jsonl'), join(directory, 'finished')];
    const env = { NEROX_BASE_URL: mock.url, NEROX_API_KEY: apiKey, SUBMISSIONS: submissions, FINISHED: finished };
    const first = await killWhen(mock, env, ({ submitted }) => submitted >= 5);
    expect(first).toMatchObject({ ended: 0, underWay: first.submitted });
    const second = await killWhen(mock, env, async ({ ended, underWay }) => {
      if (ended < 15) await mock.admin.ask('POST', 'nerox/clock/advance', { ms: JOB_MS });
      return ended >= 15 && underWay > 0;
    });
    expect(second.submitted).toBeLessThan(JOBS);
    const left = (await pendingIn(submissions)).length;
    expect(left).toBeGreaterThan(0);

    await mock.admin.ask('PUT', 'nerox/clock', { scale: 50 });
    const { code, printed } = await runScript(client, env);
    expect(code, printed).toBe(0);
    const report = JSON.parse(printed);
    expect(report.failed).toBe(0);
    expect(report.adopted + report.ended + report.neverArrived).toBe(left);

    const { jobs, events } = await mock.gpuJournal();
    expect(jobs).toHaveLength(JOBS);
    expect(new Set(jobs.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(JOBS);
    expect(jobs.filter(({ status }) => status !== 'succeeded')).toEqual([]);
    const happened = (event: string) => events.filter((one) => one.event === event).map(({ job }) => job);
    for (const event of ['submitted', 'started', 'ended']) {
      expect(happened(event).toSorted()).toEqual(jobs.map(({ id }) => id).toSorted());
    }
    // Each bill is the time by the clock, and the usage is their sum.
    const atMs = (id: string, event: string) => events.find((one) => one.job === id && one.event === event)?.atMs ?? 0;
    for (const { id, billedMs } of jobs) expect(billedMs).toBe(atMs(id, 'ended') - atMs(id, 'started'));
    const headers = { authorization: `Bearer ${apiKey}` };
    const usage = (await (await fetch(`${mock.url}/v1/usage`, { headers })).json()) as nerox.Usage;
    expect(Math.round(usage.used_gpu_seconds * 1_000)).toBe(jobs.reduce((sum, { billedMs }) => sum + billedMs, 0));
    expect([usage.running_jobs, usage.queued_jobs]).toEqual([0, 0]);
    // No submit is left in the log.
    expect(await pendingIn(submissions)).toEqual([]);
    expect((await readFile(finished, 'utf8')).trim().split('\n').length).toBeGreaterThanOrEqual(JOBS);
  } finally {
    await rm(directory, { recursive: true });
  }
});
