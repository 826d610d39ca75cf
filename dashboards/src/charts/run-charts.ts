import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { errorBudget, type LatencyObjective, type Objective } from '@evenkeel/toolkit/slo';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import { hasCeiling } from '../contract-traits.ts';
import { quantileName } from '../panels/objectives.ts';
import { badRatio, sampleCount, selector } from '../promql/index.ts';
import type { Chart } from './chart.ts';

/** A chart of a run before its data is read: its curves are queries. */
export interface RunChart extends Pick<Chart, 'title' | 'unit' | 'line'> {
  /** A legend in braces is the value of that label. */
  curves: { legend: string; query: string }[];
}

const WINDOW = '4s';

/** The ratio with the alert's guard: a window of few calls says nothing. */
function guardedRatio(objective: Objective, provider: string): string {
  const samples = sampleCount(objective, { provider }, WINDOW);
  return `${badRatio(objective, { provider }, WINDOW)} and ${samples} >= ${objective.minSamples}`;
}

/**
 * The tail is drawn for every scenario and all operations; its limit only for scenarios that exercise the objective.
 */
function durations({ name: provider, objectives }: ProviderContract, exercised: readonly string[]): RunChart[] {
  const tail = objectives.find((objective): objective is LatencyObjective => objective.sli === 'latency');
  if (tail === undefined) return [];
  const buckets = selector(`${metricNames.callDuration}_bucket`, { provider, outcome: tail.outcomes });
  const curve = (legend: string, share: number) => ({
    legend,
    query: `histogram_quantile(${share}, sum by (le) (rate(${buckets}[${WINDOW}])))`,
  });
  return [
    {
      title: `Duration of ${tail.outcomes.join(', ')} calls`,
      unit: 'seconds',
      line: exercised.includes(tail.name) ? tail.thresholdMs / 1_000 : null,
      curves: [curve(quantileName(tail), tail.objective), curve('p50', 0.5)],
    },
  ];
}

function inFlight(contract: ProviderContract, of: string): RunChart {
  const curve = { legend: 'in flight', query: `sum(${metricNames.inFlight}{${of}})` };
  if (!hasCeiling(contract)) return { title: 'In flight', unit: 'count', line: null, curves: [curve] };
  const curves = [
    curve,
    { legend: 'queued', query: `sum(${metricNames.queued}{${of}})` },
    { legend: 'ceiling', query: `max(${metricNames.concurrencyLimit}{${of}})` },
  ];
  return { title: 'In flight against the ceiling', unit: 'count', line: null, curves };
}

/** What jobs cost; no chart if calls cost nothing. */
function cost({ billing }: ProviderContract, of: string): RunChart[] {
  if (billing === undefined) return [];
  const curves = [
    { legend: 'billed', query: `sum(${metricNames.gpuBilledSeconds}{${of}})` },
    { legend: 'saved', query: `sum(${metricNames.gpuSavedSeconds}{${of}})` },
  ];
  return [{ title: 'GPU-seconds by then', unit: 'count', line: null, curves }];
}

/** The charts of one run. Limits are drawn for the objectives in `exercised`, by name. */
export function runCharts(contract: ProviderContract, exercised: readonly string[]): RunChart[] {
  const of = `provider="${contract.name}"`;
  const errors = contract.objectives.filter(({ name, sli }) => sli === 'errors' && exercised.includes(name));
  return [
    {
      title: 'Share of bad calls',
      unit: 'share',
      line: errors[0] === undefined ? null : errorBudget(errors[0]),
      curves: errors.map((objective) => ({
        legend: objective.name,
        query: guardedRatio(objective, contract.name),
      })),
    },
    ...durations(contract, exercised),
    inFlight(contract, of),
    ...cost(contract, of),
    {
      title: 'Waiting, seconds a second',
      unit: 'count',
      line: null,
      curves: [{ legend: '{cause}', query: `sum by (cause) (rate(${metricNames.wait}_sum{${of}}[${WINDOW}]))` }],
    },
    {
      title: 'Throttled and refused, a second',
      unit: 'count',
      line: null,
      curves: [{ legend: '{source}', query: `sum by (source) (rate(${metricNames.rateLimitHits}{${of}}[${WINDOW}]))` }],
    },
  ];
}
