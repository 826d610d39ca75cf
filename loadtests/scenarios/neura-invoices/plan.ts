import {
  breakerStayedClosed,
  everyCallSucceeded,
  firstAttemptsFailed,
  INVOICES_PATH,
  invoicesSettledOnce,
  noClientThrottling,
} from '@evenkeel/loadtests/assertions';
import type { Plan } from '@evenkeel/loadtests/plan';

const operation = 'invoice_replay';
const rate = 0.05;

export default {
  title: 'paid calls at /neura/call, some of whose replays fail at first',
  provider: 'neura',
  tier: 'standard',
  // Only assertions decide: one call of the caller is three to the client, so that their counts never agree.
  objectives: [],
  load: { kind: 'rate', perSecond: 50, durationMs: 10_000, vus: 100 },
  counts: 'agent_call',
  withstands: [{ fault: 'http_error', rate, per: 'call', status: 503, operation, attempts: 'first' }],
  gateway: { NEURA_MAX_PAYMENT: '1 USDC', NEURA_MAX_TOTAL: '1000 USDC' },
  admin: [INVOICES_PATH],
  assertions: [
    everyCallSucceeded,
    invoicesSettledOnce,
    firstAttemptsFailed({ operation, rate }),
    breakerStayedClosed,
    noClientThrottling,
  ],
  byDefault: false,
} satisfies Plan;
