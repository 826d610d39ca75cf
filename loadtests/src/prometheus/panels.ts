import { buildDashboard, listPanelQueries, type PanelQuery, substitute } from '@evenkeel/dashboards';
import type { ProviderContract } from '@evenkeel/toolkit/providers';
import type { PrometheusClient } from './client.ts';
import { SCRAPE_INTERVAL_MS } from './config.ts';

export interface Panels {
  /** What the panel of each objective shows; null where it shows nothing. */
  objectives: Map<string, number | null>;
  /** Titles of the panels none of whose queries gave data. */
  empty: string[];
  /** The highest value that any query of a panel gave, by the panel's title; panels of objectives are left out. */
  highest: Map<string, number>;
}

/** Grafana's `$__rate_interval`: four scrapes. */
const RATE_INTERVAL_S = (4 * SCRAPE_INTERVAL_MS) / 1_000;

/** Executes every query of the shipped dashboard over the run; panels of objectives that it does not exercise are left out. */
export async function readPanels(
  prometheus: PrometheusClient,
  contract: ProviderContract,
  exercised: readonly string[],
  run: { fromMs: number; toMs: number },
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
