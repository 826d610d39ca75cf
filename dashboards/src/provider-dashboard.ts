import type { Budget, ProviderContract } from '@evenkeel/toolkit/providers';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { DashboardJson } from './dashboard-json.ts';
import { runbookFile } from './naming.ts';
import { breakerPanel } from './panels/breaker.ts';
import { budgetPanels } from './panels/budgets.ts';
import { datasource, type PanelSpec } from './panels/common.ts';
import { coordinationPanels } from './panels/coordination.ts';
import { costPanels } from './panels/cost.ts';
import { limitPanels } from './panels/limits.ts';
import { objectivePanels } from './panels/objectives.ts';
import { retryPanels } from './panels/retries.ts';
import { trafficPanels } from './panels/traffic.ts';
import { alertScope, scopeMatchers, selector } from './promql/index.ts';

export interface DashboardOptions {
  /**
   * Where a reader's browser finds the runbooks, without a slash at the end. Default `/public/runbooks`: the compose
   * file mounts `docs/runbooks` into Grafana's own public folder.
   */
  runbookBase?: string;
  /** The budgets that the application gives its clients. Default: none. */
  budgets?: readonly Budget[];
}

interface Row {
  title: string;
  panels: PanelSpec[];
}

/** The grid's columns. */
const columns = 24;

function rowsOf(contract: ProviderContract, budgets: readonly Budget[]): Row[] {
  return [
    { title: 'Objectives', panels: objectivePanels(contract) },
    { title: 'Traffic', panels: trafficPanels(contract) },
    { title: 'Limits', panels: limitPanels(contract) },
    ...rowOf('Budgets', budgetPanels(contract, budgets)),
    { title: 'Resilience', panels: [...retryPanels(contract), breakerPanel(contract)] },
    ...rowOf('Cost', costPanels(contract)),
    { title: 'Coordination', panels: coordinationPanels() },
  ];
}

/** No row if there is no panel. */
function rowOf(title: string, panels: PanelSpec[]): Row[] {
  return panels.length === 0 ? [] : [{ title, panels }];
}

/** Gives every panel an id and a place: the library gives no ids, and lets panels run past the last column. */
function place(dashboard: DashboardBuilder, rows: readonly Row[]): void {
  let id = 0;
  let y = 0;
  for (const row of rows) {
    dashboard.withRow(new RowBuilder(row.title).id(++id).collapsed(false).gridPos({ x: 0, y, w: columns, h: 1 }));
    y += 1;
    let x = 0;
    let lineHeight = 0;
    for (const { width, height, panel } of row.panels) {
      if (x + width > columns) {
        x = 0;
        y += lineHeight;
        lineHeight = 0;
      }
      dashboard.withPanel(panel.id(++id).gridPos({ x, y, w: width, h: height }));
      x += width;
      lineHeight = Math.max(lineHeight, height);
    }
    y += lineHeight;
  }
}

function addVariables(dashboard: DashboardBuilder, contract: ProviderContract): void {
  const jobs = selector(`${metricNames.callDuration}_count`, scopeMatchers(alertScope(contract)));
  dashboard
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(
      new QueryVariableBuilder('job')
        .label('Job')
        .datasource(datasource)
        .query(`label_values(${jobs}, job)`)
        .refresh(VariableRefresh.OnTimeRangeChanged)
        .multi(true)
        .includeAll(true)
        .allValue('.+')
        .current({ selected: true, text: ['All'], value: ['$__all'] }),
    );
}

/** Ignores the `job` variable: faults come from the mock server, which calls no API, so its job can't be chosen. */
function faults(contract: ProviderContract): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Faults')
    .datasource(datasource)
    .enable(true)
    .iconColor('orange')
    .expr(`${selector(metricNames.faultActive, scopeMatchers(alertScope(contract)))} > 0`)
    .titleFormat('Fault: {{fault}}')
    .step('1s');
}

/**
 * Makes plain JSON, since the library's targets carry functions. Removes the library's default placement of links and
 * annotations, which would hide them in a menu.
 */
function toJson(dashboard: Dashboard): DashboardJson {
  for (const hidden of [...(dashboard.links ?? []), ...(dashboard.annotations?.list ?? [])]) delete hidden.placement;
  return JSON.parse(JSON.stringify(dashboard)) as DashboardJson;
}

/** A contract's Grafana dashboard, as JSON that can be provisioned. */
export function buildDashboard(contract: ProviderContract, options: DashboardOptions = {}): DashboardJson {
  const dashboard = new DashboardBuilder(`Evenkeel / ${contract.title}`)
    .uid(`evenkeel-${contract.name}`)
    .description(`Calls to ${contract.title}: objectives, traffic, limits and resilience.`)
    .tags(['evenkeel', contract.name])
    .readonly()
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .refresh('10s')
    .time({ from: 'now-15m', to: 'now' })
    .annotation(faults(contract));
  addVariables(dashboard, contract);
  for (const objective of contract.objectives) {
    const file = runbookFile(contract, objective);
    dashboard.link(
      new DashboardLinkBuilder(`Runbook: ${objective.name}`)
        .type(DashboardLinkType.Link)
        .icon('doc')
        .targetBlank(true)
        .url(`${options.runbookBase ?? '/public/runbooks'}/${file}`),
    );
  }
  place(dashboard, rowsOf(contract, options.budgets ?? []));
  return toJson(dashboard.build());
}
