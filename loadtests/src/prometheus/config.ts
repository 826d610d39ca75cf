import type { Objective } from '@evenkeel/toolkit/slo';

export const SCRAPE_INTERVAL_MS = 1_000;

/** The jobs that are scraped. Panels choose by them. */
export const jobs = { gateway: 'gateway', mock: 'mock-server' } as const;

/** Prometheus's configuration file for one run. It is YAML, and JSON is a part of YAML. */
export function prometheusConfig(targets: { gateway: string; mock: string }, rulesFile: string): string {
  const interval = `${SCRAPE_INTERVAL_MS}ms`;
  const scrape = (job: string, url: string) => ({ job_name: job, static_configs: [{ targets: [new URL(url).host] }] });
  return JSON.stringify(
    {
      global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
      rule_files: [rulesFile],
      scrape_configs: [scrape(jobs.gateway, targets.gateway), scrape(jobs.mock, targets.mock)],
    },
    null,
    2,
  );
}

const WHOLE_SECOND_MS = 1_000;
const SHORTEST_WINDOW_MS = 2 * SCRAPE_INTERVAL_MS;

/**
 * The shipped rules look back over minutes; a short run has only seconds.
 * Window and `for` together take at most half of it, and are never longer than
 * shipped. A window must hold two scrapes.
 */
export function shortenedAlert(
  runMs: number,
  objectives: readonly Pick<Objective, 'alert'>[],
): { alertWindowMs: number; alertForMs: number } {
  const wholeSeconds = (ms: number): number => Math.floor(ms / WHOLE_SECOND_MS) * WHOLE_SECOND_MS;
  const shipped = (field: 'windowMs' | 'forMs'): number => Math.min(...objectives.map(({ alert }) => alert[field]));
  return {
    alertWindowMs: Math.min(shipped('windowMs'), Math.max(SHORTEST_WINDOW_MS, wholeSeconds(runMs / 3))),
    alertForMs: Math.min(shipped('forMs'), wholeSeconds(runMs / 10)),
  };
}
