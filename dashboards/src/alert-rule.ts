import type { Budget } from '@evenkeel/toolkit/providers';

/** An alert as a rule file has it. */
export interface AlertRule {
  alert: string;
  expr: string;
  for: string;
  /** `slo` is the objective's name; `limit` a budget's, where the query does not have it. */
  labels: { severity: string; provider: string; slo?: string; limit?: string };
  annotations: { summary: string; description: string; runbook_url: string };
}

/** What may differ from the shipped rules. Selectors, thresholds and guards are always the same. */
export interface RuleOptions {
  /** A window in place of each objective's own, in milliseconds, above 0. */
  alertWindowMs?: number;
  /** How long a breach may last, in place of each objective's own time, in milliseconds, from 0. */
  alertForMs?: number;
  /** Where the runbooks are published, without a slash at the end. Default `docs/runbooks`, as in the repository. */
  runbookBase?: string;
  /** The budgets that the application gives its clients. Default: none. */
  budgets?: readonly Budget[];
}
