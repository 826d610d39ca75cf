import { describeFault, type FaultSettings } from '@evenkeel/mock-server/launch';
import { formatCount, formatDuration, formatPercent } from '@evenkeel/tools/command-line';
import type { Counts, Durations } from '../shared/evidence.ts';
import { type BatchLoad, type FleetLoad, LARGE_SHARE, type Load } from '../shared/load.ts';
import type { Report } from './report.ts';

/** `open model at /nimbus/infer: 200 calls a second for 30 s, tier pro`: a plan, and the load that it really gets. */
export const describeScenario = ({ title, tier }: { title: string; tier: string }, load: Load): string =>
  `${title}: ${describeLoad(load)}, tier ${tier}`;

function describeLoad(load: Load): string {
  switch (load.kind) {
    case 'rate':
      return `${formatCount(load.perSecond)} calls a second for ${formatDuration(load.durationMs)}`;
    case 'batches':
      return describeBatches(load);
    case 'fleet':
      return describeFleet(load);
    case 'own':
      return `about ${formatCount(load.calls)} calls`;
  }
}

/** `8 processes for 20 s` */
function describeFleet({ processes, durationMs, demand, caller, chaos, skewMs }: FleetLoad): string {
  const parts = [`${processes} ${processes === 1 ? 'process' : 'processes'} for ${formatDuration(durationMs)}`];
  if (demand === 'uneven') parts.push(`the first with ${LARGE_SHARE * 100} % of the work`);
  if (caller === 'uncoordinated') parts.push('each as if it were alone');
  else if (caller !== 'evenkeel') parts.push(`by ${caller}`);
  if (chaos !== null) parts.push(`chaos ${chaos}`);
  if (skewMs !== 0) parts.push(`clocks off by ${formatDuration(skewMs)} either way`);
  return parts.join(', ');
}

function describeBatches({ size, warmUp, measured, pauseMs }: BatchLoad): string {
  const batches = `${formatCount(measured)} ${measured === 1 ? 'batch' : 'batches'} of ${formatCount(size)}`;
  const before = warmUp === 0 ? '' : ` after ${formatCount(warmUp)} to warm up`;
  return `${batches}${before}${pauseMs === undefined ? '' : `, each followed by ${formatDuration(pauseMs)}`}`;
}

/** `503 on every attempt of 3 % of the calls, and 429 on 2 % of the attempts` */
export const describeFaults = (faults: readonly FaultSettings[]): string => faults.map(describeFault).join(', and ');

/** `6,000 calls: 6,000 ok · 0 failed ...` */
export function countsLine(counts: Counts): string {
  const parts = [
    [counts.succeeded, 'ok'],
    [counts.failed, 'failed'],
    [counts.rejected, 'rejected'],
    [counts.cancelled, 'cancelled'],
    [counts.dropped, 'dropped'],
    ...(counts.rateLimited === undefined ? [] : [[counts.rateLimited, '429s of the client’s making'] as const]),
  ] as const;
  return `${formatCount(counts.sent)} calls: ${parts.map(([n, name]) => `${formatCount(n)} ${name}`).join(' · ')}`;
}

/** `ok calls took 84 ms (p50), 168 ms (p99), 233 ms (max)`; null where k6 timed none. */
export function durationsLine(durations: Durations | null): string | null {
  if (durations === null) return null;
  const { p50, tail, max } = durations;
  const named = [{ name: 'p50', ms: p50 }, ...(tail === null ? [] : [tail]), { name: 'max', ms: max }];
  return `ok calls took ${named.map(({ name, ms }) => `${formatDuration(ms)} (${name})`).join(', ')}`;
}

/** The column heads of the table that every report shows. */
export const objectiveHeads = ['objective', 'target', 'k6', 'Prometheus', 'panel', 'alert'] as const;

/** The table's rows below `objectiveHeads`, one for each objective; `-` where a source does not apply. */
export function objectiveRows({ evidence, verdict }: Pick<Report, 'evidence' | 'verdict'>): string[][] {
  return verdict.objectives.map(({ name, target, k6, prometheus, panel }, at) => {
    const reading = evidence.readings[at];
    if (reading === undefined) throw new RangeError(`readings: expected one of ${name}.`);
    const { objective, alert } = reading;
    const what = objective.sli === 'errors' ? 'bad calls' : `slower than ${formatDuration(objective.thresholdMs)}`;
    return [
      `${name} (${what})`,
      `≤ ${formatPercent(target)}`,
      reading.k6.total === 0 ? 'no calls' : formatPercent(k6),
      prometheus === undefined ? '-' : formatPercent(prometheus),
      panel === undefined ? (reading.panel === null ? 'no data' : '-') : formatPercent(panel),
      alert ?? '-',
    ];
  });
}
