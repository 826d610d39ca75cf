import type { Gauge, Registry } from 'prom-client';
import type { ProviderContract } from '../contract/contract.ts';
import { isConcurrency, isRate } from '../contract/limit.ts';
import type { EventSink } from '../events.ts';
import { type Clock, systemClock } from '../time/clock.ts';
import { guideMetrics } from './guide-metrics.ts';
import { limitMetrics } from './limit-metrics.ts';
import { durationBucketsSeconds, labelValues } from './names.ts';
import { circuitsOf, createSeries, registerMetrics } from './series.ts';
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
  return rising([...durationBucketsSeconds, ...latencyThresholds(contracts)]);
}

/** In seconds. */
function latencyThresholds(contracts: readonly ProviderContract[]): number[] {
  return contracts.flatMap(({ objectives }) =>
    objectives.flatMap((objective) => (objective.sli === 'latency' ? [objective.thresholdMs / 1_000] : [])),
  );
}

const rising = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);

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
  const ofLimits = limitMetrics(register, contracts, rising(latencyThresholds(contracts)));
  const ofGuides = contracts.flatMap((contract) => guideMetrics(register, contract, durationBuckets(contracts)) ?? []);
  return (event) => {
    for (const sink of ofGuides) sink(event);
    const { provider } = event;
    switch (event.type) {
      case 'client-opened':
      case 'client-closed': {
        ofLimits(event);
        const { type, tier, ceiling, limits, circuits: left = {} } = event;
        const sign = type === 'client-opened' ? 1 : -1;
        const named = Object.keys(left);
        if (!circuits.has(provider) && named.length > 0) circuits.set(provider, named);
        for (const upstream of new Set([...(circuits.get(provider) ?? []), ...named])) {
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
        ofLimits(event);
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
        // Of a fetch without a contract nobody has counted the circuits that are closed.
        if (!circuits.has(provider)) break;
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
