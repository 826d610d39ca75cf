import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ProviderContract } from '../contract/contract.ts';
import { driftsOf } from '../contract/drift.ts';
import { hintPlacesOf } from '../contract/hint-places.ts';
import { isConcurrency } from '../contract/limit.ts';
import { upstreamsOf } from '../contract/limit-key.ts';
import { errorCodes } from '../errors/error-codes.ts';
import { labelValues, metricNames, storeBucketsSeconds, waitBucketsSeconds } from './names.ts';

export type Metrics = ReturnType<typeof registerMetrics>;

/**
 * Registers the metrics that follow from single events.
 *
 * @param buckets the boundaries of durations, in seconds
 * @param refill called when the retry budget is scraped
 */
export function registerMetrics(register: Registry, buckets: number[], refill: (budgets: Gauge) => void) {
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
export function createSeries(m: Metrics, contract: ProviderContract): void {
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

/** The upstreams of a client's circuits: what no network is asked for has one of its own. */
export function circuitsOf({
  networks,
  operations,
}: Pick<ProviderContract, 'networks' | 'operations'>): readonly string[] {
  const isReached = Object.values(operations).every((each) => 'via' in each || each.path.includes('{network}'));
  return [...new Set([...upstreamsOf(networks), ...(isReached ? [] : upstreamsOf([]))])];
}
