import {
  buildDashboard,
  type Chart,
  listPanelQueries,
  type PanelQuery,
  runCharts,
  substitute,
} from '@evenkeel/dashboards';
import type { ProviderContract } from '@evenkeel/toolkit/providers';
import type { Objective } from '@evenkeel/toolkit/slo';
import { HarnessFault } from '@evenkeel/tools/command-line';
import type { Evidence, MeteredAttempts, Reading, Tally } from '../shared/evidence.ts';
import { percentileName, tailObjective } from '../shared/objectives.ts';
import type { Snapshot } from '../shared/progress.ts';
import type { Span } from '../shared/span.ts';
import type { AlertsSeen } from './alerts.ts';
import type { PrometheusClient } from './client.ts';
import { attemptQueries, breakerTransitionsQuery, progressQuery, tallyQueries } from './queries.ts';
import { SCRAPE_INTERVAL_MS } from './server.ts';

export interface Panels {
  /** What the panel of each objective shows; null where it shows nothing. */
  objectives: Map<string, number | null>;
  /** Titles of the panels without data: none of their queries gave any. */
  empty: string[];
  /** The highest value that any query of a panel gave, by the panel's title; panels of objectives are left out. */
  highest: Map<string, number>;
}

/** Grafana's `$__rate_interval`: four scrapes. */
const RATE_INTERVAL_S = (4 * SCRAPE_INTERVAL_MS) / 1_000;

/** How far the run is, by the gateway's metrics; null as long as there are none. `counts` is the plan's. */
export async function readSnapshot(
  prometheus: PrometheusClient,
  contract: Pick<ProviderContract, 'name' | 'objectives'>,
  seen: AlertsSeen,
  counts?: string,
): Promise<Snapshot | null> {
  const tail = tailObjective(contract);
  const [samples, alerts] = await Promise.all([
    prometheus.instant(progressQuery(contract, tail, counts)),
    prometheus.alerts(),
  ]);
  for (const { labels, state } of alerts) seen.note(labels, state);
  const of = (name: string): number | undefined => samples.find(({ labels }) => labels.is === name)?.value;
  const calls = of('calls');
  if (calls === undefined) return null;
  const bad = of('bad');
  const tailS = of('tail');
  return {
    calls,
    errorRatio: bad === undefined ? null : bad / Math.max(1, of('counted') ?? 0),
    tail: tail === null || tailS === undefined ? null : { name: percentileName(tail), ms: tailS * 1_000 },
    throttled: of('throttled') ?? null,
    firing: alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.slo ?? labels.alertname ?? ''),
  };
}

export type PrometheusEvidence = Pick<
  Evidence,
  'readings' | 'emptyPanels' | 'unshown' | 'breakerTransitions' | 'charts'
>;

/**
 * Reads from Prometheus, once a run has drained, its part of each reading, the panels, and the course of the run.
 * @param readings k6's part of each reading
 * @param run the processes' whole life, and when the load began; `shownBy` names panels that must not stand at 0
 */
export async function readRun(
  prometheus: PrometheusClient,
  contract: ProviderContract,
  readings: readonly Reading[],
  seen: AlertsSeen,
  { loadStartedMs, shownBy, ...run }: Span & { loadStartedMs: number; shownBy: readonly string[] },
): Promise<PrometheusEvidence> {
  const exercised = readings.map(({ objective }) => objective.name);
  const panels = await readPanels(prometheus, contract, exercised, run);
  await lookBack(prometheus, seen, run);
  const read: Reading[] = [];
  for (const { objective, k6 } of readings) {
    read.push({
      objective,
      k6,
      prometheus: await readTally(prometheus, contract.name, objective),
      panel: panels.objectives.get(objective.name) ?? null,
      alert: seen.stateOf(objective.name),
    });
  }
  return {
    readings: read,
    emptyPanels: panels.empty,
    unshown: shownBy.filter((panel) => !((panels.highest.get(panel) ?? 0) > 0)),
    breakerTransitions: await oneNumber(prometheus, breakerTransitionsQuery(contract.name)),
    charts: await readCharts(prometheus, contract, exercised, { ...run, fromMs: loadStartedMs }),
  };
}

