import type { JournalEntry } from '@evenkeel/mock-server';
import type { AdminClient } from '@evenkeel/mock-server/launch';
import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { freePort, type ProcessGroup } from '@evenkeel/tools/child';
import { tries } from '@evenkeel/tools/command-line';
import { clientThrottled } from '../assertions/no-client-throttling.ts';
import { attemptDoubts } from '../books/attempts.ts';
import { sendLoad } from '../k6/send.ts';
import { watchHost } from '../machine/host-use.ts';
import { lateService } from '../machine/late-service.ts';
import { witnesses } from '../machine/witnesses.ts';
import { AlertsSeen } from '../prometheus/alerts.ts';
import type { PrometheusClient } from '../prometheus/client.ts';
import { clockDoubt, prometheusDoubts } from '../prometheus/doubts.ts';
import { busyQuery, lastScrapeQuery } from '../prometheus/queries.ts';
import { readAttempts, readRun, readSnapshot } from '../prometheus/read.ts';
import { foreseenOf } from '../request/request.ts';
import type { ReadyScript, Run } from '../request/run.ts';
import type { Evidence } from '../shared/evidence.ts';
import { loadMs } from '../shared/load-size.ts';
import type { Span } from '../shared/span.ts';
import { startStack } from './stack.ts';

/** The faults outlive the load by this much; if we die, they end by themselves. */
const FAULT_GRACE_MS = 600_000;
const SCRAPES_AFTER_DRAIN = 2;

/** Sends the load through the gateway to the mock server, and reads every source's numbers once it has drained. */
export async function throughGateway(run: Run, script: ReadyScript, group: ProcessGroup): Promise<Evidence> {
  const { request, progress } = run;
  const { scenario, load, fault } = request;
  const { name, contract, tier, plan } = scenario;
  const { signal } = group;
  progress.step(`${name}  starting mock server, gateway and Prometheus`);
  const runMs = fault?.plan.loadMs ?? loadMs({ contract, tier, load });
  const startedMs = Date.now();
  const { gatewayUrl, mock, prometheus } = await startStack(run, script, group, runMs);
  const faults = [...(plan.withstands ?? []), ...(fault?.plan.faults ?? [])];
  for (const one of faults) {
    await mock.addFault({ provider: contract.name, ttlMs: runMs + FAULT_GRACE_MS, ...one });
  }

  const alerts = new AlertsSeen(contract.name);
  const loadStartedMs = Date.now();
  const hostUse = watchHost();
  const seenByK6 = await sendLoad(run, script, {
    target: { url: gatewayUrl, maxPerSecond: null },
    port: await freePort(),
    look: () => readSnapshot(prometheus, contract, alerts, plan.counts),
    signal,
  }).finally(() => hostUse());
  const host = hostUse();
  progress.step(`${name}  draining, then reading the numbers`);
  await drain(prometheus, signal);
  const span = { fromMs: startedMs, toMs: Date.now(), loadStartedMs, shownBy: fault?.plan.shownBy ?? [] };
  const seenByPrometheus = await readRun(prometheus, contract, seenByK6.readings, alerts, span);
  const doubts = await prometheusDoubts(prometheus, contract.name, plan.objectives, span);
  const journal = await mock.wholeJournal(contract.name);
  return {
    scenario: name,
    contract,
    tier,
    fault: foreseenOf(request),
    ...seenByK6,
    ...seenByPrometheus,
    counts: { ...seenByK6.counts, rateLimited: clientThrottled(journal).length },
    journal,
    admin: await askAdmin(mock, plan.admin ?? []),
    doubts: [
      ...doubts,
      ...journalDoubts(journal, contract, span),
      ...attemptDoubts(await readAttempts(prometheus, contract.name), journal),
    ],
    witnesses: witnesses(host, seenByPrometheus.readings),
    fleet: null,
    harness: [],
  };
}

/** Waits until the gateway has nothing in flight, and then for two more scrapes. */
async function drain(prometheus: PrometheusClient, signal: AbortSignal): Promise<void> {
  await nextScrape(prometheus, signal);
  for await (const _ of tries('the gateway has nothing in flight', signal)) {
    if ((await prometheus.value(busyQuery)) === 0) break;
  }
  for (let scrape = 0; scrape < SCRAPES_AFTER_DRAIN; scrape++) await nextScrape(prometheus, signal);
}

async function nextScrape(prometheus: PrometheusClient, signal: AbortSignal): Promise<void> {
  const last = await prometheus.value(lastScrapeQuery);
  for await (const _ of tries('the gateway is scraped again', signal)) {
    if ((await prometheus.value(lastScrapeQuery)) !== last) break;
  }
}

/** Whether the mock server's clock is ours, and whether it served as it was to. */
function journalDoubts(journal: readonly JournalEntry[], contract: ProviderContract, run: Span): string[] {
  const [first] = journal;
  const clock = first === undefined ? [] : clockDoubt('mock server', first.arrivalMs, run);
  return [...clock, ...lateService(journal, contract)];
}

async function askAdmin(mock: AdminClient, paths: readonly string[]): Promise<Map<string, unknown>> {
  const answers = paths.map(async (path): Promise<[string, unknown]> => [path, await mock.ask('GET', path)]);
  return new Map(await Promise.all(answers));
}
