import { type EvenkeelError, isEvenkeelError } from '../../errors/errors.ts';
import type { NeroxApi } from './api.ts';
import type { Job } from './job.ts';
import type { Jobs } from './jobs.ts';
import type { Submission, SubmissionLog } from './submission-log.ts';
import { hasEnded } from './wire.ts';

export interface RecoverOptions {
  /** What to do with a job that still runs: `adopt`: this client watches it on; `cancel`: it is cancelled. */
  action: 'adopt' | 'cancel';
  signal?: AbortSignal;
}

export interface Recovered {
  /** Jobs that still run: each is watched, and takes a slot. Normally empty with `cancel`. */
  adopted: Job[];
  /** Jobs that have ended, before or by being cancelled now. */
  ended: Job[];
  /**
   * Submits that the API has never received. They stay in the log: submit them again with the same key, or note their
   * end with `ended()`.
   */
  neverArrived: Submission[];
  /** Submits whose job could not be looked up, or cancelled, now. They stay in the log. */
  failed: { submission: Submission; error: EvenkeelError }[];
}

export interface RecoverTools {
  api: NeroxApi;
  jobs: Jobs;
  log: SubmissionLog;
}

/** Finds the jobs that an earlier process left behind. Leaves alone what this process has submitted itself. */
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
