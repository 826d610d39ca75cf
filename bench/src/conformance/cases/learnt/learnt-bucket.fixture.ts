import type { Check } from '../../check.ts';
import type { Client } from '../../contestant.ts';
import { allEnd } from '../costs/all-end.fixture.ts';
import { bucket, type Meter, MeteredApi } from '../costs/metered-api.fixture.ts';
import { tell, toldHints } from './told.fixture.ts';

const LIMIT = 30;
const REFILL_PER_SECOND = 5;
const ofPaths: Record<string, number> = { '/none': 8, '/safe': 1 };

/** An API with a bucket of 30 of which 6 are left, after calls one by one by which a client may learn that it is one. */
export async function learntBucket(
  check: Check,
  { count, cost, grainMs = 1 }: { count: number; cost: 1 | 8; grainMs?: number } = { count: 3, cost: 8 },
): Promise<{ client: Client; meter: Meter; api: MeteredApi }> {
  const meter = bucket(LIMIT, REFILL_PER_SECOND);
  const api = new MeteredApi({
    meter,
    cost: ({ path }) => ofPaths[path] ?? 1,
    reply: () => {
      const left = meter.left(performance.now());
      const fullInMs = ((LIMIT - left) / REFILL_PER_SECOND) * 1_000;
      return tell(left, LIMIT, Math.ceil(fullInMs / grainMs) * grainMs);
    },
  });
  const upstream = await check.upstream(api.script);
  const client = check.client(upstream, { hints: toldHints, costs: { none: 8, safe: 1 } });
  const idempotency = cost === 8 ? 'none' : 'safe';
  for (let at = 0; at < count; at += 1) await allEnd(check, [client.call({ idempotency })], 3_000);
  return { client, meter, api };
}
