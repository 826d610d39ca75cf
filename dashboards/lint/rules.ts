import type { DashboardJson, PanelJson, VariableJson } from '../src/dashboard-json.ts';
import { substitute } from '../src/panel-queries.ts';
import { readPromql } from './promql.ts';
import { unknownWords } from './vocabulary.ts';

/** One rule: says what is wrong with a dashboard. Rules that Grafana's dashboard-linter has, too, have its names. */
export type LintRule = (dashboard: DashboardJson) => string[];

type Target = NonNullable<PanelJson['targets']>[number];

const variables = { rateIntervalSeconds: 20, rangeSeconds: 900, job: '.+' };

function panelsOf(dashboard: DashboardJson): PanelJson[] {
  return dashboard.panels.filter(({ type }) => type !== 'row');
}

function eachPanel(check: (panel: PanelJson) => (string | false)[]): LintRule {
  return (dashboard) =>
    panelsOf(dashboard).flatMap((panel) =>
      check(panel).flatMap((text) => (text === false ? [] : [`"${panel.title}" ${text}`])),
    );
}

function eachTarget(check: (target: Target) => string[]): LintRule {
  return eachPanel(({ targets = [] }) =>
    targets.flatMap((target) => check(target).map((text) => `${target.refId}: ${text}`)),
  );
}

function checkVariable(variable: VariableJson | undefined, wanted: Partial<VariableJson>): string[] {
  if (variable === undefined) return ['is missing'];
  return Object.entries(wanted)
    .filter(([field, value]) => variable[field as keyof VariableJson] !== value)
    .map(([field, value]) => `needs ${field} ${JSON.stringify(value)}`);
}

function variableRule(name: string, wanted: Partial<VariableJson>): LintRule {
  return ({ templating }) =>
    checkVariable(
      templating.list.find((each) => each.name === name),
      wanted,
    ).map((text) => `the variable "${name}" ${text}`);
}

function selectorsOf(expr: string) {
  return readPromql(substitute(expr, variables)).selectors;
}

/** Matches ranges as they are written, before Grafana's variables are replaced. */
const rangedCall = /\b(rate|irate|increase)\([^[\]]*\[([^\]]+)\]/g;
const allowedRanges: Record<string, readonly string[]> = {
  rate: ['$__rate_interval'],
  irate: ['$__rate_interval'],
  increase: ['$__rate_interval', '$__range'],
};

function overlap(a: PanelJson['gridPos'], b: PanelJson['gridPos']): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

function repeated(values: readonly (string | number)[]): (string | number)[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

/**
 * These rules of dashboard-linter are left out: template-instance and target-instance, since a dashboard here is about
 * an API and adds up all processes that call it; target-logql, since there are no logs.
 */
export const lintRules: Record<string, LintRule> = {
  'template-datasource': variableRule('datasource', {
    type: 'datasource',
    query: 'prometheus',
    label: 'Data source',
  }),
  'template-job': variableRule('job', { type: 'query', label: 'Job', multi: true, allValue: '.+' }),
  'template-on-time-change-reload': variableRule('job', { refresh: 2 }),
  'template-label-promql': ({ templating }) =>
    templating.list.flatMap(({ name, type, query }) => {
      if (type !== 'query') return [];
      const [, expr = ''] = /^label_values\((.+), \w+\)$/.exec(String(query)) ?? [];
      const errors = expr === '' ? ['it is no label_values(selector, label)'] : readPromql(expr).errors;
      return errors.map((error) => `the variable "${name}" cannot be read, ${error}`);
    }),
  'panel-datasource': eachPanel(({ datasource, targets = [] }) =>
    [datasource, ...targets.map((target) => target.datasource)].map(
      (source) => source?.uid !== '$datasource' && 'does not use the chosen data source',
    ),
  ),
  'panel-title-description': eachPanel(({ title, description = '' }) => [
    title.trim() === '' && 'has no title',
    description.trim() === '' && 'has no description',
  ]),
  'panel-units': eachPanel(({ fieldConfig }) => [!fieldConfig?.defaults?.unit && 'has no unit']),
  'panel-no-targets': eachPanel(({ targets = [] }) => [targets.length === 0 && 'has no query']),
  'target-promql': eachTarget(({ expr }) => readPromql(substitute(expr, variables)).errors),
  'target-rate-interval': eachTarget(({ expr }) =>
    [...expr.matchAll(rangedCall)].flatMap(([, fn = '', range = '']) =>
      allowedRanges[fn]?.includes(range) ? [] : [`${fn} over [${range}]`],
    ),
  ),
  'target-job': eachTarget(({ expr }) =>
    selectorsOf(expr)
      .filter(
        ({ matchers }) => !matchers.some(({ label, op, value }) => label === 'job' && op === '=~' && value === '.+'),
      )
      .map(({ metric }) => `${metric} does not obey the variable "job"`),
  ),
  'target-counter-agg': eachTarget(({ expr }) =>
    selectorsOf(expr)
      .filter(({ metric, fn }) => /_(total|count|sum|bucket)$/.test(metric) && !['rate', 'increase'].includes(fn ?? ''))
      .map(({ metric }) => `the counter ${metric} is read without rate or increase`),
  ),
  'target-vocabulary': eachTarget(({ expr }) => selectorsOf(expr).flatMap(unknownWords)),
  'unique-ids': ({ panels }) => repeated(panels.map(({ id }) => id)).map((id) => `the panel id ${id} is used twice`),
  'unique-ref-ids': eachPanel(({ targets = [] }) =>
    repeated(targets.map(({ refId }) => refId)).map((refId) => `uses the refId ${refId} twice`),
  ),
  'grid-width': ({ panels }) =>
    panels
      .filter(({ gridPos: { x, w } }) => x < 0 || x + w > 24)
      .map(({ title }) => `"${title}" leaves the 24 columns of the grid`),
  'grid-overlap': ({ panels }) =>
    panels.flatMap((panel, index) =>
      panels
        .slice(index + 1)
        .filter((other) => overlap(panel.gridPos, other.gridPos))
        .map((other) => `"${panel.title}" and "${other.title}" overlap`),
    ),
};
