import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import { RequestsPerSecond, Short } from '@grafana/grafana-foundation-sdk/units';
import { gauge, panelScope, perSecond, type Scope } from '../promql/index.ts';
import { type PanelSpec, stepWindow, timeseries } from './common.ts';

/** Retries that were scheduled, and the calls that had none left. */
function retries(scope: Scope): PanelSpec {
  const panel = timeseries(
    {
      title: 'Retries',
      description:
        'Retries scheduled, by what made them necessary; a call that ends while it waits never makes the attempt. exhausted: calls that had no attempt left, or found the retry budget empty.',
      unit: RequestsPerSecond,
    },
    [
      { expr: perSecond(metricNames.retries, 'reason', scope, stepWindow), legend: '{{reason}}' },
      {
        expr: perSecond(metricNames.retriesExhausted, 'reason', scope, stepWindow),
        legend: '{{reason}} (exhausted)',
      },
    ],
  );
  return { width: 12, height: 8, panel };
}

/** What is left of the retry budget. */
function budget(scope: Scope): PanelSpec {
  const panel = timeseries(
    {
      title: 'Retry budget',
      description:
        'Retries that may be made now, in the process that has the fewest. At 0 failed calls are not retried, so as not to multiply an outage.',
      unit: Short,
    },
    [{ expr: gauge(metricNames.retryBudgetBalance, 'min', scope), legend: 'retries left' }],
  );
  return { width: 12, height: 8, panel };
}

/** Hints that were ignored: if the API changes its headers, this shows it first. */
function ignoredHints(scope: Scope): PanelSpec {
  const panel = timeseries(
    {
      title: 'Hints ignored, and contradictions',
      description:
        'What responses said about the limits and could not be read or believed, by header or field. And what they contradicted in the contract, by what that is. Anything but 0 means that the API has changed, or something between changes its headers.',
      unit: RequestsPerSecond,
    },
    [
      { expr: perSecond(metricNames.hintsIgnored, 'hint', scope, stepWindow), legend: '{{hint}}' },
      { expr: perSecond(metricNames.contractDrift, 'what', scope, stepWindow), legend: 'contract: {{what}}' },
    ],
  );
  return { width: 12, height: 8, panel };
}

/** How often calls are repeated, and what keeps that within bounds. */
export function retryPanels(contract: ProviderContract): PanelSpec[] {
  const scope = panelScope(contract);
  return [retries(scope), ...(contract.retry.budget === null ? [] : [budget(scope)]), ignoredHints(scope)];
}
