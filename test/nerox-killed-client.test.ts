import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nerox } from '@evenkeel/toolkit';
import { expect, it } from 'vitest';
import { type NeroxMock, startNerox } from './processes/nerox-mock.ts';
import { runScript } from './processes/start.ts';
import { root } from './repository.ts';

const JOBS = 50;
const script = 'test/processes/nerox-fifty-jobs.ts';

/** How many jobs are where. */
async function standing(mock: NeroxMock) {
  const { jobs } = await mock.journal();
  const ended = jobs.filter(({ status }) => status === 'succeeded').length;
  return { submitted: jobs.length, ended, underWay: jobs.length - ended };
}

/** What a log says that has not ended. */
async function pendingIn(path: string): Promise<nerox.Submission[]> {
  const log = nerox.createFileSubmissionLog(path);
  const pending = await log.pending();
  await log.close();
  return pending;
}

/** Starts the client and kills it in the middle. */
async function killWhen(
  mock: NeroxMock,
  env: Record<string, string>,
  isMiddle: (now: Awaited<ReturnType<typeof standing>>) => boolean,
) {
  const child = spawn(process.execPath, ['-C', 'source', script], { cwd: root, env: { ...process.env, ...env } });
  const exited = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('exit', (_code, signal) => resolve(signal)),
  );
  while (child.exitCode === null && !isMiddle(await standing(mock))) await sleep(20);
  child.kill('SIGKILL');
  expect(await exited).toBe('SIGKILL');
  return standing(mock);
}

it(`a client that is killed in the middle of ${JOBS} jobs leaves ${JOBS} in all, none billed twice, none running`, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'evenkeel-killed-'));
  // A job takes 10 GPU-seconds, and 10 run at once.
  await using mock = await startNerox(['--gpus', '10', '--gpu-scale', '10']);
  try {
    const [submissions, finished] = [join(directory, 'submissions.jsonl'), join(directory, 'finished')];
    const env = {
      NEROX_BASE_URL: mock.url,
      NEROX_API_KEY: 'nrx_scale_local',
      SUBMISSIONS: submissions,
      FINISHED: finished,
    };
    const first = await killWhen(mock, env, ({ submitted }) => submitted >= 5);
    expect(first.underWay).toBeGreaterThan(0);
    const second = await killWhen(mock, env, ({ ended }) => ended >= 15);
    expect(second.underWay).toBeGreaterThan(0);
    expect(second.submitted).toBeLessThan(JOBS);
    const left = (await pendingIn(submissions)).length;
    expect(left).toBeGreaterThan(0);

    const { code, out } = await runScript(script, env);
    expect(code, out).toBe(0);
    const report = JSON.parse(out);
    expect(report.failed).toBe(0);
    expect(report.adopted + report.ended + report.neverArrived).toBe(left);

    const { jobs, events } = await mock.journal();
    expect(jobs).toHaveLength(JOBS);
    expect(new Set(jobs.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(JOBS);
    expect(jobs.filter(({ status }) => status !== 'succeeded')).toEqual([]);
    const happened = (event: string) => events.filter((one) => one.event === event).map(({ job }) => job);
    for (const event of ['submitted', 'started', 'ended']) {
      expect(happened(event).toSorted()).toEqual(jobs.map(({ id }) => id).toSorted());
    }
    // Each bill is what the clock says, and usage is their sum.
    const atMs = (id: string, event: string) => events.find((one) => one.job === id && one.event === event)?.atMs ?? 0;
    for (const { id, billedMs } of jobs) expect(billedMs).toBe(atMs(id, 'ended') - atMs(id, 'started'));
    const headers = { authorization: `Bearer ${env.NEROX_API_KEY}` };
    const usage = (await (await fetch(`${mock.url}/v1/usage`, { headers })).json()) as nerox.Usage;
    expect(Math.round(usage.used_gpu_seconds * 1_000)).toBe(jobs.reduce((sum, { billedMs }) => sum + billedMs, 0));
    expect([usage.running_jobs, usage.queued_jobs]).toEqual([0, 0]);
    // Nothing is left to be looked for.
    expect(await pendingIn(submissions)).toEqual([]);
    expect((await readFile(finished, 'utf8')).trim().split('\n').length).toBeGreaterThanOrEqual(JOBS);
    console.log(`killed at ${JSON.stringify(first)} and ${JSON.stringify(second)}; then ${out}`);
  } finally {
    await rm(directory, { recursive: true });
  }
});
