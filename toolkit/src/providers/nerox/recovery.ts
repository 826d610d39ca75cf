import { type EvenkeelError, isEvenkeelError } from '../../errors/errors.ts';
import type { NeroxApi } from './api.ts';
import type { Job } from './job.ts';
import type { Jobs } from './jobs.ts';
import type { Submission, SubmissionLog } from './submission-log.ts';
import { hasEnded } from './wire.ts';

export interface RecoverOptions {
  /** What becomes of a job that still runs: this client watches it on, or cancels it. */
  action: 'adopt' | 'cancel';
  signal?: AbortSignal;
}

export interface Recovered {
  /** They run; each is watched, and takes a slot. Empty where they are cancelled. */
  adopted: Job[];
  /** They have ended: before, or cancelled now. */
  ended: Job[];
  /** The API has never heard of them. They stay in the log: submit them again with the same key, or end them there. */
  neverArrived: Submission[];
  /** What could not be asked for, or cancelled, now. They stay in the log. */
  failed: { submission: Submission; error: EvenkeelError }[];
}

export interface RecoverTools {
  api: NeroxApi;
  jobs: Jobs;
  log: SubmissionLog;
}

/** Finds the jobs that a process before this one left behind. Those that this one has submitted itself are left alone. */
export async function recover(
  { api, jobs, log }: RecoverTools,
  { action, signal }: RecoverOptions,
): Promise<Recovered> {
  const recovered: Recovered = { adopted: [], ended: [], neverArrived: [], failed: [] };
  const take = async (submission: Submission): Promise<void> => {
    const { idempotencyKey: key } = submission;
    const found = await api.find(key, signal && { signal });
    if (jobs.has(key)) return;
    if (found === undefined) {
      recovered.neverArrived.push(submission);
      return;
    }
    const job = jobs.adopt(found);
    if (action === 'cancel' && !hasEnded(found)) await job.cancel();
    (job.ended ? recovered.ended : recovered.adopted).push(job);
  };
  const left = (await log.pending()).filter(({ idempotencyKey: key }) => !jobs.has(key));
  await Promise.all(
    left.map((submission) =>
      take(submission).catch((error: unknown) => {
        if (!isEvenkeelError(error)) throw error;
        recovered.failed.push({ submission, error });
      }),
    ),
  );
  return recovered;
}
