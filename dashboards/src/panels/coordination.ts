import { metricNames } from '@evenkeel/toolkit/telemetry';
import { RequestsPerSecond, Short } from '@grafana/grafana-foundation-sdk/units';
import { gauge, perSecond, processScope } from '../promql/index.ts';
import { type PanelSpec, stepWindow, timeseries } from './common.ts';

/** The store through which the processes on one key share its limits. */
export function coordinationPanels(): PanelSpec[] {
  const scope = processScope();
  return [
    {
      width: 12,
      height: 8,
      panel: timeseries(
        {
          title: 'Processes without the store',
          description:
            'How many processes do not reach the store of what they share, by its kind. Each of them goes on with its fair share of the limits, and takes up sharing again by itself.',
          unit: Short,
        },
        [{ expr: gauge(metricNames.coordinationDegradedClients, 'sum', scope, 'store'), legend: '{{store}}' }],
      ),
    },
    {
      width: 12,
      height: 8,
      panel: timeseries(
        {
          title: 'Store round trips',
          description:
            'Trips to the store of what processes share, by its kind. They depend on the number of processes, and hardly on the calls.',
          unit: RequestsPerSecond,
        },
        [
          {
            expr: perSecond(`${metricNames.coordinationRoundTrip}_count`, 'store', scope, stepWindow),
            legend: '{{store}}',
          },
        ],
      ),
    },
    {
      width: 12,
      height: 8,
      panel: timeseries(
        {
          title: 'Toolkit versions',
          description:
            'How many processes run which version of the toolkit. Processes that share limits should all run the same.',
          unit: Short,
        },
        [{ expr: gauge(metricNames.buildInfo, 'count', scope, 'version'), legend: '{{version}}' }],
      ),
    },
  ];
}
