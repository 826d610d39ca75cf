import { neroxProfile, neuraProfile, nimbusProfile, type ProviderContract } from '@evenkeel/toolkit/providers';
import { labelValues, metricNames } from '@evenkeel/toolkit/telemetry';
import { describe, expect, test } from 'vitest';
import type { PanelJson } from './dashboard-json.ts';
import { budgets, metered } from './metered.fixture.ts';
import { objectiveOfRefId } from './panels/objectives.ts';
import { buildDashboard } from './provider-dashboard.ts';

const stricter: ProviderContract = {
  ...nimbusProfile,
  objectives: nimbusProfile.objectives.map((objective) =>
    objective.sli === 'errors' ? { ...objective, objective: 0.95 } : { ...objective, objective: 0.9, thresholdMs: 500 },
  ),
};

function limits(contract: ProviderContract): Record<string, number | null | undefined> {
  const limited = buildDashboard(contract).panels.flatMap((panel: PanelJson) => {
    const limit = panel.fieldConfig?.defaults?.thresholds?.steps.at(-1)?.value;
    return limit === undefined || limit === null ? [] : [[panel.title, limit]];
  });
  return Object.fromEntries(limited);
}

describe('limits are the objectives’', () => {
  test('as shipped', () => {
    expect(limits(nimbusProfile)).toEqual({
      'Bad calls (errors)': 0.01,
      'Error ratio against the budget (errors)': 0.01,
      'Slower than 2 s (latency)': 0.01,
      'p99 duration against the objective (latency)': 2,
    });
  });

  test('and follow them', () => {
    expect(limits(stricter)).toEqual({
      'Bad calls (errors)': 0.05,
      'Error ratio against the budget (errors)': 0.05,
      'Slower than 500 ms (latency)': 0.1,
      'p90 duration against the objective (latency)': 0.5,
    });
  });
});

test('each objective links to its runbook, in plain sight', () => {
  const { links, annotations } = buildDashboard(nimbusProfile, { runbookBase: 'https://runbooks.example' });
  expect(links.map(({ url }) => url)).toEqual([
    'https://runbooks.example/nimbus-errors.md',
    'https://runbooks.example/nimbus-latency.md',
  ]);
  for (const shown of [...links, ...annotations.list]) expect(shown).not.toHaveProperty('placement');
});

test('active faults are marked on every panel', () => {
  const { annotations } = buildDashboard(nimbusProfile);
  expect(annotations.list.map(({ expr }) => expr)).toEqual(['evenkeel_fault_active{provider="nimbus"} > 0']);
});

test('what is drawn over time keeps its legend below', () => {
  const legends = buildDashboard(nimbusProfile).panels.filter(({ type }) => type === 'timeseries');
  expect(legends.length).toBeGreaterThan(0);
  for (const panel of legends) expect(panel).toHaveProperty('options.legend.placement', 'bottom');
});

test.each([
  // The counters count retries when they are scheduled, and refusals for two reasons, so the panels must say just that.
  ['Retries', 'Retries scheduled'],
  ['Throttled and refused', 'a pause beyond the deadline, or too many calls wait'],
])('%s says no more than is measured', (title, measured) => {
  const panel = buildDashboard(nimbusProfile).panels.find((each) => each.title === title);
  expect(panel?.description).toContain(measured);
});

test('an ordinary refId stands for no objective', () => {
  expect(objectiveOfRefId('A')).toBeUndefined();
  expect(objectiveOfRefId('objective_p99_latency')).toBe('p99_latency');
});

describe('a panel is there only where something fills it', () => {
  const panelsOf = (contract: ProviderContract) => buildDashboard(contract).panels.map(({ title }) => title);
  const nimbus = panelsOf(nimbusProfile);
  const neura = panelsOf(neuraProfile);

  test.each([
    { title: 'In flight and queued against the ceiling', on: nimbus, off: neura, why: 'Neura has no ceiling' },
    { title: 'In flight', on: neura, off: nimbus, why: 'Nimbus has a ceiling' },
    { title: 'Remaining of the window', on: nimbus, off: neura, why: 'Neura does not tell' },
    { title: 'Attempts against the limit of a window', on: neura, off: nimbus, why: 'Nimbus tells what remains' },
  ])('$title: $why', ({ title, on, off }) => {
    expect(on).toContain(title);
    expect(off).not.toContain(title);
  });

  test('without a window there is nothing to hold against', () => {
    const unlimited = structuredClone(neuraProfile as ProviderContract);
    for (const tier of Object.values(unlimited.tiers)) tier.limits = [];
    const titles = panelsOf(unlimited);
    expect(titles).not.toContain('Attempts against the limit of a window');
    expect(titles).not.toContain('Share of each limit used');
    expect(titles).not.toContain('Waiting calls by limit');
  });
});

test('a state is drawn for each of our breakers, and for those behind an API that has some', () => {
  const breakers = (contract: ProviderContract) =>
    buildDashboard(contract)
      .panels.find(({ title }) => title === 'Circuit breaker')
      ?.targets?.map(({ expr }) => /^max by \((\w+)\) \(clamp_max\((\w+)\{/.exec(expr)?.slice(1));
  expect(breakers(nimbusProfile)).toEqual([['upstream', 'evenkeel_breakers']]);
  expect(breakers(neuraProfile)).toEqual([
    ['upstream', 'evenkeel_breakers'],
    ['upstream', 'evenkeel_mock_breaker_state'],
  ]);
});

test('a breaker’s state is its level, however many clients are in it', () => {
  const [ours] = buildDashboard(nimbusProfile).panels.find(({ title }) => title === 'Circuit breaker')?.targets ?? [];
  expect(ours?.expr).toContain('clamp_max(evenkeel_breakers{provider="nimbus",job=~"$job",state="open"}, 1) * 2');
});

test('every result of an attempt is explained', () => {
  const panel = buildDashboard(nimbusProfile).panels.find(({ title }) => title === 'Attempts by result');
  for (const result of labelValues.result.filter((each) => each !== 'ok')) expect(panel?.description).toContain(result);
});

test('every metric of the toolkit is read by a panel, or marks a fault', () => {
  const all = [nimbusProfile, neuraProfile, neroxProfile, metered].map((contract) =>
    JSON.stringify(buildDashboard(contract, { budgets })),
  );
  const isRead = (name: string) => all.some((text) => new RegExp(`\\b${name}(_bucket|_count|_sum)?\\{`).test(text));
  const unread = Object.values(metricNames).filter((name) => !isRead(name));
  // The load tests' verdict reads it.
  expect(unread).toEqual([metricNames.breakerTransitions]);
});

test('what processes share through a store is on every dashboard, whatever they call', () => {
  const [degraded] =
    buildDashboard(nimbusProfile).panels.find(({ title }) => title === 'Processes without the store')?.targets ?? [];
  expect(degraded?.expr).toBe('sum by (store) (evenkeel_coordination_degraded_clients{job=~"$job"})');
});
