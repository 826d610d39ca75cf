import { metricNames } from '@evenkeel/toolkit/telemetry';
import type { PrometheusClient } from '../prometheus/client.ts';
import { jobs } from '../prometheus/config.ts';
import { until } from './stack.ts';

const SCRAPES = 2;

/** Waits until the gateway has nothing in flight, and two more scrapes have seen it so. */
export async function drain(prometheus: PrometheusClient, signal: AbortSignal): Promise<void> {
  const lastScrape = (): Promise<number | null> => prometheus.value(`timestamp(up{job="${jobs.gateway}"})`);
  const busy = `sum(${metricNames.bulkheadInFlight}{job="${jobs.gateway}"} + ${metricNames.bulkheadQueued}{job="${jobs.gateway}"})`;
  const drainedFrom = await lastScrape();
  await until('the gateway has been scraped after the load', signal, async () => (await lastScrape()) !== drainedFrom);
  await until('the gateway has nothing in flight', signal, async () => (await prometheus.value(busy)) === 0);
  for (let scrape = 0; scrape < SCRAPES; scrape++) {
    const seen = await lastScrape();
    await until('the gateway is scraped again', signal, async () => (await lastScrape()) !== seen);
  }
}
