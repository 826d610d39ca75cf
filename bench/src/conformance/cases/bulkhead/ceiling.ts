import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';
import type { Reply } from '../../upstream.ts';

const LIMIT = 8;
const CALLS = 200;

/** Ends attempts in different ways, since a slot must come back once however its attempt ends. */
function replyTo(at: number): Reply {
  if (at % 8 === 0) return { reset: 'at-once', afterMs: 2 };
  return { status: at % 2 === 0 ? 503 : 200, afterMs: 2 };
}

export const ceiling: Case = {
  id: 'bulkhead-ceiling',
  title: `Of ${CALLS} calls at once never more than ${LIMIT} are at the upstream, whether they succeed, fail or are reset`,
  source: 'Nimbus guide, concurrency ceiling; Microsoft, Cloud Design Patterns, Bulkhead pattern',
  async run(check) {
    const upstream = await check.upstream((_, at) => replyTo(at));
    const client = check.client(upstream, { bulkhead: { limit: LIMIT } });
    await Promise.all(Array.from({ length: CALLS }, () => settled(client.call())));
    check.equal('requests', upstream.arrivals.length, CALLS);
    check.between('most at once', upstream.mostInFlight, 2, LIMIT);
  },
  bug: {
    seam: 'slot-goes-back',
    becomes: '$& $&',
    alsoFails: [
      'bulkhead-first-come',
      'bulkhead-given-up-attempts',
      'cancel-a-whole-batch',
      'cancel-by-closing',
      'lower-limit',
      'untold-ceiling-is-found',
      'lowered-ceiling-rises',
      'refusals-lower-the-ceiling',
      'several-in-flight',
      'lone-refusal-lowers-nothing',
      'obeyed-hint-is-free',
      'tenants-settle',
      'malformed-hints-are-told',
    ],
  },
};
