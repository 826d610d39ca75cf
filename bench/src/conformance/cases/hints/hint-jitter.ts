import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';

/** As many as a client sends at once where it is told of no limit. */
const CALLS = 10;
const JITTER_MS = 1_200;

export const hintJitter: Case = {
  id: 'hint-jitter',
  title: 'Callers who were told the same instant do not come back in the same instant, and none before it',
  source: 'draft-ietf-httpapi-ratelimit-headers-11, 8.5; AWS Architecture Blog, "Exponential Backoff And Jitter"',
  async run(check) {
    const refusal = { status: 429, headers: { 'retry-after': '1' } };
    const upstream = await check.upstream((_, at) => (at < CALLS ? refusal : 200));
    const client = check.client(upstream, {
      retry: { maxAttempts: 3, backoff: { baseMs: 20, jitterMs: JITTER_MS, capMs: 10_000 } },
    });
    await Promise.all(Array.from({ length: CALLS }, () => settled(client.call())));
    const backMs = upstream.arrivals.slice(CALLS).map(({ atMs }) => atMs);
    check.equal('callers who came back', backMs.length, CALLS);
    const [earliestMs, latestMs] = [Math.min(...backMs), Math.max(...backMs)];
    const toldMs = upstream.arrivals[0]?.endMs ?? Number.NaN;
    check.between('milliseconds to the first who came back', earliestMs - toldMs, 999, 5_000);
    // That 10 uniform draws all lie within a fifth of the span happens once in two hundred thousand times.
    check.between('milliseconds from the first to the last', latestMs - earliestMs, JITTER_MS / 5, 5_000);
  },
  bug: {
    seam: 'hint-jitter',
    becomes: '0',
  },
};
