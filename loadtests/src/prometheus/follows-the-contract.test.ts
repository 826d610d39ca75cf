import { neuraProfile, nimbusProfile } from '@evenkeel/toolkit/providers';
import type { Objective } from '@evenkeel/toolkit/slo';
import { expect, it } from 'vitest';
import { AlertWatch } from './alerts.ts';
import { readCharts } from './charts.ts';
import type { PrometheusClient } from './client.ts';
import { prometheusSnapshot } from './snapshot.ts';

const [errors, latency] = nimbusProfile.objectives as readonly Objective[] as [Objective, Objective];
const stricter = {
  ...nimbusProfile,
  objectives: [errors, { ...latency, objective: 0.999, outcomes: ['ok', 'error'] }],
};
type Contract = Parameters<typeof readCharts>[1];

/** Notes what it is asked, and gives each curve one point. */
function noting(values: Record<string, number> = {}): { client: PrometheusClient; asked: string[] } {
  const asked: string[] = [];
  const samples = Object.entries(values).map(([is, value]) => ({ labels: { is }, value }));
  const client = {
    range: async (query: string) => {
      asked.push(query);
      return [{ labels: {}, points: [[0, 1]] }];
    },
    instant: async (query: string) => {
      asked.push(query);
      return samples;
    },
    alerts: async () => [],
  } as unknown as PrometheusClient;
  return { client, asked };
}

const run = { fromMs: 0, toMs: 1_000 };

it("draws the tail that the contract's objective speaks of", async () => {
  const { client, asked } = noting();
  const charts = await readCharts(client, stricter as unknown as Contract, ['errors', 'latency'], run);
  const chart = charts.find(({ title }) => title === 'Duration of ok, error calls');
  expect(chart).toMatchObject({ line: 2, curves: [{ legend: 'p99.9' }, { legend: 'p50' }] });
  expect(asked).toContainEqual(expect.stringMatching(/^histogram_quantile\(0\.999, .*outcome=~"ok\|error"/));
});

it('draws the limit only where it is exercised, and no tail where none is promised', async () => {
  const batch = await readCharts(noting().client, stricter as unknown as Contract, ['errors'], run);
  expect(batch.find(({ unit }) => unit === 'seconds')).toMatchObject({ line: null });
  const none = { ...nimbusProfile, objectives: [errors] } as unknown as Contract;
  const charts = await readCharts(noting().client, none, ['errors'], run);
  expect(charts.filter(({ unit }) => unit === 'seconds')).toEqual([]);
});

it('draws a ceiling only where there is one', async () => {
  const curvesOf = async (contract: Contract) =>
    (await readCharts(noting().client, contract, [], run)).find(({ title }) => title.startsWith('In flight'))?.curves;
  expect(await curvesOf(nimbusProfile)).toHaveLength(3);
  expect(await curvesOf(neuraProfile)).toMatchObject([{ legend: 'in flight' }]);
});

it("shows progress by the contract's objectives", async () => {
  const { client, asked } = noting({ calls: 110, bad: 5, counted: 100, tail: 0.168, throttled: 2 });
  const contract = stricter as unknown as Contract;
  expect(await prometheusSnapshot(client, contract, new AlertWatch(client, 'nimbus'))).toEqual({
    calls: 110,
    errorRatio: 0.05,
    tail: { name: 'p99.9', ms: 168 },
    throttled: 2,
    firing: [],
  });
  expect(asked[0]).toContain('histogram_quantile(0.999, sum by (le) (');
});

it('counts the operation that stands for a call, where one is several', async () => {
  const { client, asked } = noting({ calls: 1 });
  await prometheusSnapshot(client, nimbusProfile, new AlertWatch(client, 'nimbus'), 'infer');
  expect(asked[0]).toContain('sum(evenkeel_call_duration_seconds_count{provider="nimbus",operation="infer"})');
});

it('shows nothing before the first number, and no tail before the first call', async () => {
  const watch = new AlertWatch(noting().client, 'nimbus');
  expect(await prometheusSnapshot(noting().client, nimbusProfile, watch)).toBeNull();
  expect(await prometheusSnapshot(noting({ calls: 0, bad: 0, counted: 0 }).client, nimbusProfile, watch)).toMatchObject(
    {
      errorRatio: 0,
      tail: null,
    },
  );
});
