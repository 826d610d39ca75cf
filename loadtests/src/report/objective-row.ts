import { errorBudget } from '@evenkeel/toolkit/slo';
import { formatDuration, formatPercent } from '@evenkeel/tools/command-line';
import { ratio } from '../verdict/agreement.ts';
import type { Reading } from '../verdict/evidence.ts';

/** The heads of the table that every report shows. */
export const objectiveHeads = ['objective', 'target', 'k6', 'Prometheus', 'panel', 'alert'] as const;

/** One objective as a row below `objectiveHeads`; `-` where a source does not apply. */
export function objectiveRow({ objective, k6, prometheus, panel, alert }: Reading): string[] {
  const what = objective.sli === 'errors' ? 'bad calls' : `slower than ${formatDuration(objective.thresholdMs)}`;
  return [
    `${objective.name} (${what})`,
    `≤ ${formatPercent(errorBudget(objective))}`,
    k6.total === 0 ? 'no calls' : formatPercent(ratio(k6)),
    prometheus === undefined ? '-' : formatPercent(ratio(prometheus)),
    panel === undefined ? '-' : panel === null ? 'no data' : formatPercent(panel),
    alert ?? '-',
  ];
}
