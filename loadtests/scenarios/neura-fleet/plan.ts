import type { Plan } from '@evenkeel/loadtests/plan';
import { neuraProfile } from '@evenkeel/toolkit/providers';

const [window] = neuraProfile.tiers.standard.windows;

export default {
  title: 'processes that share one key, and call as fast as they may',
  provider: 'neura',
  tier: 'standard',
  objectives: [],
  load: {
    kind: 'fleet',
    processes: 8,
    durationMs: 20_000,
    perSecond: (window.limit * 1_000) / window.windowMs,
    demand: 'even',
    caller: 'evenkeel',
    chaos: null,
    skewMs: 0,
  },
  assertions: [],
  withstands: [{ fault: 'network', rate: 1, per: 'attempt', minMs: 1, maxMs: 30 }],
  byDefault: false,
} satisfies Plan;
