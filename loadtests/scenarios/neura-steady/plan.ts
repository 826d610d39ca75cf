import { noClientThrottling } from '@evenkeel/loadtests/assertions';
import type { Plan } from '@evenkeel/loadtests/plan';

export default {
  title: 'open model at /neura/call, spread over both networks',
  provider: 'neura',
  tier: 'standard',
  objectives: ['errors', 'latency'],
  // Virtual users for calls that wait up to 30 s for a breaker behind the API, as far as the retry budget allows.
  load: { kind: 'rate', perSecond: 200, durationMs: 30_000, vus: 1_500 },
  assertions: [noClientThrottling],
  byDefault: false,
} satisfies Plan;
