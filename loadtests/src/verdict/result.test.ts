import { nimbusProfile } from '@evenkeel/toolkit/providers';
import type { Objective } from '@evenkeel/toolkit/slo';
import { worst } from '@evenkeel/tools/command-line';
import { expect, it } from 'vitest';
import type { Facts } from './evidence.ts';
import { combine, type Result, toResult } from './result.ts';

const [errors] = nimbusProfile.objectives as readonly Objective[] as [Objective];

const facts: Facts = {
  scenario: 'steady',
  readings: [
    {
      objective: errors,
      k6: { bad: 3, total: 600 },
      prometheus: { bad: 3, total: 600 },
      panel: 0.005,
      alert: 'inactive',
    },
  ],
  counts: { sent: 600, succeeded: 597, failed: 3, rejected: 0, cancelled: 0, rateLimited: 0, dropped: 0 },
  assertions: [{ name: 'g', ok: true, seen: '', ratios: { makespanToOptimum: 1.02 } }],
  fault: null,
  k6: { vacuous: [], crossed: [], thrown: 0, firstError: null },
  emptyPanels: [],
  harness: [],
};
const identity = { seed: 1, startedAt: new Date(0), durationMs: 1_234.5 };

it('keeps the fields that are promised', () => {
  expect(toResult(facts, identity)).toEqual({
    verdict: 'PASS',
    scenario: 'steady',
    seed: 1,
    startedAt: '1970-01-01T00:00:00.000Z',
    durationMs: 1_235,
    objectives: [{ name: 'errors', target: 0.01, k6: 0.005, prometheus: 0.005, panel: 0.005, alert: 'inactive' }],
    counts: facts.counts,
    ratios: { makespanToOptimum: 1.02 },
    reasons: [],
  });
});

it('leaves out what does not apply', () => {
  const reading = { objective: errors, k6: { bad: 0, total: 600 } };
  expect(toResult({ ...facts, readings: [reading] }, identity).objectives).toEqual([
    { name: 'errors', target: 0.01, k6: 0 },
  ]);
});

it('combines runs into the worst verdict', () => {
  const one = toResult(facts, identity);
  const other: Result = {
    ...one,
    scenario: 'batch',
    verdict: 'FAIL',
    ratios: { makespanToOptimum: 1.3 },
    reasons: ['Torn.'],
  };
  expect(combine([one, other])).toMatchObject({
    verdict: 'FAIL',
    scenario: 'steady,batch',
    durationMs: 2_470,
    counts: { sent: 1_200, failed: 6 },
    ratios: { makespanToOptimum: 1.3 },
    reasons: ['batch: Torn.'],
    runs: [one, other],
  });
});

it.each([
  [['PASS', 'PASS'], 'PASS'],
  [['PASS', 'INCONCLUSIVE'], 'INCONCLUSIVE'],
  [['INCONCLUSIVE', 'FAIL', 'PASS'], 'FAIL'],
] as const)('the worst of %j is %s', (verdicts, expected) => {
  expect(worst(verdicts)).toBe(expected);
});
