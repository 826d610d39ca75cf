import { NodeTransport } from '@evenkeel/toolkit/node';
import { seededRandom } from '@evenkeel/toolkit/testing';
import { contestants } from './contestants/index.ts';
import { ceilings } from './plan.ts';

/** Runs a contestant in a process of its own: arguments say what to do, and its parent says when. */
const [name, baseUrl = '', apiKey = '', calls, seed] = process.argv.slice(2);
const PROGRESS_EVERY = 100;
/** More than any contestant has in flight, so that no connection pool holds one back. */
const CONNECTIONS = 1_000;

const contestant = contestants.find((each) => each.name === name);
if (contestant === undefined) throw new Error(`There is no contestant "${name}".`);
const count = Number(calls);
process.on('disconnect', () => process.exit(1));
const go = Promise.withResolvers<void>();
const fallen = Promise.withResolvers<number>();
process.on('message', ({ type }: { type: string }) => {
  if (type === 'go') go.resolve();
  if (type === 'fallen') fallen.resolve(ceilings.after);
});
process.send?.({ type: 'ready' });
await go.promise;

const transport = new NodeTransport({ connections: CONNECTIONS, keepAlive: CONNECTIONS });
await contestant.run({
  calls: count,
  baseUrl,
  apiKey,
  batchId: 'call',
  transport,
  random: seededRandom(Number(seed)),
  whenFallen: fallen.promise,
  onProgress(ended) {
    if (ended % PROGRESS_EVERY === 0) process.send?.({ type: 'progress', ended });
    if (ended === count / 2) process.send?.({ type: 'half' });
  },
});
transport.close();
process.send?.({ type: 'finished' });
