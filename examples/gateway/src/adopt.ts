import { setTimeout as sleep } from 'node:timers/promises';
import type { nerox } from '@evenkeel/toolkit';
import type { FastifyBaseLogger } from 'fastify';

/** How long a submit of the earlier process may still be on its way, in milliseconds. */
const ARRIVES_WITHIN_MS = 30_000;

/**
 * Takes on the jobs that an earlier process left: each is watched to its end, and cancelled if it takes longer than a
 * wait's time-out. A caller gets a job by its idempotency key. Resolves when the log has been read.
 *
 * @throws Error for a log that cannot be read
 */
export async function adoptJobs(
  client: nerox.NeroxClient,
  submissions: nerox.SubmissionLog,
  log: FastifyBaseLogger,
): Promise<void> {
  if ((await submissions.pending()).length === 0) return;
  adoptAll(client, submissions, log).catch((error: unknown) => log.error(error));
}

async function adoptAll(
  client: nerox.NeroxClient,
  submissions: nerox.SubmissionLog,
  log: FastifyBaseLogger,
): Promise<void> {
  const missing = await adopt(client, log);
  if (missing.size === 0) return;
  await sleep(ARRIVES_WITHIN_MS, undefined, { ref: false });
  for (const key of await adopt(client, log)) {
    if (missing.has(key)) await submissions.ended(key);
  }
}

/** @returns the keys of submits that the API has never received */
async function adopt(client: nerox.NeroxClient, log: FastifyBaseLogger): Promise<Set<string>> {
  const { adopted, failed, neverArrived } = await client.recover({ action: 'adopt' });
  for (const job of adopted) {
    log.info({ jobId: job.id, idempotencyKey: job.idempotencyKey }, 'A job of the process before is adopted.');
    job.wait().catch(() => {});
  }
  for (const { submission, error } of failed) log.warn({ ...submission, error }, 'A job could not be looked for.');
  return new Set(neverArrived.map(({ idempotencyKey }) => idempotencyKey));
}
