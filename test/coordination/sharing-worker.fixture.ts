/**
 * Runs as a process of its own, one of several that share a window through Redis. It calls as fast as it may, `AT_ONCE`
 * at a time, and tells its parent what it holds and has done. When it is told to close, it must end by itself.
 */
import { Agent, get } from 'node:http';
import { createRedisCoordinator } from '@evenkeel/toolkit/redis';
import type { CoordinationEvent } from '../../toolkit/src/coordination/coordinator.ts';
import { LimiterLine } from '../../toolkit/src/policies/rate/limiter-line.fixture.ts';
import { systemClock, systemRandom } from '../../toolkit/src/time/clock.ts';
import { CallScope } from '../../toolkit/src/time/wait-scope.ts';

const { REDIS_URL = '', SERVER_URL = '', LIMIT = '', AT_ONCE = '', API_KEY = '' } = process.env;
const startedAtMs = performance.now();
const agent = new Agent({ keepAlive: true, maxSockets: Number(AT_ONCE) });
const coordinator = createRedisCoordinator({ redis: REDIS_URL, expectedProcesses: 3 });
const events: CoordinationEvent[] = [];
const member = coordinator.join({
  provider: 'neura',
  key: API_KEY,
  clock: systemClock,
  random: systemRandom,
  onEvent: (event) => event.type === 'coordination-degraded' && events.push(event),
});
const limiter = member.rate('partition', { limit: Number(LIMIT), windowMs: 1_000 });
const line = new LimiterLine(limiter, systemClock);
const stopping = new AbortController();
const done = { begun: 0, ended: 0, refused: 0, firstAfterMs: -1 };

function request(answered: () => void): Promise<number> {
  return new Promise((resolve, reject) => {
    get(SERVER_URL, { agent }, (response) => {
      answered();
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    }).once('error', reject);
  });
}

async function work(): Promise<void> {
  const call = new CallScope(systemClock, Number.POSITIVE_INFINITY, stopping.signal);
  while (call.ended === undefined) {
    const permit = line.trySend() ?? (await line.send(call).catch(() => undefined));
    // It was stopped while it waited.
    if (permit === undefined) return;
    done.begun += 1;
    if (done.firstAfterMs < 0) done.firstAfterMs = performance.now() - startedAtMs;
    const status = await request(() => limiter.answered(permit));
    limiter.release(permit);
    done.ended += 1;
    if (status !== 200) done.refused += 1;
  }
}

const tell = (): void => {
  const held = (limiter as unknown as { held: number }).held;
  process.send?.({ held, ...done, events });
};
const telling = setInterval(tell, 50);
const workers = Array.from({ length: Number(AT_ONCE) }, work);

process.once('message', async () => {
  stopping.abort();
  const closingAtMs = performance.now();
  await coordinator.close();
  const closedAfterMs = performance.now() - closingAtMs;
  // What is on its way must not be cut off.
  await Promise.all(workers);
  clearInterval(telling);
  tell();
  process.send?.({ closedAfterMs });
  agent.destroy();
  // The channel to the parent would keep the process alive.
  process.disconnect?.();
});
