import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import { RequestsPerSecond, Seconds } from '@grafana/grafana-foundation-sdk/units';
import { panelScope, perSecond, quantile } from '../promql/index.ts';
import { type PanelSpec, stacked, stepWindow, timeseries } from './common.ts';

const { attempts } = metricNames;
const calls = `${metricNames.callDuration}_count`;

/** What the application asked for, and how it ended. */
export function trafficPanels(contract: ProviderContract): PanelSpec[] {
  const scope = panelScope(contract);
  return [
    {
      width: 12,
      height: 8,
      panel: timeseries(
        {
          title: 'Calls per second',
          description: 'Calls that ended, by operation. A call is what the application asked for, retries included.',
          unit: RequestsPerSecond,
        },
        [{ expr: perSecond(calls, 'operation', scope, stepWindow), legend: '{{operation}}' }],
      ),
    },
    {
      width: 12,
      height: 8,
      panel: stacked(
        {
          title: 'Outcomes',
          description:
            'How calls ended: ok, error (the upstream failed for good), rejected (a local policy refused), cancelled (the caller gave up).',
          unit: RequestsPerSecond,
        },
        [{ expr: perSecond(calls, 'outcome', scope, stepWindow), legend: '{{outcome}}' }],
      ),
    },
    {
      width: 12,
      height: 8,
      panel: stacked(
        {
          title: 'Errors by reason',
          description: 'Calls that ended in error or rejected, by operation and the code of their error.',
          unit: RequestsPerSecond,
        },
        [
          {
            expr: perSecond(metricNames.errors, 'operation, reason', scope, stepWindow),
            legend: '{{operation}} {{reason}}',
          },
        ],
      ),
    },
    {
      width: 12,
      height: 8,
      panel: stacked(
        {
          title: 'Attempts by result',
          description:
            'Trips over the wire, by what their answers mean: throttled (we sent too much), overloaded (the API has too much to do, whoever sent it), quota (what the key may use is used up), transient (the API failed), relayed (what is behind it failed), permanent (a repeat would fail, too), payment (the call must be paid for), cancelled (nobody waited for the end).',
          unit: RequestsPerSecond,
        },
        [{ expr: perSecond(attempts, 'result', scope, stepWindow), legend: '{{result}}' }],
      ),
    },
    {
      width: 12,
      height: 8,
      panel: timeseries(
        {
          title: 'Attempt duration',
          description:
            'How long single trips over the wire took, whatever their result, interpolated within a bucket: what the API takes, without our waits and retries.',
          unit: Seconds,
        },
        [0.5, 0.99].map((share) => ({
          expr: quantile(metricNames.attemptDuration, share, scope, stepWindow),
          legend: `p${share * 100}`,
        })),
      ),
    },
  ];
}
