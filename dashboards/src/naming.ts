import type { ProviderContract } from '@evenkeel/toolkit/providers';
import type { Objective } from '@evenkeel/toolkit/slo';
import { pascalCase } from './format.ts';

type Named = Pick<ProviderContract, 'name'>;

/** The name of an objective's alert: `EvenkeelNimbusErrors`. */
export function alertName(contract: Named, objective: Pick<Objective, 'name'>): string {
  return `Evenkeel${pascalCase(contract.name)}${pascalCase(objective.name)}`;
}

/** The file of an objective's runbook, in `docs/runbooks/`. */
export function runbookFile(contract: Named, objective: Pick<Objective, 'name'>): string {
  return `${contract.name}-${objective.name}.md`;
}

/** The alerts of limits, each with its runbook; the label `provider` says whose. */
export const limitAlerts = {
  waits: { name: 'EvenkeelWaitsForLimit', runbook: 'waits-for-limit.md' },
  debt: { name: 'EvenkeelDebtStays', runbook: 'debt-stays.md' },
  budget: { name: 'EvenkeelBudgetUsedUp', runbook: 'budget-used-up.md' },
} as const;

/** The notice at the head of every generated file. */
export const generatedNotice = 'Generated from the provider contract by `npm run generate`. Do not edit.';
