import { neuraProfile, nimbusProfile, type ProviderContract } from '@evenkeel/toolkit/providers';
import type { Objective } from '@evenkeel/toolkit/slo';
import { expect, it } from 'vitest';
import { runCharts } from './run-charts.ts';

const [errors, latency] = nimbusProfile.objectives as readonly Objective[] as [Objective, Objective];
const stricter = {
  ...nimbusProfile,
  objectives: [errors, { ...latency, objective: 0.999, outcomes: ['ok', 'error'] }],
} as unknown as ProviderContract;

it("draws the tail that the contract's objective speaks of", () => {
  const chart = runCharts(stricter, ['errors', 'latency']).find(({ title }) => title === 'Duration of ok, error calls');
  expect(chart).toMatchObject({ line: 2, curves: [{ legend: 'p99.9' }, { legend: 'p50' }] });
  expect(chart?.curves[0]?.query).toMatch(/^histogram_quantile\(0\.999, .*outcome=~"ok\|error"/);
});

it('draws the limit only where it is exercised, and no tail where none is promised', () => {
  const batch = runCharts(stricter, ['errors']);
  expect(batch.find(({ unit }) => unit === 'seconds')).toMatchObject({ line: null });
  const none = { ...nimbusProfile, objectives: [errors] } as unknown as ProviderContract;
  expect(runCharts(none, ['errors']).filter(({ unit }) => unit === 'seconds')).toEqual([]);
});

it('draws a ceiling only where there is one', () => {
  const curvesOf = (contract: ProviderContract) =>
    runCharts(contract, []).find(({ title }) => title.startsWith('In flight'))?.curves;
  expect(curvesOf(nimbusProfile)).toHaveLength(3);
  expect(curvesOf(neuraProfile)).toMatchObject([{ legend: 'in flight' }]);
});
