import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ProviderContract } from '../contract/contract.ts';
import { upstreamsOf } from '../contract/limit-key.ts';
import { errorCodes } from '../errors/errors.ts';
import type { EventSink } from '../events.ts';
import { type Clock, systemClock } from '../time/clock.ts';
import { guideMetrics } from './guide-metrics.ts';
import { durationBucketsSeconds, labelValues, metricNames, storeBucketsSeconds, waitBucketsSeconds } from './names.ts';

export interface MetricsOptions {
  register: Registry;
  /**
   * The APIs that the app calls: their series exist at 0 from the start, and their latency thresholds are bucket
   * boundaries.
   */
  contracts: readonly ProviderContract[];
  clock?: Clock;
}

/** The boundaries of the duration histograms: the common ones, and each latency objective's threshold. */
export function durationBuckets(contracts: readonly ProviderContract[]): number[] {
  const thresholds = contracts.flatMap(({ objectives }) =>
    objectives.flatMap((objective) => (objective.sli === 'latency' ? [objective.thresholdMs / 1_000] : [])),
  );
  return [...new Set([...durationBucketsSeconds, ...thresholds])].sort((a, b) => a - b);
}

/**
 * Registers the toolkit's metrics and returns the sink that updates them: give it to each client's `onEvent`. Call it
 * once for each registry.
 */
export function createMetrics({ register, contracts, clock = systemClock }: MetricsOptions): EventSink {
  const budgets = new Map<string, { floor: number; untilMs: number }>();
  // A retry budget that nobody uses fills up without an event.
  const refill = (gauge: Gauge): void => {
    for (const [provider, { floor, untilMs }] of budgets) if (clock.now() >= untilMs) gauge.set({ provider }, floor);
  };
  const m = registerMetrics(register, durationBuckets(contracts), refill);
  // Only resources that a hint tells of have a gauge of what is left: any other would stay at the limit, as if idle.
  const told = new Set(
    contracts.flatMap(({ name, hints }) =>
      hints.flatMap(({ means, resource }) => (means === 'remaining' ? [`${name} ${resource}`] : [])),
    ),
  );
  // The APIs whose ceiling counts jobs: for them, jobs are in flight, not attempts.
  const perJob = new Set(
    contracts.flatMap(({ name, tiers }) =>
      Object.values(tiers).some(({ ceiling }) => ceiling?.unit === 'job') ? [name] : [],
    ),
  );
  for (const store of labelValues.store) {
    m.coordinationDegraded.set({ store }, 0);
    m.coordinationRoundTrip.zero({ store });
  }
  for (const contract of contracts) createSeries(m, contract);
  const ofGuides = contracts.flatMap((contract) => guideMetrics(register, contract, durationBuckets(contracts)) ?? []);
  return (event) => {
    for (const sink of ofGuides) sink(event);
    const { provider } = event;
    switch (event.type) {
      case 'client-opened':
      case 'client-closed': {
        const sign = event.type === 'client-opened' ? 1 : -1;
        if (event.ceiling !== null) m.limitBulkhead.inc({ provider }, sign * event.ceiling);
        if (sign < 0) break;
        for (const { resource, limit } of event.limits) {
          m.limit.set({ provider, resource }, limit);
          if (told.has(`${provider} ${resource}`)) m.limitRemaining.set({ provider, resource }, limit);
        }
        break;
      }
      case 'limits-changed': {
        const { from, to } = event.ceiling;
        m.limitBulkhead.inc({ provider }, (to ?? 0) - (from ?? 0));
        for (const { resource, limit } of event.limits) m.limit.set({ provider, resource }, limit);
        break;
      }
      case 'attempt-started':
        if (!perJob.has(provider)) m.inFlight.inc({ provider });
        break;
      case 'attempt-ended': {
        const { operation, result, attempt, durationMs } = event;
        if (!perJob.has(provider)) m.inFlight.dec({ provider });
        const kind = attempt === 1 ? 'first' : 'retry';
        m.attemptDuration.observe({ provider, operation, kind, result }, durationMs / 1_000);
        break;
      }
      case 'call-ended': {
        const { operation, outcome, durationMs, code } = event;
        m.callDuration.observe({ provider, operation, outcome }, durationMs / 1_000);
        if (outcome === 'error' || outcome === 'rejected') m.errors.inc({ provider, operation, reason: code });
        break;
      }
      case 'retry-scheduled':
        m.retries.inc({ provider, reason: event.reason });
        break;
      case 'retries-exhausted':
        m.retriesExhausted.inc({ provider, reason: event.reason });
        break;
      case 'retry-budget':
        m.retryBudget.set({ provider }, event.balance);
        budgets.set(provider, { ...event, untilMs: clock.now() + event.windowMs });
        break;
      case 'hint-ignored':
        m.hintsIgnored.inc({ provider, hint: event.name });
        break;
      case 'wait-started':
        if (event.cause === 'bulkhead') m.queued.inc({ provider });
        break;
      case 'wait-ended':
        if (event.cause === 'bulkhead') m.queued.dec({ provider });
        m.wait.observe({ provider, cause: event.cause }, event.durationMs / 1_000);
        break;
      case 'rate-limited':
        m.rateLimitHits.inc({ provider, source: event.source });
        break;
      case 'coordination-degraded':
        m.coordinationDegraded.inc({ store: event.store }, event.degraded ? 1 : -1);
        break;
      case 'store-round-trip':
        m.coordinationRoundTrip.observe({ store: event.store }, event.durationMs / 1_000);
        break;
      case 'job-started':
        m.inFlight.inc({ provider });
        break;
      case 'job-ended':
        m.inFlight.dec({ provider });
        m.gpuBilled.inc({ provider }, event.billedGpuMs / 1_000);
        m.gpuSaved.inc({ provider }, event.savedGpuMs / 1_000);
        break;
      case 'limit-remaining':
        m.limitRemaining.set({ provider, resource: event.resource }, event.remaining);
        break;
      case 'breaker-changed': {
        const { upstream, from, to } = event;
        m.breakerTransitions.inc({ provider, upstream, from, to });
        m.breakerState.set({ provider, upstream, state: from }, 0);
        m.breakerState.set({ provider, upstream, state: to }, 1);
        break;
      }
    }
  };
}

