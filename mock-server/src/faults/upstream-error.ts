import { BadRequest, show } from '../errors.ts';
import type { FaultKind } from '../injection/fault.ts';

/** An upstream behind the API fails: the API retries, and its breaker may open. */
export const upstreamError: FaultKind = {
  name: 'upstream_error',
  fields: { network: { type: 'string', description: 'The upstream of this network only; default of all.' } },
  effect({ network }) {
    if (network !== undefined && (typeof network !== 'string' || network === '')) {
      throw new BadRequest('invalid_fault', `network is ${show(network)}: give a name, or leave it out.`);
    }
    return { does: 'fail-upstream', network: network ?? null };
  },
};
