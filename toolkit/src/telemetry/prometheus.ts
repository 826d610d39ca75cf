import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ProviderContract } from '../contract/contract.ts';
import { driftsOf } from '../contract/drift.ts';
import { hintPlacesOf } from '../contract/hint-places.ts';
import { isConcurrency, isRate } from '../contract/limit.ts';
import { upstreamsOf } from '../contract/limit-key.ts';
import { errorCodes } from '../errors/errors.ts';
import type { EventSink } from '../events.ts';
import { type Clock, systemClock } from '../time/clock.ts';
import { guideMetrics } from './guide-metrics.ts';
import { durationBucketsSeconds, labelValues, metricNames, storeBucketsSeconds, waitBucketsSeconds } from './names.ts';
import { showBucketsOf } from './shown-buckets.ts';
import { version } from './version.ts';

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
  showBucketsOf(m.callDuration, contracts);
  m.buildInfo.set({ version }, 1);
  // Only units that a hint tells of have a gauge of what is left: any other would stay at the limit, as if idle.
  const told = new Set(
    contracts.flatMap(({ name, hints }) =>
      hints.flatMap(({ means, unit }) => (means === 'remaining' ? [`${name} ${unit}`] : [])),
    ),
  );
  const names = new Map(contracts.map((contract) => [contract.name, limitNames(contract)]));
  // What is told of a unit that no limit counts has the unit's own name.
  const nameOf = (provider: string, tier: string, unit: string): { limit: string; unit: string } => ({
    limit: names.get(provider)?.get(tier)?.get(unit) ?? unit,
    unit,
  });
  const circuits = new Map(contracts.map((contract) => [contract.name, circuitsOf(contract)]));
  // The APIs whose ceiling counts jobs: for them, jobs are in flight, not attempts.
  const perJob = new Set(
    contracts.flatMap(({ name, tiers }) =>
      Object.values(tiers).some(({ limits }) => limits.some((limit) => isConcurrency(limit) && limit.of === 'job'))
        ? [name]
        : [],
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
        const { type, tier, ceiling, limits, circuits: left = {} } = event;
        const sign = type === 'client-opened' ? 1 : -1;
        for (const upstream of circuits.get(provider) ?? []) {
          // A circuit that never changed, or was not used yet, is closed.
          m.breakers.inc({ provider, upstream, state: left[upstream] ?? 'closed' }, sign);
        }
        if (ceiling !== null) {
          m.concurrencyLimit.inc({ provider }, sign * ceiling);
          m.queued.inc({ provider }, 0);
        }
        if (sign < 0) break;
        for (const { name, unit, limit } of limits) {
          const labels = { provider, limit: name, unit };
          m.limit.set(labels, limit);
          const isTold = told.has(`${provider} ${unit}`) && nameOf(provider, tier, unit).limit === name;
          if (isTold) m.limitRemaining.set(labels, limit);
        }
        break;
      }
      case 'limits-changed': {
        const { ceiling, limits } = event;
        const { from, to } = ceiling;
        if (from !== to) m.concurrencyLimit.inc({ provider }, (to ?? 0) - (from ?? 0));
        for (const { name, unit, limit } of limits) m.limit.set({ provider, limit: name, unit }, limit);
        break;
      }
      case 'attempt-started':
        if (!perJob.has(provider)) m.inFlight.inc({ provider });
        break;
      case 'attempt-ended': {
        const { operation, result, attempt, durationMs } = event;
        if (!perJob.has(provider)) m.inFlight.dec({ provider });
        const kind = attempt === 1 ? 'first' : 'retry';
        m.attempts.inc({ provider, operation, kind, result });
        m.attemptDuration.observe({ provider, operation }, durationMs / 1_000);
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
      case 'contract-drift':
        m.contractDrift.inc({ provider, what: event.what });
        break;
      case 'wait-started':
        if (event.cause === 'concurrency') m.queued.inc({ provider });
        break;
      case 'wait-ended':
        if (event.cause === 'concurrency') m.queued.dec({ provider });
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
        m.limitRemaining.set({ provider, ...nameOf(provider, event.tier, event.unit) }, event.remaining);
        break;
      case 'breaker-changed': {
        const { upstream, from, to } = event;
        m.breakerTransitions.inc({ provider, upstream, to });
        m.breakers.dec({ provider, upstream, state: from });
        m.breakers.inc({ provider, upstream, state: to });
        break;
      }
    }
  };
}

/** By tier, the limit over time of each unit that has one: the first, which is the one that a client keeps to. */
function limitNames({ tiers }: Pick<ProviderContract, 'tiers'>): Map<string, Map<string, string>> {
  const firsts = Object.entries(tiers).map(([tier, { limits }]) => {
    const rates = limits.filter(isRate).reverse();
    return [tier, new Map(rates.map(({ unit, name }) => [unit, name]))] as const;
  });
  return new Map(firsts);
}

