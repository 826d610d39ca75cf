import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildRules, rulesToYaml } from '@evenkeel/dashboards';
import type { ProviderContract } from '@evenkeel/toolkit/providers';
import type { Objective } from '@evenkeel/toolkit/slo';
import { type ChildOptions, freePort } from '@evenkeel/tools/child';
import { jobs } from './queries.ts';

export const SCRAPE_INTERVAL_MS = 1_000;

export interface PrometheusPlan {
  /** The path of the program. */
  prometheus: string;
  contract: ProviderContract;
  /** About how long the load lasts, for which the rules' windows are shortened. */
  runMs: number;
  /** The URLs of the scraped processes. */
  targets: { gateway: string; mock: string };
  /** A folder for what is needed only while it runs. */
  work: string;
  logs: string;
}

/** Writes the files that Prometheus needs, and says how to start it and where it will listen. */
export async function preparePrometheus(plan: PrometheusPlan): Promise<{ url: string; options: ChildOptions }> {
  const { prometheus, contract, runMs, targets, work, logs } = plan;
  const rulesFile = join(logs, 'rules.yml');
  const configFile = join(work, 'prometheus.yml');
  await mkdir(work, { recursive: true });
  await writeFile(rulesFile, rulesToYaml(buildRules(contract, shortenedAlert(runMs, contract.objectives))));
  await writeFile(configFile, prometheusConfig(targets, rulesFile));
  const address = `127.0.0.1:${await freePort()}`;
  return {
    url: `http://${address}`,
    options: {
      name: 'Prometheus',
      command: prometheus,
      args: [
        `--config.file=${configFile}`,
        `--storage.tsdb.path=${join(work, 'prometheus')}`,
        `--web.listen-address=${address}`,
        '--log.level=warn',
      ],
      logFile: join(logs, 'prometheus.log'),
    },
  };
}

/** Prometheus's configuration file for one run. It is YAML, and JSON is a part of YAML. */
export function prometheusConfig(targets: PrometheusPlan['targets'], rulesFile: string): string {
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
 * Shortens the alerts for a run. The shipped rules look back over minutes, and a
 * short run has only seconds. Window and `for` together take at most half of the
 * run, and are never longer than shipped. A window must hold two scrapes.
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