type Metrics = ReturnType<typeof registerMetrics>;

function registerMetrics(register: Registry, buckets: number[], refill: (budgets: Gauge) => void) {
  const registers = [register];
  const histogram = (name: string, help: string, labelNames: string[], boundaries: readonly number[]) =>
    new Histogram({ name, help, labelNames, buckets: [...boundaries], registers });
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string, labelNames: string[]) => new Gauge({ name, help, labelNames, registers });
  const n = metricNames;
  const ofOperation = ['provider', 'operation'];
  const ofBreaker = ['provider', 'upstream'];
  return {
    callDuration: histogram(
      n.callDuration,
      'Calls, from the first wait to the end.',
      [...ofOperation, 'outcome'],
      buckets,
    ),
    attemptDuration: histogram(n.attemptDuration, 'Trips over the wire.', [...ofOperation, 'kind', 'result'], buckets),
    errors: counter(n.errors, 'Calls that ended in error or were rejected, by code.', [...ofOperation, 'reason']),
    rateLimitHits: counter(n.rateLimitHits, '429s of the upstream, and local refusals.', ['provider', 'source']),
    retries: counter(n.retries, 'Retries scheduled.', ['provider', 'reason']),
    retriesExhausted: counter(n.retriesExhausted, 'Calls whose last attempt failed.', ['provider', 'reason']),
    retryBudget: new Gauge({
      name: n.retryBudgetBalance,
      help: 'Retries that may be made now.',
      labelNames: ['provider'],
      registers,
      collect() {
        refill(this);
      },
    }),
    hintsIgnored: counter(n.hintsIgnored, 'Hints that could not be read or believed.', ['provider', 'hint']),
    wait: histogram(n.wait, 'What calls waited for.', ['provider', 'cause'], waitBucketsSeconds),
    breakerState: gauge(n.breakerState, '1 for the state the breaker is in.', [...ofBreaker, 'state']),
    breakerTransitions: counter(n.breakerTransitions, 'Changes of state.', [...ofBreaker, 'from', 'to']),
    inFlight: gauge(n.bulkheadInFlight, 'Attempts on their way or, where the ceiling is one of jobs, jobs.', [
      'provider',
    ]),
    queued: gauge(n.bulkheadQueued, 'Calls that wait for a slot.', ['provider']),
    limitBulkhead: gauge(n.bulkheadLimit, 'The ceiling of attempts, or jobs, in flight.', ['provider']),
    limit: gauge(n.limit, "The window's limit.", ['provider', 'resource']),
    limitRemaining: gauge(n.limitRemaining, 'What the server last said is left of it.', ['provider', 'resource']),
    gpuBilled: counter(n.gpuSecondsBilled, 'GPU-seconds that ended jobs cost.', ['provider']),
    gpuSaved: counter(n.gpuSecondsSaved, 'GPU-seconds that jobs would have cost, had nobody ended them.', ['provider']),
    coordinationDegraded: gauge(n.coordinationDegraded, 'Clients whose store does not answer.', ['store']),
    coordinationRoundTrip: histogram(
      n.coordinationRoundTrip,
      'Trips to the store of what processes share.',
      ['store'],
      storeBucketsSeconds,
    ),
    objective: gauge(n.sloObjectiveRatio, 'Share of good calls promised.', ['provider', 'slo']),
    threshold: gauge(n.sloLatencyThreshold, 'What counts as slow.', ['provider', 'slo']),
  };
}

