import { formatCount } from '@evenkeel/tools/command-line';
import type { Span } from '../shared/span.ts';
import type { PrometheusClient } from './client.ts';
import { jobs, startTimeQuery, timesScrapedQuery } from './queries.ts';
import { SCRAPE_INTERVAL_MS } from './server.ts';

/** A late scrape is no gap; below this share of those that were due, the numbers in between are guesses. */
const LEAST_SCRAPED = 0.9;
/** Processes round the time of their start, and clocks of one machine agree. */
const CLOCKS_DIFFER_MS = 2_000;

const processes = { gateway: 'gateway', mock: 'mock server' } as const;

/**
 * What speaks against Prometheus's numbers, as sentences: objectives without a rule, scrapes that failed, and a clock of
 * the gateway that is not ours.
 *
 * @param exercised the objectives that the run is judged by
 * @param run the processes' whole life, and when the load began
 */
export async function prometheusDoubts(
  prometheus: PrometheusClient,
  provider: string,
  exercised: readonly string[],
  run: Span & { loadStartedMs: number },
): Promise<string[]> {
  const doubts = await Promise.all([
    ruleDoubts(prometheus, provider, exercised),
    ...Object.entries(processes).map(([process, name]) =>
      scrapeDoubts(prometheus, jobs[process as keyof typeof jobs], name, run),
    ),
    clockDoubts(prometheus, run),
  ]);
  return doubts.flat();
}

async function ruleDoubts(
  prometheus: PrometheusClient,
  provider: string,
  exercised: readonly string[],
): Promise<string[]> {
  const rules = await prometheus.alertRules();
  return exercised.flatMap((objective) => {
    const own = rules.filter(({ labels }) => labels.provider === provider && labels.slo === objective);
    if (own.length === 0) return [`Prometheus has no alert rule for ${objective}, so its silence proves nothing.`];
    return own
      .filter(({ health }) => health !== 'ok')
      .map(
        ({ lastError = 'it was not evaluated yet' }) => `The alert rule of ${objective} does not work: ${lastError}.`,
      );
  });
}

async function scrapeDoubts(
  prometheus: PrometheusClient,
  job: string,
  name: string,
  { loadStartedMs, toMs }: Span & { loadStartedMs: number },
): Promise<string[]> {
  const due = Math.floor((toMs - loadStartedMs) / SCRAPE_INTERVAL_MS);
  const scraped = (await prometheus.value(timesScrapedQuery(job, due))) ?? 0;
  if (scraped >= LEAST_SCRAPED * due) return [];
  return [`The metrics of the ${name} were read ${formatCount(scraped)} of ${formatCount(due)} times.`];
}

async function clockDoubts(prometheus: PrometheusClient, { fromMs, toMs }: Span): Promise<string[]> {
  const startedS = await prometheus.value(startTimeQuery);
  if (startedS === null) return ['The gateway does not tell when it started, so nobody knows if its clock is right.'];
  return clockDoubt('gateway', startedS * 1_000, { fromMs, toMs });
}

/** Whether something of a run happened at another time, by the clock of a process. */
export function clockDoubt(name: string, atMs: number, { fromMs, toMs }: Span): string[] {
  const offMs = atMs < fromMs ? atMs - fromMs : Math.max(0, atMs - toMs);
  if (Math.abs(offMs) <= CLOCKS_DIFFER_MS) return [];
  const seconds = formatCount(Math.round(Math.abs(offMs) / 1_000));
  return [`The clock of the ${name} is ${seconds} s ${offMs > 0 ? 'ahead' : 'behind'}.`];
}
