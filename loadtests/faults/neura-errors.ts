import type { FaultPlan } from '@evenkeel/loadtests/plan';

/** One network's data source is down, so that the breaker before it opens; the router also throttles a few calls. */
export default {
  provider: 'neura',
  faults: [
    { fault: 'upstream_error', rate: 1, per: 'call', network: 'solana' },
    { fault: 'http_error', rate: 0.02, per: 'call', status: 429 },
  ],
  breaches: 'errors',
  shownBy: ['Circuit breaker', 'Throttled and refused'],
} satisfies FaultPlan;
