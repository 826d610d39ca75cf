import { nimbusProfile } from '@evenkeel/toolkit/providers';
import type { Case } from '../../case.ts';
import { settled, until } from '../../tools.ts';
import { PATIENCE_MS, shortBackoff } from './second-attempt.fixture.ts';

const OTHERS = 4;
const HINT_MS = 2_000;

export const hintWithRequestsLeft: Case = {
  id: 'hint-with-requests-left',
  title: 'A 429 with requests left (a ceiling) delays its own attempt, and no other call',
  source:
    'Nimbus guide: the batch pauses when X-RateLimit-Remaining reaches 0; a 429 above the ceiling is another thing',
  async run(check) {
    const headers = { 'x-ratelimit-remaining': '50', 'retry-after': String(HINT_MS / 1_000) };
    const upstream = await check.upstream((_, at) => (at === 0 ? { status: 429, headers } : 200));
    const client = check.client(upstream, { retry: shortBackoff, hints: nimbusProfile.hints });
    const own = settled(client.call());
    await until(() => upstream.arrivals[0]?.endMs !== undefined);
    // The client has read the 429 before the second of these calls at the latest.
    for (let at = 0; at < OTHERS; at += 1) await client.call();
    await own;
    const [first, ...later] = upstream.arrivals;
    const gapsMs = later.map(({ atMs }) => atMs - (first?.endMs ?? Number.NaN));
    check.equal('requests after it', gapsMs.length, OTHERS + 1);
    check.between('milliseconds to the last of the others', gapsMs[OTHERS - 1] ?? Number.NaN, 0, HINT_MS - 200);
    check.between('milliseconds to its own second attempt', gapsMs[OTHERS] ?? Number.NaN, HINT_MS - 1, PATIENCE_MS);
  },
  bug: {
    seam: 'nothing-remains',
    // Pauses when 50 requests remain.
    becomes: '50',
  },
};
