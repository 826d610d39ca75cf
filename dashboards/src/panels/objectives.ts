import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { type ErrorObjective, errorBudget, type LatencyObjective, type Objective } from '@evenkeel/toolkit/slo';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import { PercentUnit, Seconds } from '@grafana/grafana-foundation-sdk/units';
import { percent, spellDuration, spellList } from '../format.ts';
import { alertName } from '../naming.ts';
import { badRatio, durationQuantile, gauge, panelScope } from '../promql/index.ts';
import { limitedStat, limitedTimeseries, type PanelSpec, shownWindow, stepWindow } from './common.ts';

/**
 * The refId of a target whose value is an objective's bad ratio over the time shown: `objective_errors`. It lets a
 * program find the query that shows an objective, whatever the panel's title: beside its text, a dashboard's JSON keeps
 * only the refId of a query, and Grafana accepts any name there.
 */
const objectiveRefIdPrefix = 'objective_';

function objectiveRefId(objective: Pick<Objective, 'name'>): string {
  return objectiveRefIdPrefix + objective.name;
}

/** The objective that a target with this refId shows, if it shows one. */
export function objectiveOfRefId(refId: string): string | undefined {
  return refId.startsWith(objectiveRefIdPrefix) ? refId.slice(objectiveRefIdPrefix.length) : undefined;
}

/** The name of the quantile that the objective promises: `p99`. */
export function quantileName(objective: LatencyObjective): string {
  return `p${Number((objective.objective * 100).toPrecision(6))}`;
}

function statOf(contract: ProviderContract, objective: Objective, title: string, what: string): PanelSpec {
  const budget = errorBudget(objective);
  const description =
    `${what}, over the whole of the time shown. Red from ${percent(budget)} on. ` +
    `The alert ${alertName(contract, objective)} asks the same of its own window.`;
  const expr = badRatio(objective, panelScope(contract), shownWindow);
  const single = { expr, legend: objective.name, refId: objectiveRefId(objective) };
  return {
    width: 6,
    height: 8,
    panel: limitedStat({ title, description, unit: PercentUnit }, single, budget),
  };
}

/** What the processes themselves hold for an objective: beside the line, it shows those that run another contract. */
function promised(contract: ProviderContract, metric: string, { name }: Objective): string {
  return gauge(metric, 'max', panelScope(contract), undefined, { slo: name });
}

function errorPanels(contract: ProviderContract, objective: ErrorObjective): PanelSpec[] {
  const budget = errorBudget(objective);
  const excluded = objective.excluded.length === 0 ? '' : ` (${spellList(objective.excluded, 'and')} left out)`;
  const share =
    `Share of the calls of ${spellList(objective.operations, 'and')}${excluded} ` +
    `that ended ${spellList(objective.bad, 'or')}`;
  const description = `${share}. The line is the budget of ${percent(budget)}.`;
  const expr = badRatio(objective, panelScope(contract), stepWindow);
  return [
    statOf(contract, objective, `Bad calls (${objective.name})`, share),
    {
      width: 18,
      height: 8,
      panel: limitedTimeseries(
        { title: `Error ratio against the budget (${objective.name})`, description, unit: PercentUnit },
        [
          { expr, legend: 'bad calls' },
          {
            expr: `1 - ${promised(contract, metricNames.sloObjectiveRatio, objective)}`,
            legend: 'budget of the processes',
          },
        ],
        budget,
      ),
    },
  ];
}

/** Operations without a promise are drawn, too, and named as such: a batch, for one, waits for windows by design. */
function quantileQueries(contract: ProviderContract, objective: LatencyObjective) {
  const scope = panelScope(contract);
  const others = Object.keys(contract.operations).filter((name) => !objective.operations.includes(name));
  const promised = {
    expr: durationQuantile(objective, objective.operations, scope, stepWindow),
    legend: '{{operation}}',
  };
  if (others.length === 0) return [promised];
  return [
    promised,
    { expr: durationQuantile(objective, others, scope, stepWindow), legend: '{{operation}} (nothing promised)' },
  ];
}

function latencyPanels(contract: ProviderContract, objective: LatencyObjective): PanelSpec[] {
  const threshold = spellDuration(objective.thresholdMs);
  const quantile = quantileName(objective);
  const calls = `${spellList(objective.outcomes, 'and')} calls of ${spellList(objective.operations, 'and')}`;
  return [
    statOf(
      contract,
      objective,
      `Slower than ${threshold} (${objective.name})`,
      `Share of the ${calls} that took longer than ${threshold}, exact`,
    ),
    {
      width: 18,
      height: 8,
      panel: limitedTimeseries(
        {
          title: `${quantile} duration against the objective (${objective.name})`,
          description:
            `Duration below which ${percent(objective.objective)} of the ${calls} ended, interpolated within a bucket. ` +
            `The line is the objective of ${threshold}; the exact share is beside.`,
          unit: Seconds,
        },
        [
          ...quantileQueries(contract, objective),
          {
            expr: promised(contract, metricNames.sloLatencyThreshold, objective),
            legend: 'objective of the processes',
          },
        ],
        objective.thresholdMs / 1_000,
      ),
    },
  ];
}

/** For each objective, the number that decides, and its course over time. */
export function objectivePanels(contract: ProviderContract): PanelSpec[] {
  return contract.objectives.flatMap((objective) =>
    objective.sli === 'errors' ? errorPanels(contract, objective) : latencyPanels(contract, objective),
  );
}
