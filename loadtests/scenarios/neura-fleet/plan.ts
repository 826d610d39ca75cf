import type { Plan } from '@evenkeel/loadtests/plan';
import { neuraProfile, type WindowLimit } from '@evenkeel/toolkit/providers';

const { amount: limit, windowMs } = neuraProfile.tiers.standard.limits[0] as WindowLimit;

export default {
  title: 'processes that share one key, and call as fast as they may',
  provider: 'neura',
  tier: 'standard',
  objectives: [],
  load: {
    kind: 'fleet',
    processes: 8,
    durationMs: 20_000,
    perSecond: (limit * 1_000) / windowMs,
    demand: 'even',
    caller: 'evenkeel',
    chaos: null,
    skewMs: 0,
  },
  assertions: [],
  withstands: [{ fault: 'network', rate: 1, per: 'attempt', minMs: 1, maxMs: 30 }],
  byDefault: false,
} satisfies Plan;