/** Reads what the gateway counts of attempts, once they have ended. */
export async function readAttempts(prometheus: PrometheusClient, provider: string): Promise<MeteredAttempts> {
  const numbers = Object.entries(attemptQueries(provider)).map(
    async ([name, query]): Promise<[string, number]> => [name, await oneNumber(prometheus, query)],
  );
  return Object.fromEntries(await Promise.all(numbers)) as unknown as MeteredAttempts;
}

/** Reads the alerts now and over the whole run, so that no short firing between two looks is missed. */
async function lookBack(prometheus: PrometheusClient, seen: AlertsSeen, { fromMs, toMs }: Span): Promise<void> {
  for (const { labels, state } of await prometheus.alerts()) seen.note(labels, state);
  const past = await prometheus.instant(`max_over_time(ALERTS[${Math.ceil((toMs - fromMs) / 1_000)}s])`);
  for (const { labels } of past) seen.note(labels, labels.alertstate === 'firing' ? 'firing' : 'pending');
}

async function readTally(prometheus: PrometheusClient, provider: string, objective: Objective): Promise<Tally> {
  const { bad, total } = tallyQueries(provider, objective);
  const [badCalls, allCalls] = await Promise.all([oneNumber(prometheus, bad), oneNumber(prometheus, total)]);
  return { bad: badCalls, total: allCalls };
}

async function oneNumber(prometheus: PrometheusClient, query: string): Promise<number> {
  const value = await prometheus.value(query);
  if (value === null) throw new HarnessFault(`Prometheus has no counter for ${query}.`);
  return value;
}

/** Executes every query of the shipped dashboard over the run, except those of objectives that it does not exercise. */
export async function readPanels(
  prometheus: PrometheusClient,
  contract: ProviderContract,
  exercised: readonly string[],
  run: Span,
): Promise<Panels> {
  const objectives = new Map<string, number | null>();
  const filled = new Map<string, boolean>();
  const highest = new Map<string, number>();
  const rangeSeconds = Math.ceil((run.toMs - run.fromMs) / 1_000);
  const variables = { rateIntervalSeconds: RATE_INTERVAL_S, rangeSeconds, job: '.+' };

  for (const query of listPanelQueries(buildDashboard(contract))) {
    if (query.objective !== undefined && !exercised.includes(query.objective)) continue;
    const expr = substitute(query.expr, variables);
    const panel = panelName(query);
    let hasData: boolean;
    if (query.objective === undefined) {
      const series = await prometheus.range(expr, run.fromMs, run.toMs, SCRAPE_INTERVAL_MS);
      const values = series.flatMap(({ points }) => points.map(([, value]) => value));
      hasData = values.length > 0;
      for (const value of values) highest.set(panel, Math.max(value, highest.get(panel) ?? value));
    } else {
      const value = await prometheus.value(expr);
      objectives.set(query.objective, value);
      hasData = value !== null;
    }
    filled.set(panel, hasData || filled.get(panel) === true);
  }
  return { objectives, empty: [...filled].filter(([, hasData]) => !hasData).map(([panel]) => panel), highest };
}

const panelName = ({ title, panelId }: PanelQuery): string => (title === '' ? `panel ${panelId}` : title);

/** The run's own curves, for the report. */
async function readCharts(
  prometheus: PrometheusClient,
  contract: ProviderContract,
  exercised: readonly string[],
  run: Span,
): Promise<Chart[]> {
  return Promise.all(
    runCharts(contract, exercised).map(async ({ curves, ...chart }) => {
      const drawn = curves.map(async ({ legend, query }) => {
        const series = await prometheus.range(query, run.fromMs, run.toMs, SCRAPE_INTERVAL_MS);
        return series.map(({ labels, points }) => ({
          legend: legend.replace(/\{(\w+)\}/, (_, label: string) => labels[label] ?? ''),
          points: points.map(([atMs, value]): [number, number] => [atMs - run.fromMs, value]),
        }));
      });
      return { ...chart, lengthMs: run.toMs - run.fromMs, curves: (await Promise.all(drawn)).flat() };
    }),
  );
}
