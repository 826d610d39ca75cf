import {
  AxisPlacement,
  BigValueColorMode,
  BigValueGraphMode,
  GraphGradientMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { type Panel, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

/** Every query goes to the data source that the reader chose. */
export const datasource = { type: 'prometheus', uid: '$datasource' };

/** The window of everything that is drawn over time. Grafana widens it with the step. */
export const stepWindow = '$__rate_interval';
/** The window of a single number: the whole time shown. */
export const shownWindow = '$__range';

/** A panel and its place: `width` of 24 columns, `height` in rows of the grid. */
export interface PanelSpec {
  width: number;
  height: number;
  panel: Placeable;
}

interface Placeable {
  id(id: number): Placeable;
  gridPos(position: { x: number; y: number; w: number; h: number }): Placeable;
  build(): Panel;
}

interface Query {
  expr: string;
  legend: string;
  /** Default: a letter by its place. */
  refId?: string;
}

interface PanelTexts {
  title: string;
  description: string;
  unit: string;
}

function query({ expr, legend, refId }: Query, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .refId(refId ?? String.fromCharCode('A'.charCodeAt(0) + index))
    .datasource(datasource)
    .expr(expr)
    .legendFormat(legend);
}

/** Green below the limit, red from it on. */
function limitSteps(limit: number): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
    { value: null, color: 'green' },
    { value: limit, color: 'red' },
  ]);
}

/** Lines over time. The legend is no table, so that small panels stay readable. */
export function timeseries(texts: PanelTexts, queries: readonly Query[]): TimeseriesBuilder {
  const panel = new TimeseriesBuilder()
    .title(texts.title)
    .description(texts.description)
    .unit(texts.unit)
    .datasource(datasource)
    .min(0)
    .lineWidth(2)
    .fillOpacity(8)
    .gradientMode(GraphGradientMode.None)
    .showPoints(VisibilityMode.Never)
    .axisPlacement(AxisPlacement.Auto)
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs([]),
    );
  for (const [index, each] of queries.entries()) panel.withTarget(query(each, index).range());
  return panel;
}

/** Like `timeseries`, with the parts of a whole stacked. */
export function stacked(texts: PanelTexts, queries: readonly Query[]): TimeseriesBuilder {
  return timeseries(texts, queries)
    .fillOpacity(40)
    .lineWidth(1)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
}

/** Like `timeseries`, with the limit as a line that is always in the picture. */
export function limitedTimeseries(texts: PanelTexts, queries: readonly Query[], limit: number): TimeseriesBuilder {
  return timeseries(texts, queries)
    .axisSoftMax(limit * 1.5)
    .thresholds(limitSteps(limit))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Line));
}

/** One number for the whole time shown. */
export function stat(texts: PanelTexts, single: Query): StatBuilder {
  return new StatBuilder()
    .title(texts.title)
    .description(texts.description)
    .unit(texts.unit)
    .decimals(2)
    .noValue('no calls')
    .datasource(datasource)
    .graphMode(BigValueGraphMode.None)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .withTarget(query(single, 0).instant());
}

/** Like `stat`, and red from the limit on. */
export function limitedStat(texts: PanelTexts, single: Query, limit: number): StatBuilder {
  return stat(texts, single).thresholds(limitSteps(limit)).colorMode(BigValueColorMode.Background);
}
