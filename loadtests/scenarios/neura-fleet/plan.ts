import type { Plan } from '@evenkeel/loadtests/plan';

export default {
  title: 'processes that share one key, and call as fast as they may',
  provider: 'neura',
  tier: 'standard',
  objectives: [],
  load: {
    kind: 'fleet',
    processes: 8,
    durationMs: 20_000,
    perSecond: 300,
    demand: 'even',
    caller: 'evenkeel',
    chaos: null,
    skewMs: 0,
  },
  gates: [],
  withstands: [{ fault: 'network', rate: 1, per: 'attempt', minMs: 1, maxMs: 30 }],
  byDefault: false,
} satisfies Plan;
