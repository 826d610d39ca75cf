import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { errorBudget, type Objective } from '@evenkeel/toolkit/slo';
import { stringify } from 'yaml';
import type { AlertRule, RuleOptions } from './alert-rule.ts';
import { percent, spellCount, spellDuration, spellList } from './format.ts';
import { buildLimitRules } from './limit-rules.ts';
import { alertName, generatedNotice, runbookFile } from './naming.ts';
import { alertScope, badRatio, promDuration, sampleCount } from './promql/index.ts';

export interface RuleFile {
  groups: { name: string; rules: AlertRule[] }[];
}

/**
 * A breach of the budget over one short window is a symptom to look into. It does not say how fast the budget burns, so
 * it must not wake anybody.
 */
const severity = 'ticket';

function sentence(objective: Objective): string {
  const of = `calls of ${spellList(objective.operations, 'and')}`;
  return objective.sli === 'errors'
    ? `{{ $value | humanizePercentage }} of the ${of} ended in ${spellList(objective.bad, 'or')}`
    : `{{ $value | humanizePercentage }} of the ${of} took longer than ${spellDuration(objective.thresholdMs)}`;
}

function buildAlert(contract: ProviderContract, objective: Objective, options: RuleOptions): AlertRule {
  const windowMs = options.alertWindowMs ?? objective.alert.windowMs;
  if (!(windowMs > 0)) {
    throw new RangeError(`alertWindowMs is ${windowMs}; an alert's window must be above 0 ms.`);
  }
  const window = promDuration(windowMs);
  const budget = errorBudget(objective);
  const scope = alertScope(contract);
  return {
    alert: alertName(contract, objective),
    expr: [
      `${badRatio(objective, scope, window)} > ${budget}`,
      'and',
      `${sampleCount(objective, scope, window)} >= ${objective.minSamples}`,
    ].join('\n'),
    for: promDuration(options.alertForMs ?? objective.alert.forMs),
    labels: { severity, provider: contract.name, slo: objective.name },
    annotations: {
      summary: `${contract.title}: ${sentence(objective)}.`,
      description:
        `Over the last ${spellDuration(windowMs)}; at most ${percent(budget)} is promised. ` +
        `Windows of fewer than ${spellCount(objective.minSamples)} calls are not judged.`,
      runbook_url: `${options.runbookBase ?? 'docs/runbooks'}/${runbookFile(contract, objective)}`,
    },
  };
}

/**
 * Builds one alert for each of a contract's objectives, with the objective's own window, budget and guard against
 * little traffic, and then those of its limits.
 *
 * @throws RangeError for a window or a `for` that Prometheus cannot hold.
 */
export function buildRules(contract: ProviderContract, options: RuleOptions = {}): RuleFile {
  const rules = contract.objectives.map((objective) => buildAlert(contract, objective, options));
  const ofLimits = buildLimitRules(contract, options);
  return {
    groups: [
      { name: `evenkeel-${contract.name}`, rules },
      ...(ofLimits.length === 0 ? [] : [{ name: `evenkeel-${contract.name}-limits`, rules: ofLimits }]),
    ],
  };
}

/** A rule file as Prometheus loads it. */
export function rulesToYaml(file: RuleFile): string {
  return `# ${generatedNotice}\n${stringify(file, { lineWidth: 0 })}`;
}
