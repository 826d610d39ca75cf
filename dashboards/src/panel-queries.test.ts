import { contracts, nimbusProfile } from '@evenkeel/toolkit/providers';
import { describe, expect, test } from 'vitest';
import { listPanelQueries, substitute } from './panel-queries.ts';
import { badRatio } from './promql/index.ts';
import { buildDashboard } from './provider-dashboard.ts';

const variables = { rateIntervalSeconds: 20, rangeSeconds: 90, job: '.+' };

describe.each(contracts)('the panels of $name', (contract) => {
  const queries = listPanelQueries(buildDashboard(contract));

  test.each(contract.objectives)('exactly one shows the bad ratio of $name over the time shown', (objective) => {
    const shown = queries.filter((query) => query.objective === objective.name);
    expect(shown).toHaveLength(1);
    const expected = badRatio(objective, { provider: contract.name, job: '.+' }, '90s');
    expect(substitute(shown[0]?.expr ?? '', variables)).toBe(expected);
  });

  test('no other panel claims to show an objective', () => {
    expect(queries.filter(({ objective }) => objective !== undefined)).toHaveLength(contract.objectives.length);
  });

  test('a query is named once by its panel and refId', () => {
    const names = queries.map(({ panelId, refId }) => `${panelId}/${refId}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

test('the queries outlive a trip through the committed JSON', () => {
  const dashboard = buildDashboard(nimbusProfile);
  expect(listPanelQueries(JSON.parse(JSON.stringify(dashboard)))).toEqual(listPanelQueries(dashboard));
});

describe('substitute', () => {
  test('replaces variables in both spellings, and nothing else', () => {
    const braced = '$'.concat('{__range}');
    const expr = `rate(a{job=~"$job",le=~"2(\\\\.0)?$"}[$__rate_interval]) / b[${braced}]`;
    expect(substitute(expr, { ...variables, job: 'a|b\\.c' })).toBe(
      'rate(a{job=~"a|b\\\\.c",le=~"2(\\\\.0)?$"}[20s]) / b[90s]',
    );
  });

  test('refuses a variable it does not know', () => {
    expect(() => substitute('up{instance="$instance"}', variables)).toThrow(
      'The query has the variable $instance; known are $__rate_interval, $__range, $job.',
    );
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses a range of %d s', (rangeSeconds) => {
    expect(() => substitute('a[$__range]', { ...variables, rangeSeconds })).toThrow('rangeSeconds is');
  });
});
