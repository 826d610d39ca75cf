import { describe, expect, it } from 'vitest';
import { RateLimitError } from '../src/providers/nerox/errors.ts';
import { createClient, profile } from '../src/providers/nerox/index.ts';
import { FakeClock, type Reply, ScriptedTransport, seededRandom } from '../src/testing/index.ts';
import { criticalDistance, distanceFromUniform } from './kolmogorov-smirnov.ts';
import { sampleSize } from './runs.ts';

/* The seed is fixed: one in a hundred truly uniform samples fails the test, and this is none of them. */

const DRAWS = sampleSize;
const HINT_S = 3;
const ATTEMPTS = profile.retry.maxAttempts;
const { hintMarginMs } = profile.retry;
const EPSILON_MS = 1e-6;

/** The hint, as the API tells it. Its reset is the second that has begun when the hint is over. */
const hints: Record<string, (nowMs: number) => Record<string, string>> = {
  'retry-after': () => ({ 'retry-after': String(HINT_S) }),
  'both headers': (nowMs) => ({
    'retry-after': String(HINT_S),
    'x-ratelimit-reset': String(Math.ceil(nowMs / 1_000) + HINT_S - 1),
    date: new Date(nowMs).toUTCString(),
  }),
  none: () => ({}),
};

/** Submits jobs one after the other, refused on every attempt; returns the times of the attempts. */
async function refused(headers: (nowMs: number) => Record<string, string>) {
  const clock = new FakeClock();
  const transport = new ScriptedTransport(clock, (): Reply => {
    const body = { error: { code: 'rate_limit_exceeded', message: 'Too many.' } };
    return { status: 429, headers: headers(clock.now()), body };
  });
  const client = createClient({
    apiKey: 'nrx_jitter',
    baseUrl: 'http://nerox.test',
    tier: 'scale',
    transport,
    clock,
    random: seededRandom(1),
  });
  const errors: unknown[] = [];
  for (let n = 0; n < DRAWS; n += 1) {
    await clock.runUntil(client.optimize.submit('tsp', {}).catch((error: unknown) => errors.push(error)));
  }
  return { errors, times: transport.sent.map(({ atMs, attempt }) => ({ atMs, attempt })) };
}

describe.each(Object.entries(hints))('refused with %s', (name, headers) => {
  it('each attempt waits for the hint and for uniform(0, min(2^attempt, 60)) s beyond, and the fifth is the last', async () => {
    const { errors, times } = await refused(headers);
    const toldMs = name === 'none' ? 0 : HINT_S * 1_000 + hintMarginMs;
    expect(times).toHaveLength(DRAWS * ATTEMPTS);
    expect(errors).toHaveLength(DRAWS);
    expect(errors.every((error) => error instanceof RateLimitError && error.attempts === ATTEMPTS)).toBe(true);
    for (let retry = 0; retry < ATTEMPTS - 1; retry += 1) {
      const mostMs = Math.min(2 ** retry, 60) * 1_000;
      const jitter = Array.from({ length: DRAWS }, (_, call) => {
        const at = call * ATTEMPTS + retry;
        return (times[at + 1]?.atMs ?? 0) - (times[at]?.atMs ?? 0) - toldMs;
      });
      // A fake clock rounds its sums.
      expect(Math.min(...jitter)).toBeGreaterThanOrEqual(-EPSILON_MS);
      expect(Math.max(...jitter)).toBeLessThan(mostMs + EPSILON_MS);
      expect(distanceFromUniform(jitter.map((ms) => ms / mostMs))).toBeLessThan(criticalDistance(DRAWS));
    }
  }, 120_000);
});
