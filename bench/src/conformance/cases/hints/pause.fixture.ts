import type { Check } from '../../check.ts';
import type { ClientSetup } from '../../contestant.ts';
import { settled } from '../../tools.ts';
import type { Reply } from '../../upstream.ts';
import { noRetry } from './second-attempt.fixture.ts';

/** How long the replies of {@link pausesAll} tell the client to wait. */
const PAUSE_MS = 500;

/**
 * Makes as many calls at once as there are `replies`, each of which answers one. Checks that nothing else is sent until
 * 500 ms after the first reply.
 */
export async function pausesAll(check: Check, replies: readonly Reply[], setup: ClientSetup): Promise<void> {
  const upstream = await check.upstream([...replies, 200]);
  const client = check.client(upstream, { retry: noRetry, ...setup });
  await Promise.all(replies.map(() => settled(client.call())));
  await Promise.all([client.call(), client.call(), client.call()].map(settled));
  const [first] = upstream.arrivals;
  const later = upstream.arrivals.slice(replies.length);
  check.that(later.length >= 3, `of three more calls ${later.length} were sent`);
  const earliestMs = Math.min(...later.map(({ atMs }) => atMs));
  check.between(
    'milliseconds to the next request of any call',
    earliestMs - (first?.endMs ?? Number.NaN),
    PAUSE_MS - 1,
    4_000,
  );
}
