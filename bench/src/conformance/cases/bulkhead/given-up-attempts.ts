import type { Case } from '../../case.ts';
import { settled, sleep } from '../../tools.ts';

const LIMIT = 2;
const ROUNDS = 3;

export const givenUpAttempts: Case = {
  id: 'bulkhead-given-up-attempts',
  title:
    'An attempt that timed out holds its slot until its request is gone: the upstream never has more than the limit',
  source: 'opossum 10.0.0, lib/circuit.js: the semaphore is released on time-out; opossum pull request 72',
  async run(check) {
    const upstream = await check.upstream(() => ({ hang: true }));
    const client = check.client(upstream, { attemptTimeoutMs: 100, bulkhead: { limit: LIMIT, maxQueued: 0 } });
    for (let round = 1; round <= ROUNDS; round += 1) {
      await Promise.all(Array.from({ length: 2 * LIMIT }, () => settled(client.call())));
      await sleep(30);
    }
    check.between('most at once', upstream.mostInFlight, 1, LIMIT);
    check.between('requests', upstream.arrivals.length, LIMIT + 1, 2 * ROUNDS * LIMIT);
  },
  bug: {
    seam: 'attempt-is-sent',
    // An attempt that has timed out counts as gone, while its request is left open.
    becomes: `((send) => (signal) => {
      const own = new AbortController();
      const given = new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          if (signal.reason.code === 'EVK_ATTEMPT_TIMEOUT') reject(signal.reason);
          else own.abort(signal.reason);
        });
      });
      return Promise.race([send(own.signal), given]);
    })($&)`,
    alsoFails: ['time-attempt-time-out', 'time-slow-body'],
  },
};