/** Makes every series start at 0: a counter that first appears at 5 has a rate of 0 until it moves again. */
function createSeries(m: Metrics, contract: ProviderContract): void {
  const provider = contract.name;
  const classes = labelValues.result.filter((result) => result !== 'ok' && result !== 'cancelled');
  for (const operation of Object.keys(contract.operations)) {
    for (const outcome of labelValues.outcome) m.callDuration.zero({ provider, operation, outcome });
    for (const kind of labelValues.kind) {
      for (const result of labelValues.result) m.attemptDuration.zero({ provider, operation, kind, result });
    }
    for (const reason of errorCodes) m.errors.inc({ provider, operation, reason }, 0);
  }
  for (const source of labelValues.source) m.rateLimitHits.inc({ provider, source }, 0);
  for (const reason of classes) {
    m.retries.inc({ provider, reason }, 0);
    m.retriesExhausted.inc({ provider, reason }, 0);
  }
  for (const { name: hint } of contract.hints) m.hintsIgnored.inc({ provider, hint }, 0);
  for (const cause of labelValues.cause) m.wait.zero({ provider, cause });
  for (const upstream of upstreamsOf(contract.networks)) {
    for (const from of labelValues.state) {
      m.breakerState.set({ provider, upstream, state: from }, from === 'closed' ? 1 : 0);
      for (const to of labelValues.state) {
        if (from !== to) m.breakerTransitions.inc({ provider, upstream, from, to }, 0);
      }
    }
  }
  const resources = new Set(Object.values(contract.tiers).flatMap(({ windows }) => windows.map((w) => w.resource)));
  for (const resource of resources) m.limit.set({ provider, resource }, 0);
  for (const { means, resource } of contract.hints) {
    if (means === 'remaining') m.limitRemaining.set({ provider, resource }, 0);
  }
  if (contract.billing !== undefined) {
    m.gpuBilled.inc({ provider }, 0);
    m.gpuSaved.inc({ provider }, 0);
  }
  for (const gauge of [m.inFlight, m.queued, m.limitBulkhead, m.retryBudget]) gauge.set({ provider }, 0);
  for (const slo of contract.objectives) {
    m.objective.set({ provider, slo: slo.name }, slo.objective);
    if (slo.sli === 'latency') m.threshold.set({ provider, slo: slo.name }, slo.thresholdMs / 1_000);
  }
}
