/**
 * Runs as a process of its own, and has 50 jobs done, each once, however often it is killed and started again. What it
 * has begun is in its submission log; what it has finished is in a file of its own.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { nerox } from '@evenkeel/toolkit';
import { createFileSubmissionLog } from '@evenkeel/toolkit/node';
import { randomCities } from './cities.fixture.ts';

const { NEROX_BASE_URL: baseUrl = '', SUBMISSIONS = '', FINISHED = '' } = process.env;
const JOBS = 50;
const distanceMatrix = randomCities(20, 1);

const submissions = createFileSubmissionLog(SUBMISSIONS);
// Fewer at once than the plan allows, so that there is a time when some are not submitted yet.
const client = nerox.createClient({ baseUrl, tier: 'scale', ceiling: 20, submissions });
await client.ready();

const finished = new Set(existsSync(FINISHED) ? readFileSync(FINISHED, 'utf8').split('\n') : []);
const { adopted, ended, neverArrived, failed } = await client.recover({ action: 'adopt' });
const found = new Map([...adopted, ...ended].map((job) => [job.idempotencyKey, job]));

async function finish(idempotencyKey: string): Promise<void> {
  const problem = { distanceMatrix, seed: 1, restarts: 1, iterations: 400_000 };
  const job = found.get(idempotencyKey) ?? (await client.optimize.tsp(problem, { idempotencyKey }));
  await job.wait();
  appendFileSync(FINISHED, `${idempotencyKey}\n`);
}

const keys = Array.from({ length: JOBS }, (_, at) => `fifty-${at}`);
await Promise.all(keys.filter((key) => !finished.has(key)).map(finish));
await client.close();
await submissions.close();
process.stdout.write(
  JSON.stringify({
    finishedBefore: keys.filter((key) => finished.has(key)).length,
    adopted: adopted.length,
    ended: ended.length,
    neverArrived: neverArrived.length,
    failed: failed.length,
  }),
);
