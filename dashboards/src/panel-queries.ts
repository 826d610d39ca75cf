import type { DashboardJson } from './dashboard-json.ts';
import { objectiveOfRefId } from './panels/objectives.ts';

export interface PanelQuery {
  panelId: number;
  title: string;
  refId: string;
  /** With Grafana's variables still in it: see `substitute`. */
  expr: string;
  /** The name of the objective, if the query's one value is its bad ratio over the time shown. */
  objective?: string;
}

/** All queries of a dashboard. They are read from its JSON, so they are the ones that a reader sees. */
export function listPanelQueries(dashboard: DashboardJson): PanelQuery[] {
  return dashboard.panels.flatMap((panel) =>
    (panel.targets ?? []).map(({ refId, expr }) => {
      const objective = objectiveOfRefId(refId);
      return { panelId: panel.id, title: panel.title, refId, expr, ...(objective === undefined ? {} : { objective }) };
    }),
  );
}

export interface Variables {
  /** The value of `$__rate_interval`: Grafana makes it at least four scrape intervals. */
  rateIntervalSeconds: number;
  /** The length of the time shown. */
  rangeSeconds: number;
  /** A regular expression over scrape jobs; `.+` is the dashboard's "All". */
  job: string;
}

/**
 * A panel's query with Grafana's variables replaced, ready for Prometheus.
 *
 * @throws RangeError for a window that is not a whole number of seconds above 0, and for an unknown variable.
 */
export function substitute(expr: string, variables: Variables): string {
  const seconds = (field: 'rateIntervalSeconds' | 'rangeSeconds'): string => {
    const value = variables[field];
    if (!Number.isInteger(value) || value <= 0) {
      throw new RangeError(`${field} is ${value}; it must be a whole number of seconds above 0.`);
    }
    return `${value}s`;
  };
  const values: Record<string, () => string> = {
    __rate_interval: () => seconds('rateIntervalSeconds'),
    __range: () => seconds('rangeSeconds'),
    job: () => variables.job.replace(/[\\"]/g, '\\$&'),
  };
  return expr.replace(/\$(\w+)|\$\{(\w+)\}/g, (text, bare?: string, braced?: string) => {
    const value = values[bare ?? braced ?? ''];
    if (value === undefined) {
      throw new RangeError(`The query has the variable ${text}; known are $${Object.keys(values).join(', $')}.`);
    }
    return value();
  });
}
