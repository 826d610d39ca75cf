import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { errorBudget, type Objective } from '@evenkeel/toolkit/slo';
import { percent, spellCount, spellDuration, spellList } from '../format.ts';
import { alertName, runbookFile } from '../naming.ts';
import type { Mark } from './pointer.ts';
import { code, table } from './table.ts';

function promise(objective: Objective, budget: string, mark: Mark, index: number): string {
  if (objective.sli === 'errors') {
    const excluded = objective.excluded.length === 0 ? '' : `; ${spellList(objective.excluded, 'and')} left out`;
    return `at most ${budget} ${spellList(objective.bad, 'or')}${excluded}`;
  }
  const threshold = mark(spellDuration(objective.thresholdMs), 'objectives', index, 'thresholdMs');
  return `at most ${budget} of the ${spellList(objective.outcomes, 'and')} ${objective.of}s slower than ${threshold}`;
}

/** The section of the objectives, with their alerts and runbooks. */
export function objectivesSection(contract: ProviderContract, mark: Mark): string {
  const rows = contract.objectives.map((objective, index) => {
    const at = ['objectives', index] as const;
    const budget = mark(percent(errorBudget(objective)), ...at, 'objective');
    const { windowMs, forMs } = objective.alert;
    return [
      code(objective.name),
      objective.operations.map(code).join(', '),
      promise(objective, budget, mark, index),
      mark(spellCount(objective.minSamples), ...at, 'minSamples'),
      mark(`over ${spellDuration(windowMs)}, lasting ${spellDuration(forMs)}`, ...at, 'alert'),
      `[${alertName(contract, objective)}](../runbooks/${runbookFile(contract, objective)})`,
    ];
  });
  return [
    '## Objectives',
    table(['Objective', 'Operations', 'Promise', 'Calls needed to judge', 'Alert', 'Runbook'], rows),
  ].join('\n\n');
}
