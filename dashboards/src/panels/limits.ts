import { type ProviderContract, windowMs, wireOperation } from '@evenkeel/toolkit/providers';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import { RequestsPerSecond, Short } from '@grafana/grafana-foundation-sdk/units';
import { allRatesOf, hasCeiling, spellScope, tellsRemaining } from '../contract-traits.ts';
import { spellDuration, spellList } from '../format.ts';
import { gauge, panelScope, perSecond, type Scope } from '../promql/index.ts';
import { type PanelSpec, stacked, stepWindow, timeseries } from './common.ts';
import { limitUsePanels } from './limit-use.ts';

const { attempts } = metricNames;

function inFlight(scope: Scope): PanelSpec {
  return {
    width: 12,
    height: 8,
    panel: timeseries(
      {
        title: 'In flight',
        description: 'Attempts on their way, over all processes. The API sets no ceiling.',
        unit: Short,
      },
      [{ expr: gauge(metricNames.inFlight, 'sum', scope), legend: 'in flight' }],
    ),
  };
}

function againstCeiling(scope: Scope): PanelSpec {
  return {
    width: 12,
    height: 8,
    panel: timeseries(
      {
        title: 'In flight and queued against the ceiling',
        description:
          'Slots taken and attempts waiting for one, over all processes. The ceiling belongs to the key, so it is not added up.',
        unit: Short,
      },
      [
        { expr: gauge(metricNames.inFlight, 'sum', scope), legend: 'in flight' },
        { expr: gauge(metricNames.queued, 'sum', scope), legend: 'queued' },
        { expr: gauge(metricNames.concurrencyLimit, 'max', scope), legend: 'ceiling' },
      ],
    ),
  };
}

/** How long the windows are, in words: `1 s`. */
const spellLengths = (contract: ProviderContract): string =>
  spellList([...new Set(allRatesOf(contract).map((limit) => spellDuration(windowMs(limit))))], 'or');

function remaining(contract: ProviderContract, scope: Scope): PanelSpec {
  return {
    width: 12,
    height: 8,
    panel: timeseries(
      {
        title: 'Remaining of the window',
        description: `The least that any process last heard to be left of the window of ${spellLengths(contract)}, by unit, beside the limit. At 0 all calls pause until the window ends.`,
        unit: Short,
      },
      [
        { expr: gauge(metricNames.limitRemaining, 'min', scope, 'unit'), legend: '{{unit}} remaining' },
        { expr: gauge(metricNames.limit, 'max', scope, 'unit'), legend: '{{unit}} limit' },
      ],
    ),
  };
}

/** The operations that the windows count. */
function counted(contract: ProviderContract): string[] {
  const units = allRatesOf(contract).map(({ unit }) => unit);
  return Object.keys(contract.operations).filter((name) =>
    Object.keys(wireOperation(contract, name).costs).some((unit) => units.includes(unit)),
  );
}

/** For APIs that do not tell what is left of a window: what was sent, against the limit. */
function sent(contract: ProviderContract, scope: Scope): PanelSpec {
  const seconds = Math.max(...allRatesOf(contract).map(windowMs)) / 1_000;
  const scopes = [...new Set(allRatesOf(contract).map(({ scope: of }) => spellScope(of)))];
  return {
    width: 12,
    height: 8,
    panel: timeseries(
      {
        title: 'Attempts against the limit of a window',
        description: `Attempts of what the window counts, in each ${spellLengths(contract)}, by operation and over all processes, beside what one window admits. No success says how much of it is left. There is a window per ${scopes.join(', or per ')}.`,
        unit: Short,
      },
      [
        {
          expr: `${perSecond(attempts, 'operation', scope, stepWindow, { operation: counted(contract) })} * ${seconds}`,
          legend: '{{operation}}',
        },
        { expr: gauge(metricNames.limit, 'max', scope, 'unit'), legend: '{{unit}} a window admits' },
      ],
    ),
  };
}

function windowPanel(contract: ProviderContract, scope: Scope): PanelSpec[] {
  if (allRatesOf(contract).length === 0) return [];
  return [tellsRemaining(contract) ? remaining(contract, scope) : sent(contract, scope)];
}

function rateLimitHits(scope: Scope): PanelSpec {
  return {
    width: 12,
    height: 8,
    panel: stacked(
      {
        title: 'Throttled and refused',
        description:
          'upstream: attempts throttled by the upstream, which means that we, or others on the key, sent too much. local: calls refused by this client, because the server told a pause beyond the deadline, or too many calls wait.',
        unit: RequestsPerSecond,
      },
      [{ expr: perSecond(metricNames.rateLimitHits, 'source', scope, stepWindow), legend: '{{source}}' }],
    ),
  };
}

function waits(scope: Scope): PanelSpec {
  return {
    width: 12,
    height: 8,
    panel: stacked(
      {
        title: 'Waiting calls by cause',
        description:
          'Seconds waited in each second, which is how many calls were waiting on average: backoff before a retry, gate (a pause the server told), rate permit, concurrency slot. Counted when a wait ends.',
        unit: Short,
      },
      [{ expr: perSecond(`${metricNames.wait}_sum`, 'cause', scope, stepWindow), legend: '{{cause}}' }],
    ),
  };
}

/** How close to the API's limits we are, and what obeying them costs. */
export function limitPanels(contract: ProviderContract): PanelSpec[] {
  const scope = panelScope(contract);
  return [
    hasCeiling(contract) ? againstCeiling(scope) : inFlight(scope),
    ...windowPanel(contract, scope),
    rateLimitHits(scope),
    waits(scope),
    ...limitUsePanels(contract),
  ];
}
