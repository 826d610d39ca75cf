import { type Budget, defineProvider } from '@evenkeel/toolkit/providers';

/** An API that counts requests and tokens, the latter known only afterwards. */
export const metered = defineProvider({
  name: 'metered',
  limits: [
    { kind: 'bucket', amount: 100, refillPerSecond: 10 },
    { kind: 'window', amount: 1_000, windowMs: 60_000, unit: 'tokens' },
    { kind: 'calendar', name: 'a-day', amount: 50_000, period: 'day', zone: 'UTC', unit: 'tokens' },
  ],
  operations: {
    ask: { method: 'POST', path: '/ask' },
    embed: { method: 'POST', path: '/embed' },
  },
  objectives: [{ sli: 'latency', operations: ['ask'], thresholdMs: 2_000 }],
});

export const budgets: readonly Budget[] = [
  { unit: 'tokens', max: 100_000, periodMs: 86_400_000 },
  { name: 'bursts', unit: 'tokens', max: 2_000, periodMs: 60_000 },
];
