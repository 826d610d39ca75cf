import { Counter, Histogram, type Registry } from 'prom-client';
import type { ProviderContract } from '../contract/contract.ts';
import type { EventSink } from '../events.ts';
import { labelValues } from './names.ts';

/** The operation that is a whole job. */
const JOB = 'job';

/**
 * Registers the metrics that an API's own guide names: how jobs ended and how long the API says they ran, why jobs
 * failed, and calls that were throttled. Does so only if the environment variable that the guide names is 1.
 *
 * @returns the sink that updates them; undefined if they are not wanted
 */
export function guideMetrics(
  register: Registry,
  { name: provider, guideMetrics: names }: ProviderContract,
  buckets: readonly number[],
): EventSink | undefined {
  if (names === undefined || globalThis.process?.env[names.enabledBy] !== '1') return undefined;
  const registers = [register];
  const duration = new Histogram({
    name: names.jobDuration,
    help: 'Jobs, from their start to their end, as the API says.',
    labelNames: ['operation', 'outcome'],
    buckets: [...buckets],
    registers,
  });
  const errors = new Counter({
    name: names.jobErrors,
    help: 'Jobs that ended in error or were rejected, by code.',
    labelNames: ['operation', 'reason'],
    registers,
  });
  const hits = new Counter({
    name: names.rateLimitHits,
    help: 'Attempts throttled by the API, and local refusals.',
    labelNames: ['source'],
    registers,
  });
  for (const outcome of labelValues.outcome) duration.zero({ operation: JOB, outcome });
  for (const source of labelValues.source) hits.inc({ source }, 0);
  return (event) => {
    if (event.provider !== provider) return;
    if (event.type === 'rate-limited') hits.inc({ source: event.source });
    if (event.type !== 'call-ended' || event.operation !== JOB) return;
    const { operation, outcome, durationMs, code } = event;
    duration.observe({ operation, outcome }, durationMs / 1_000);
    if (outcome === 'error' || outcome === 'rejected') errors.inc({ operation, reason: code });
  };
}
