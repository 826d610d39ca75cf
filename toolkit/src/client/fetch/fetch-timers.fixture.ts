import assert from 'node:assert/strict';
import { systemClock } from '../../index.ts';
import { endCodeOf, type TimedScenario, takes } from '../../policies/fake-timers.fixture.ts';
import { createFetch } from './create-fetch.ts';
import type { FetchOptions } from './fetch-options.ts';
import { answer, inTurn, url } from './steady-fetch.fixture.ts';

type Replying = () => Response | Promise<Response>;

/** A fetch over one that is played, by the system's own clock. */
const over = (...replies: Replying[]) => played(inTurn(...replies));

function played(reply: (sent: never, at: number) => Response | Promise<Response>, options: FetchOptions = {}) {
  let at = 0;
  return createFetch({ fetch: async () => reply(undefined as never, at++), random: () => 0.5, ...options });
}

const ok = (): Response => answer(200);
const failed = (): Response => answer(503);
const paused = (): Response => answer(429, { 'retry-after-ms': '2000' });

/** Makes a call that the server tells to pause, and does not wait. */
async function pausedFetch() {
  const steadyFetch = over(paused, ok);
  assert.equal((await steadyFetch.with({ maxWaitMs: 0 })(url)).status, 429);
  return steadyFetch;
}

/** Admits so many in a window that begins with its first request, and goes by a timer. */
function admittingFetch(amount: number, windowMs: number) {
  let left = 0;
  let runs = false;
  return played(() => {
    if (!runs) {
      runs = true;
      left = amount;
      systemClock.setTimeout(() => {
        runs = false;
      }, windowMs);
    }
    left -= 1;
    return answer(left >= 0 ? 200 : 429);
  });
}

const statusOf = (call: Promise<Response>): Promise<number> => call.then(({ status }) => status);

/** Each wait of a fetch, and what goes by time without one. */
export const fetchScenarios: readonly TimedScenario[] = [
  {
    title: 'createFetch, a pause that its own answer asks for',
    byTimersAlone: true,
    async run(timers) {
      const call = statusOf(over(paused, ok)(url));
      await takes(call, timers, 2_520, 2_540);
      assert.equal(await call, 200);
    },
  },
  {
    title: 'createFetch, a pause that another call was told',
    byTimersAlone: true,
    async run(timers) {
      const steadyFetch = await pausedFetch();
      const call = statusOf(steadyFetch(url));
      await takes(call, timers, 2_020, 2_050);
      assert.equal(await call, 200);
    },
  },
  {
    title: 'createFetch, an abort in a pause',
    byTimersAlone: true,
    async run(timers) {
      const steadyFetch = await pausedFetch();
      const controller = new AbortController();
      const end = steadyFetch(url, { signal: controller.signal }).catch((error: unknown) => error);
      await timers.advance(1_000);
      controller.abort('enough');
      assert.equal(await end, 'enough');
    },
  },
  {
    title: 'createFetch, backoffs',
    byTimersAlone: true,
    async run(timers) {
      const call = statusOf(over(failed, failed, failed, ok)(url));
      await takes(call, timers, 1_750, 1_770);
      assert.equal(await call, 200);
    },
  },
  {
    title: 'createFetch, a window that was told',
    byTimersAlone: true,
    async run(timers) {
      const tells = (left: number) => (): Response =>
        answer(200, {
          'x-ratelimit-limit': '3',
          'x-ratelimit-remaining': String(left),
          'x-ratelimit-reset': '2',
        });
      const steadyFetch = over(...[2, 1, 0, 2, 1, 0].map(tells));
      await steadyFetch(url);
      const calls = Promise.all(Array.from({ length: 5 }, () => statusOf(steadyFetch(url))));
      await takes(calls, timers, 2_000, 2_300);
      assert.deepEqual(await calls, [200, 200, 200, 200, 200]);
    },
  },
  {
    title: 'createFetch, a window that was guessed',
    byTimersAlone: true,
    async run(timers) {
      const steadyFetch = admittingFetch(12, 2_000);
      const calls = Promise.all(Array.from({ length: 24 }, () => statusOf(steadyFetch(url))));
      await takes(calls, timers, 2_000, 2_600);
      assert.deepEqual(new Set(await calls), new Set([200]));
      // The server's second window ends.
      await timers.advance(2_000);
    },
  },
  {
    title: 'createFetch, maxWaitMs, and what may be on its way before the first answer',
    byTimersAlone: true,
    async run(timers) {
      const answered = Promise.withResolvers<Response>();
      const steadyFetch = played(async () => (await answered.promise).clone());
      const calls = Array.from({ length: 12 }, () => steadyFetch(url));
      const end = endCodeOf(steadyFetch.with({ maxWaitMs: 500 })(url));
      await takes(end, timers, 500, 510);
      assert.equal(await end, 'EVK_QUEUE_TIMEOUT');
      await timers.advance(500);
      answered.resolve(ok());
      assert.equal((await Promise.all(calls)).length, 12);
    },
  },
  {
    title: 'createFetch, a circuit',
    byTimersAlone: false,
    async run(timers) {
      let works = false;
      const steadyFetch = played(() => answer(works ? 200 : 500), { maxAttempts: 1 });
      for (let call = 0; call < 20; call += 1) await steadyFetch(url);
      works = true;
      await timers.advance(4_900);
      assert.equal(await endCodeOf(steadyFetch(url)), 'EVK_CIRCUIT_OPEN');
      await timers.advance(101);
      assert.equal(await endCodeOf(steadyFetch(url)), 'ok');
    },
  },
];
