import { metricNames } from '@evenkeel/toolkit/telemetry';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { refusalOf } from '../dialect/refusal.ts';
import { faults as allFaults } from '../injection/catalogue.ts';
import type { FaultRegistry } from '../injection/registry.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { Account } from '../keys/secrets.ts';
import type { MockSettings } from '../settings.ts';
import type { UpstreamState } from '../upstream/upstream.ts';

/** Upper bounds of lateness: a response later than its drawn time shows a mock server, or a machine, at its limit. */
const LATENESS_BUCKETS_SECONDS = [0.0005, 0.001, 0.0015, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1];

export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** @param outboundMs how long a `network` fault delayed the answer; null for a stream, which can't be late */
  requestEnded(entry: Omit<JournalEntry, 'seq'>, outboundMs: number | null): void;
  /** Adds the metrics of a provider's GPU jobs. */
  showJobs(provider: string, jobs: GpuJobs): void;
  breakerChanged(provider: string, upstream: string, state: UpstreamState): void;
}

/** What the metrics show of GPU jobs. */
export interface GpuJobs {
  /** How many are in each status. */
  readonly counts: Readonly<Record<string, number>>;
  readonly billedMs: number;
}

interface Sources {
  providers: ReadonlyMap<string, MockSettings>;
  faults: FaultRegistry;
  /** One for each key; keys of one account share their limits. */
  accounts: () => readonly Account[];
  /** Whether the store of a provider's windows fails to count its requests. */
  limiterFails: (provider: string) => boolean;
}

function addGauges(registers: Registry[], { providers, faults, accounts, limiterFails }: Sources): void {
  new Gauge({
    name: metricNames.faultActive,
    help: '1 while at least one fault of this kind is active, else 0.',
    labelNames: ['provider', 'fault'],
    registers,
    collect() {
      const active = new Set(faults.list().map((one) => `${one.provider} ${one.fault}`));
      for (const provider of providers.keys()) {
        for (const fault of allFaults.keys()) {
          this.set({ provider, fault }, active.has(`${provider} ${fault}`) ? 1 : 0);
        }
      }
    },
  });
  new Gauge({
    name: 'evenkeel_mock_limiter_degraded',
    help: '1 while the store does not answer that counts the requests, else 0.',
    labelNames: ['provider'],
    registers,
    collect() {
      for (const provider of providers.keys()) this.set({ provider }, limiterFails(provider) ? 1 : 0);
    },
  });
  new Gauge({
    name: 'evenkeel_mock_in_flight',
    help: 'Requests admitted and not yet ended, or jobs where the ceiling is of jobs, over all keys of a tier.',
    labelNames: ['provider', 'tier'],
    registers,
    collect() {
      for (const { provider, tiers } of providers.values()) {
        for (const tier of Object.keys(tiers)) this.set({ provider, tier }, 0);
      }
      const shared = new Set<Account['limits']>();
      for (const { provider, tier, limits } of accounts()) {
        if (!shared.has(limits)) this.inc({ provider, tier }, limits.inFlight);
        shared.add(limits);
      }
    },
  });
}

const breakerStates: readonly UpstreamState[] = ['closed', 'open', 'half-open'];

function addJobs(registers: Registry[], provider: string, jobs: GpuJobs): void {
  new Gauge({
    name: 'evenkeel_mock_gpu_jobs',
    help: 'GPU jobs by the status that they are in, of all that were submitted.',
    labelNames: ['provider', 'state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(jobs.counts)) this.set({ provider, state }, count);
    },
  });
  let shownMs = 0;
  new Counter({
    name: 'evenkeel_mock_gpu_billed_seconds_total',
    help: 'GPU seconds billed, to the millisecond.',
    labelNames: ['provider'],
    registers,
    collect() {
      const { billedMs } = jobs;
      this.inc({ provider }, (billedMs - shownMs) / 1_000);
      shownMs = billedMs;
    },
  });
}

/** The mock server's own metrics, in a registry of their own. No label tells keys apart. */
export function createMetrics(sources: Sources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  addGauges(registers, sources);
  const requests = new Counter({
    name: 'evenkeel_mock_requests_total',
    help: 'Requests ended. Status 499: the client closed the connection first.',
    labelNames: ['provider', 'operation', 'status', 'refused_by'],
    registers,
  });
  const lateness = new Histogram({
    name: 'evenkeel_mock_lateness_seconds',
    help: 'How much later than its service time a response was written.',
    labelNames: ['provider', 'operation'],
    buckets: LATENESS_BUCKETS_SECONDS,
    registers,
  });
  const breakers = new Gauge({
    name: 'evenkeel_mock_breaker_state',
    help: "1 for the state that an upstream's circuit breaker is in.",
    labelNames: ['provider', 'upstream', 'state'],
    registers,
  });
  const breakerChanged: Metrics['breakerChanged'] = (provider, upstream, to) => {
    for (const state of breakerStates) breakers.set({ provider, upstream, state }, state === to ? 1 : 0);
  };
  for (const { provider, networks, backend } of sources.providers.values()) {
    if (backend !== null) for (const network of networks) breakerChanged(provider, network, 'closed');
  }
  const expected = [
    ['200', 'none'],
    ['400', 'validation'],
    ['401', 'auth'],
    ['500', 'none'],
  ] as const;
  for (const { provider, operations, tiers, rules } of sources.providers.values()) {
    const status = String(refusalOf(rules).status);
    const byLimit = (['ceiling', 'window'] as const).map((refused_by) => [status, refused_by] as const);
    const storeMayFail = Object.values(tiers).some(({ counted }) => counted !== null);
    for (const [operation, { permissions }] of Object.entries(operations)) {
      if (permissions.length > 0) requests.inc({ provider, operation, status: '403', refused_by: 'scope' }, 0);
      if (storeMayFail) requests.inc({ provider, operation, status: '500', refused_by: 'store' }, 0);
      for (const [status, refused_by] of [...expected, ...byLimit])
        requests.inc({ provider, operation, status, refused_by }, 0);
      lateness.zero({ provider, operation });
    }
  }
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    breakerChanged,
    showJobs: (provider, jobs) => addJobs(registers, provider, jobs),
    requestEnded(entry, outboundMs) {
      const { provider, operation, status, refusedBy, startMs, drawnServiceMs, aborted } = entry;
      requests.inc({ provider, operation, status: String(status), refused_by: refusedBy ?? 'none' });
      // A failure is left out, since it takes as long as the API's own retries.
      if (startMs === null || drawnServiceMs === null || outboundMs === null || aborted || status >= 500) return;
      const addedMs = entry.faults.reduce((sum, fault) => sum + fault.addedMs, 0);
      lateness.observe(
        { provider, operation },
        (entry.endMs - startMs - drawnServiceMs - addedMs - outboundMs) / 1_000,
      );
    },
  };
}
