import { type ProviderContract, windowMs } from '@evenkeel/toolkit/providers';
import { errorBudget, type LatencyObjective } from '@evenkeel/toolkit/slo';
import type { AlertRule, RuleOptions } from './alert-rule.ts';
import { ceilingName, debtors, hasCeiling, limitsOver } from './contract-traits.ts';
import { budgetName, percent, spellBudget, spellCount, spellDuration, spellList } from './format.ts';
import { limitAlerts } from './naming.ts';
import { alertScope, budgetPace, endedCalls, longWaits, promDuration, stayingDebt } from './promql/index.ts';

/** A budget's pace is that of a twelfth of its period, and of this long at least. */
const SHORTEST_PACE_MS = 300_000;

export const paceMs = (periodMs: number): number => Math.max(SHORTEST_PACE_MS, Math.round(periodMs / 12));

/**
 * Alerts of what limits do to calls. A limit that is used as a whole is none: calls wait for it, and it is there to be
 * used.
 */
export function buildLimitRules(contract: ProviderContract, options: RuleOptions): AlertRule[] {
  return [...waits(contract, options), ...debts(contract, options), ...budgets(contract, options)];
}

const labelsOf = ({ name }: ProviderContract) => ({ severity: 'ticket', provider: name });

const runbook = ({ runbookBase = 'docs/runbooks' }: RuleOptions, file: string): string => `${runbookBase}/${file}`;

/** The objectives that waits break: those of calls. A job's duration begins when the job does, after all waits. */
export const waitObjectives = ({ objectives }: Pick<ProviderContract, 'objectives'>): LatencyObjective[] =>
  objectives.flatMap((each) => (each.sli === 'latency' && each.of === 'call' ? [each] : []));

/** The names of all limits. */
export function limitNames(contract: ProviderContract): string[] {
  const { ours, told } = limitsOver(contract);
  return [...ours, ...told, ...(hasCeiling(contract) ? [ceilingName(contract)] : [])];
}

function waits(contract: ProviderContract, options: RuleOptions): AlertRule[] {
  if (limitNames(contract).length === 0) return [];
  const scope = alertScope(contract);
  return waitObjectives(contract).map((objective) => {
    const lengthMs = options.alertWindowMs ?? objective.alert.windowMs;
    const window = promDuration(lengthMs);
    const budget = errorBudget(objective);
    const longest = spellDuration(objective.thresholdMs);
    return {
      alert: limitAlerts.waits.name,
      expr: [
        `${longWaits(objective, scope, window)} > ${budget}`,
        'and on ()',
        `${endedCalls(objective, scope, window)} >= ${objective.minSamples}`,
      ].join('\n'),
      for: promDuration(options.alertForMs ?? objective.alert.forMs),
      labels: labelsOf(contract),
      annotations: {
        summary: `${contract.title}: {{ $value | humanizePercentage }} of the calls of ${spellList(objective.operations, 'and')} waited longer than ${longest} for {{ $labels.limit }}.`,
        description:
          `Over the last ${spellDuration(lengthMs)}; a whole call may take ${longest}, with ${percent(budget)} that are slower. ` +
          `Windows of fewer than ${spellCount(objective.minSamples)} calls are not judged.`,
        runbook_url: runbook(options, limitAlerts.waits.runbook),
      },
    };
  });
}

function debts(contract: ProviderContract, options: RuleOptions): AlertRule[] {
  return debtors(contract).map((limit) => {
    const lengthMs = 2 * Math.ceil(windowMs(limit));
    return {
      alert: limitAlerts.debt.name,
      expr: stayingDebt([limit.name], alertScope(contract), promDuration(lengthMs)),
      for: '0s',
      labels: labelsOf(contract),
      annotations: {
        summary: `${contract.title}: {{ $value | humanize }} ${limit.unit} are owed of the limit {{ $labels.limit }}, and no fewer than two windows ago.`,
        description: `Two windows are ${spellDuration(lengthMs)}. What is owed is paid before anything else leaves, so calls cost more than is thought again and again.`,
        runbook_url: runbook(options, limitAlerts.debt.runbook),
      },
    };
  });
}

function budgets(contract: ProviderContract, options: RuleOptions): AlertRule[] {
  return (options.budgets ?? []).map((budget) => {
    const lengthMs = options.alertWindowMs ?? paceMs(budget.periodMs);
    return {
      alert: limitAlerts.budget.name,
      expr: `${budgetPace(budget, alertScope(contract), promDuration(lengthMs))} > 1`,
      for: promDuration(options.alertForMs ?? Math.round(paceMs(budget.periodMs) / 2)),
      labels: { ...labelsOf(contract), limit: budgetName(budget) },
      annotations: {
        summary: `${contract.title}: at this pace {{ $value | humanizePercentage }} of the budget ${budgetName(budget)} is used up in a period.`,
        description: `${spellBudget(budget)}; the pace is that of the last ${spellDuration(lengthMs)}. Once the budget is used up, calls fail with EVK_BUDGET_EXCEEDED.`,
        runbook_url: runbook(options, limitAlerts.budget.runbook),
      },
    };
  });
}
