import { contracts, ratesOf, type Tier } from '@evenkeel/toolkit/providers';
import { labelValues, metricNames } from '@evenkeel/toolkit/telemetry';
import type { LabelMatcher, SelectorUse } from './promql.ts';

const metrics: ReadonlySet<string> = new Set(Object.values(metricNames));

const rates = contracts.flatMap(({ tiers }) => Object.values<Pick<Tier, 'limits'>>(tiers).flatMap(ratesOf));
/** What a hint tells of a unit that no limit counts has the unit's own name. */
const hinted = contracts.flatMap(({ hints }) => hints.map(({ unit }) => unit));

/** The values of labels that are bounded by design; `open` has the labels whose values only a run can tell. */
const known: Record<string, readonly string[] | undefined> = {
  ...labelValues,
  provider: contracts.map(({ name }) => name),
  limit: [...rates.map(({ name }) => name), ...hinted],
  unit: [...rates.map(({ unit }) => unit), ...hinted],
  operation: contracts.flatMap(({ operations }) => Object.keys(operations)),
  le: contracts.flatMap(({ objectives }) =>
    objectives.flatMap((each) => (each.sli === 'latency' ? [String(each.thresholdMs / 1_000)] : [])),
  ),
};
const open: ReadonlySet<string> = new Set([
  'job',
  'reason',
  'hint',
  'upstream',
  'slo',
  'fault',
  'version',
  'from',
  'to',
]);

function unknownValues({ label, op, value }: LabelMatcher): string[] {
  if (open.has(label)) return [];
  const values = known[label];
  if (values === undefined) return [`no metric has the label "${label}"`];
  const plain = label === 'le' ? [value.replace('(\\.0)?', '')] : op.endsWith('~') ? value.split('|') : [value];
  return plain.filter((each) => !values.includes(each)).map((each) => `the label "${label}" is never "${each}"`);
}

/** The metrics, labels and values in a selector that the toolkit never exposes. */
export function unknownWords({ metric, matchers }: SelectorUse): string[] {
  const base = metric.replace(/_(bucket|count|sum)$/, '');
  const name = metrics.has(metric) || metrics.has(base) ? [] : [`there is no metric "${metric}"`];
  return [...name, ...matchers.flatMap(unknownValues)];
}
