import type { Check } from '../../check.ts';
import type { ClientSetup } from '../../contestant.ts';
import type { Reply, Upstream } from '../../upstream.ts';

/** A client that sends one request at a time, under a window that is large enough for all of them. */
export async function sharedBy(check: Check, setup: ClientSetup, reply: Reply = 200) {
  const upstream = await check.upstream([reply]);
  const window = { limit: 10_000, windowMs: 1_000 };
  return { upstream, client: check.client(upstream, { bulkhead: { limit: 1 }, window, ...setup }) };
}

/** The names in the payloads, in the order in which they arrived. */
export const namesOf = ({ arrivals }: Pick<Upstream, 'arrivals'>): string[] =>
  arrivals.map(({ body }) => (JSON.parse(body) as { name: string }).name);
