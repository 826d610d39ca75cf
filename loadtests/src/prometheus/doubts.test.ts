import { expect, it } from 'vitest';
import type { AlertRule, PrometheusClient } from './client.ts';
import { prometheusDoubts } from './doubts.ts';

const run = { fromMs: 1_000_000, loadStartedMs: 1_005_000, toMs: 1_065_000 };

/** A Prometheus that answers so. */
function answering({
  rules = ['errors', 'latency'].map((slo): AlertRule => ({ labels: { provider: 'nimbus', slo }, health: 'ok' })),
  scraped = { gateway: 60, 'mock-server': 60 } as Record<string, number | null>,
  startedS = 1_001 as number | null,
} = {}): PrometheusClient {
  const value = async (query: string): Promise<number | null> => {
    if (query.startsWith('process_start_time_seconds')) return startedS;
    expect(query).toContain('[60s]');
    return scraped[/job="([\w-]+)"/.exec(query)?.[1] ?? ''] ?? null;
  };
  return { alertRules: async () => rules, value } as unknown as PrometheusClient;
}

const doubts = (prometheus: PrometheusClient) => prometheusDoubts(prometheus, 'nimbus', ['errors', 'latency'], run);

it('has no doubt where all rules are evaluated, and nearly all scrapes came', async () => {
  expect(await doubts(answering({ scraped: { gateway: 54, 'mock-server': 60 } }))).toEqual([]);
});

it.each<[string, Parameters<typeof answering>[0], string]>([
  [
    'an objective without a rule',
    { rules: [{ labels: { provider: 'nimbus', slo: 'errors' }, health: 'ok' }] },
    'Prometheus has no alert rule for latency, so its silence proves nothing.',
  ],
  [
    'the rule of another API',
    {
      rules: [
        { labels: { provider: 'neura', slo: 'errors' }, health: 'ok' },
        { labels: { provider: 'nimbus', slo: 'latency' }, health: 'ok' },
      ],
    },
    'Prometheus has no alert rule for errors, so its silence proves nothing.',
  ],
  [
    'a rule that fails',
    {
      rules: [
        { labels: { provider: 'nimbus', slo: 'errors' }, health: 'err', lastError: 'many-to-many matching' },
        { labels: { provider: 'nimbus', slo: 'latency' }, health: 'ok' },
      ],
    },
    'The alert rule of errors does not work: many-to-many matching.',
  ],
  [
    'scrapes that failed',
    { scraped: { gateway: 30, 'mock-server': 60 } },
    'The metrics of the gateway were read 30 of 60 times.',
  ],
  [
    'a process that was never scraped',
    { scraped: { gateway: 60, 'mock-server': null } },
    'The metrics of the mock server were read 0 of 60 times.',
  ],
  ['a clock that is ahead', { startedS: 4_665 }, 'The clock of the gateway is 3,600 s ahead.'],
  ['a clock that is behind', { startedS: 400 }, 'The clock of the gateway is 600 s behind.'],
  [
    'a process that does not tell when it started',
    { startedS: null },
    'The gateway does not tell when it started, so nobody knows if its clock is right.',
  ],
])('doubts %s', async (_what, answers, says) => {
  expect(await doubts(answering(answers))).toEqual([says]);
});
