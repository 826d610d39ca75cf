/**
 * Runs as a process of its own, and calls Nerox while the key in its file is rotated. It logs everything that can be
 * logged, and ends when it is told to.
 */
import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { nerox, type ResilienceEvent } from '@evenkeel/toolkit';
import { createMetrics } from '@evenkeel/toolkit/prometheus';
import { createLogSink } from '@evenkeel/toolkit/telemetry';
import { Registry } from 'prom-client';
import { randomCities } from './cities.fixture.ts';

const { NEROX_BASE_URL: baseUrl = '', KEY_FILE = '', READER_KEY = '', WRONG_KEY = '' } = process.env;
const log = (fields: object, message: string): void => console.log(message, JSON.stringify(fields));
const register = new Registry();
const events: ResilienceEvent[] = [];
const onEvent = [
  createLogSink({ debug: log, info: log, warn: log }),
  createMetrics({ register, contracts: [nerox.profile] }),
];
const client = nerox.createClient({
  apiKey: async () => (await readFile(KEY_FILE, 'utf8')).trim(),
  baseUrl,
  tier: 'scale',
  onEvent: [...onEvent, (event) => events.push(event)],
});

let stopped = false;
process.once('message', () => {
  stopped = true;
});
const problem = { distanceMatrix: randomCities(20, 1), restarts: 1, iterations: 400_000 };
async function work(): Promise<number> {
  let jobs = 0;
  while (!stopped) {
    const job = await client.optimize.tsp({ ...problem, seed: jobs });
    await client.usage.get();
    await job.wait();
    jobs += 1;
    process.send?.({ type: 'job' });
  }
  return jobs;
}
const jobs = (await Promise.all(Array.from({ length: 5 }, work))).reduce((sum, one) => sum + one);
await client.close();

// Logs errors with everything that is reachable from them.
const errors: string[] = [];
const failing = async (apiKey: string, call: (of: nerox.NeroxClient) => Promise<unknown>): Promise<void> => {
  const other = nerox.createClient({ apiKey, baseUrl, tier: 'scale', onEvent });
  const error = await call(other).catch((reason: unknown) => reason);
  console.log(inspect(error, { depth: 10, showHidden: true }), JSON.stringify(error));
  errors.push(error instanceof Error ? error.message : 'none');
  await other.close();
};
await failing(READER_KEY, (other) => other.optimize.tsp(problem));
await failing(READER_KEY, (other) => other.ready());
await failing(WRONG_KEY, (other) => other.usage.get());
console.log(await register.metrics());

const failed = events.flatMap((event) => (event.type === 'call-ended' && event.outcome !== 'ok' ? [event] : []));
process.send?.({ type: 'done', jobs, failed, errors });
process.disconnect?.();
