/**
 * Runs as a process of its own, one of several that share a window through Redis. It calls as fast as it may, `AT_ONCE`
 * at a time, and tells its parent what it holds and has done. When it is told to close, it must end by itself.
 */
import { Agent, get } from 'node:http';
import { createRedisCoordinator } from '@evenkeel/toolkit/redis';
import type { CoordinationEvent } from '../../toolkit/src/coordination/coordinator.ts';
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
const scope = new CallScope(systemClock, Number.POSITIVE_INFINITY, undefined);
const done = { begun: 0, ended: 0, refused: 0, firstAfterMs: -1 };
let stopped = false;

function request(answered: () => void): Promise<number> {
  return new Promise((resolve, reject) => {
    get(SERVER_URL, { agent }, (response) => {
      answered();
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    }).once('error', reject);
  });
}

async function work(): Promise<void> {
  while (!stopped) {
    const call = new CallScope(systemClock, Number.POSITIVE_INFINITY, undefined);
    if (!limiter.tryAcquire()) await limiter.acquire(call);
    if (stopped || !limiter.mayStillSend) {
      limiter.release();
      await scope.sleep(5);
      continue;
    }
    done.begun += 1;
    if (done.firstAfterMs < 0) done.firstAfterMs = performance.now() - startedAtMs;
    const permit = limiter.send();
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
for (let n = 0; n < Number(AT_ONCE); n += 1) void work();

process.once('message', async () => {
  stopped = true;
  const closingAtMs = performance.now();
  await coordinator.close();
  clearInterval(telling);
  tell();
  process.send?.({ closedAfterMs: performance.now() - closingAtMs });
  agent.destroy();
  // The channel to the parent would keep the process alive.
  process.disconnect?.();
});