/** The upstreams of a client's circuits: what no network is asked for has one of its own. */
function circuitsOf({ networks, operations }: Pick<ProviderContract, 'networks' | 'operations'>): readonly string[] {
  const isReached = Object.values(operations).every((each) => 'via' in each || each.path.includes('{network}'));
  return [...new Set([...upstreamsOf(networks), ...(isReached ? [] : upstreamsOf([]))])];
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
    attempts: counter(n.attempts, 'Trips over the wire that have ended, by result.', [
      ...ofOperation,
      'kind',
      'result',
    ]),
    attemptDuration: histogram(n.attemptDuration, 'Trips over the wire.', ofOperation, buckets),
    errors: counter(n.errors, 'Calls that ended in error or were rejected, by code.', [...ofOperation, 'reason']),
    rateLimitHits: counter(n.rateLimitHits, 'Attempts throttled by the upstream, and local refusals.', [
      'provider',
      'source',
    ]),
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
    contractDrift: counter(n.contractDrift, 'What answers have contradicted in the contract.', ['provider', 'what']),
    wait: histogram(n.wait, 'What calls waited for.', ['provider', 'cause'], waitBucketsSeconds),
    breakers: gauge(n.breakers, 'How many circuits are in the state, over all clients.', [...ofBreaker, 'state']),
    breakerTransitions: counter(n.breakerTransitions, 'Changes of state.', [...ofBreaker, 'to']),
    inFlight: gauge(n.inFlight, 'Attempts on their way or, where the ceiling is one of jobs, jobs.', ['provider']),
    queued: gauge(n.queued, 'Calls that wait for a slot.', ['provider']),
    concurrencyLimit: gauge(n.concurrencyLimit, 'The ceiling of attempts, or jobs, in flight.', ['provider']),
    limit: gauge(n.limit, 'The amount of a limit over time.', ['provider', 'limit', 'unit']),
    limitRemaining: gauge(n.limitRemaining, 'What the server last said is left of it.', ['provider', 'limit', 'unit']),
    gpuBilled: counter(n.gpuBilledSeconds, 'GPU-seconds that ended jobs cost.', ['provider']),
    gpuSaved: counter(n.gpuSavedSeconds, 'GPU-seconds that jobs would have cost, had nobody ended them.', ['provider']),
    coordinationDegraded: gauge(n.coordinationDegradedClients, 'Clients whose store does not answer.', ['store']),
    coordinationRoundTrip: histogram(
      n.coordinationRoundTrip,
      'Trips to the store of what processes share.',
      ['store'],
      storeBucketsSeconds,
    ),
    objective: gauge(n.sloObjectiveRatio, 'Share of good calls promised.', ['provider', 'slo']),
    threshold: gauge(n.sloLatencyThreshold, 'What counts as slow.', ['provider', 'slo']),
    buildInfo: gauge(n.buildInfo, '1, by the version of the toolkit.', ['version']),
  };
}

/** Makes every series start at 0: a counter that first appears at 5 has a rate of 0 until it moves again. */
function createSeries(m: Metrics, contract: ProviderContract): void {
  const provider = contract.name;
  const classes = labelValues.result.filter((result) => result !== 'ok' && result !== 'cancelled');
  for (const operation of Object.keys(contract.operations)) {
    for (const outcome of labelValues.outcome) m.callDuration.zero({ provider, operation, outcome });
    m.attemptDuration.zero({ provider, operation });
    for (const kind of labelValues.kind) {
      for (const result of labelValues.result) m.attempts.inc({ provider, operation, kind, result }, 0);
    }
    for (const reason of errorCodes) m.errors.inc({ provider, operation, reason }, 0);
  }
  for (const source of labelValues.source) m.rateLimitHits.inc({ provider, source }, 0);
  for (const reason of classes) {
    m.retries.inc({ provider, reason }, 0);
    m.retriesExhausted.inc({ provider, reason }, 0);
  }
  for (const hint of hintPlacesOf(contract)) m.hintsIgnored.inc({ provider, hint }, 0);
  for (const what of driftsOf(contract)) m.contractDrift.inc({ provider, what }, 0);
  for (const cause of labelValues.cause) m.wait.zero({ provider, cause });
  for (const upstream of circuitsOf(contract)) {
    for (const state of labelValues.state) {
      m.breakers.set({ provider, upstream, state }, 0);
      m.breakerTransitions.inc({ provider, upstream, to: state }, 0);
    }
  }
  if (contract.billing !== undefined) {
    m.gpuBilled.inc({ provider }, 0);
    m.gpuSaved.inc({ provider }, 0);
  }
  m.inFlight.set({ provider }, 0);
  // What a contract lacks is absent, not 0. A limit, and what is left of it, is told by the clients that stand under it.
  const hasCeiling = Object.values(contract.tiers).some(({ limits }) => limits.some(isConcurrency));
  for (const gauge of hasCeiling ? [m.queued, m.concurrencyLimit] : []) gauge.set({ provider }, 0);
  if (contract.retry.budget !== null) m.retryBudget.set({ provider }, 0);
  for (const slo of contract.objectives) {
    m.objective.set({ provider, slo: slo.name }, slo.objective);
    if (slo.sli === 'latency') m.threshold.set({ provider, slo: slo.name }, slo.thresholdMs / 1_000);
  }
}
