import { nimbusProfile } from '@evenkeel/toolkit/providers';
import type { Case } from '../../case.ts';
import { settled, until } from '../../tools.ts';
import { PATIENCE_MS, shortBackoff } from './second-attempt.ts';

const OTHERS = 4;

export const hintWithRequestsLeft: Case = {
  id: 'hint-with-requests-left',
  title: 'A 429 with requests left (a ceiling) delays its own attempt, and no other call',
  source:
    'Nimbus guide: the batch pauses when X-RateLimit-Remaining reaches 0; a 429 above the ceiling is another thing',
  async run(check) {
    const headers = { 'x-ratelimit-remaining': '50', 'retry-after': '1' };
    const upstream = await check.upstream((_, at) => (at === 0 ? { status: 429, headers } : 200));
    const client = check.client(upstream, { retry: shortBackoff, hints: nimbusProfile.hints });
    const own = settled(client.call());
    await until(() => upstream.arrivals[0]?.endMs !== undefined);
    // By the second of these, at the latest, the client has read the 429.
    for (let at = 0; at < OTHERS; at += 1) await client.call();
    check.equal('requests before its own second attempt', upstream.arrivals.length, 1 + OTHERS);
    await own;
    const [first] = upstream.arrivals;
    const second = upstream.arrivals.at(-1);
    const gapMs = (second?.atMs ?? Number.NaN) - (first?.endMs ?? Number.NaN);
    check.between('milliseconds to its own second attempt', gapMs, 999, PATIENCE_MS);
  },
  bug: {
    file: 'toolkit/src/pipeline.ts',
    find: ': remaining.left === 0;',
    replace: ': response.status === 429 || remaining.left === 0;',
  },
};
