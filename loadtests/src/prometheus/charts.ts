import { badRatio, hasCeiling, sampleCount } from '@evenkeel/dashboards';
import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { errorBudget, type Objective } from '@evenkeel/toolkit/slo';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import type { Chart } from '../report/chart.ts';
import { percentileName, pick, tailObjective } from '../shared/objectives.ts';
import type { PrometheusClient } from './client.ts';
import { SCRAPE_INTERVAL_MS } from './config.ts';
import { durationQuantile } from './quantile.ts';

interface Drawing {
  title: string;
  unit: Chart['unit'];
  /** A limit to draw; null: none. */
  line: number | null;
  /** Legend and query of each curve; a legend in braces is the value of that label. */
  curves: { legend: string; query: string }[];
}

const WINDOW = '4s';

/** As the alert does it: a window of few calls says nothing. */
function guardedRatio(objective: Objective, provider: string): string {
  const samples = sampleCount(objective, { provider }, WINDOW);
  return `${badRatio(objective, { provider }, WINDOW)} and ${samples} >= ${objective.minSamples}`;
}

/** The tail is drawn for every scenario, its limit only for those that exercise it. */
function durations(contract: ProviderContract, exercised: readonly string[]): Drawing[] {
  const tail = tailObjective(contract);
  if (tail === null) return [];
  const curve = (legend: string, share: number) => ({
    legend,
    query: durationQuantile(share, tail, contract.name, WINDOW),
  });
  return [
    {
      title: `Duration of ${tail.outcomes.join(', ')} calls`,
      unit: 'seconds',
      line: exercised.includes(tail.name) ? tail.thresholdMs / 1_000 : null,
      curves: [curve(percentileName(tail), tail.objective), curve('p50', 0.5)],
    },
  ];
}

function inFlight(contract: ProviderContract, of: string): Drawing {
  const curve = { legend: 'in flight', query: `sum(${metricNames.bulkheadInFlight}{${of}})` };
  if (!hasCeiling(contract)) return { title: 'In flight', unit: 'count', line: null, curves: [curve] };
  const curves = [
    curve,
    { legend: 'queued', query: `sum(${metricNames.bulkheadQueued}{${of}})` },
    { legend: 'ceiling', query: `max(${metricNames.bulkheadLimit}{${of}})` },
  ];
  return { title: 'In flight against the ceiling', unit: 'count', line: null, curves };
}

/** What jobs cost; nothing where calls cost nothing. */
function cost({ billing }: ProviderContract, of: string): Drawing[] {
  if (billing === undefined) return [];
  const curves = [
    { legend: 'billed', query: `sum(${metricNames.gpuSecondsBilled}{${of}})` },
    { legend: 'saved', query: `sum(${metricNames.gpuSecondsSaved}{${of}})` },
  ];
  return [{ title: 'GPU-seconds by then', unit: 'count', line: null, curves }];
}

function drawings(contract: ProviderContract, exercised: readonly string[]): Drawing[] {
  const of = `provider="${contract.name}"`;
  const objectives = pick(contract, exercised);
  const errors = objectives.filter((objective) => objective.sli === 'errors');
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
      title: '429s a second',
      unit: 'count',
      line: null,
      curves: [{ legend: '{source}', query: `sum by (source) (rate(${metricNames.rateLimitHits}{${of}}[${WINDOW}]))` }],
    },
  ];
}

/** The run's own curves, for the report; limits are drawn for the objectives that it exercises. */
export async function readCharts(
  prometheus: PrometheusClient,
  contract: ProviderContract,
  exercised: readonly string[],
  run: { fromMs: number; toMs: number },
): Promise<Chart[]> {
  return Promise.all(
    drawings(contract, exercised).map(async ({ title, unit, line, curves }) => {
      const drawn = curves.map(async ({ legend, query }) => {
        const series = await prometheus.range(query, run.fromMs, run.toMs, SCRAPE_INTERVAL_MS);
        return series.map(({ labels, points }) => ({
          legend: legend.replace(/\{(\w+)\}/, (_, label: string) => labels[label] ?? ''),
          points: points.map(([atMs, value]): [number, number] => [atMs - run.fromMs, value]),
        }));
      });
      return { title, unit, line, lengthMs: run.toMs - run.fromMs, curves: (await Promise.all(drawn)).flat() };
    }),
  );
}
