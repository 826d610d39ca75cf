import { nimbusProfile } from '@evenkeel/toolkit/providers';
import type { Objective } from '@evenkeel/toolkit/slo';
import { worst } from '@evenkeel/tools/command-line';
import { expect, it } from 'vitest';
import { tier } from '../assertions/evidence.fixture.ts';
import { type Evidence, noEvidence } from '../shared/evidence.ts';
import { toReport } from './report.ts';
import { combine, type VerdictFile } from './verdict-file.ts';

const [errors] = nimbusProfile.objectives as readonly Objective[] as [Objective];

const evidence: Evidence = {
  ...noEvidence({ scenario: 'steady', contract: nimbusProfile, tier, fault: null }),
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
};
const assertions = [{ name: 'g', ok: true, seen: '', ratios: { makespanToOptimum: 1.02 } }];
const circumstances = { title: 'A title', notes: [], seed: 1, startedAt: new Date(0), durationMs: 1_234.5 };
const verdictOn = (fields: Partial<Evidence> = {}): VerdictFile =>
  toReport({ ...evidence, ...fields }, assertions, circumstances).verdict;

it('keeps the fields that are promised', () => {
  expect(verdictOn()).toEqual({
    verdict: 'PASS',
    scenario: 'steady',
    seed: 1,
    startedAt: '1970-01-01T00:00:00.000Z',
    durationMs: 1_235,
    objectives: [{ name: 'errors', target: 0.01, k6: 0.005, prometheus: 0.005, panel: 0.005, alert: 'inactive' }],
    counts: evidence.counts,
    ratios: { makespanToOptimum: 1.02 },
    reasons: [],
  });
});

it('leaves out what does not apply', () => {
  const reading = { objective: errors, k6: { bad: 0, total: 600 } };
  expect(verdictOn({ readings: [reading] }).objectives).toEqual([{ name: 'errors', target: 0.01, k6: 0 }]);
});

it('says of a fleet what it was', () => {
  const load = {
    kind: 'fleet',
    processes: 2,
    durationMs: 1,
    perSecond: 1,
    demand: 'even',
    caller: 'evenkeel',
    chaos: null,
    skewMs: 0,
  } as const;
  const fleet = {
    load,
    limit: { limit: 1, windowMs: 1, penaltyMs: 1 },
    startedMs: 0,
    endedMs: 1,
    journal: [],
    penalties: 3,
    workers: [],
    disturbances: [],
    storeScripts: null,
    shareLifetimeMs: 1,
  };
  expect(verdictOn({ fleet }).fleet).toEqual({
    processes: 2,
    caller: 'evenkeel',
    demand: 'even',
    chaos: null,
    skewMs: 0,
    penalties: 3,
  });
});

it('combines runs into the worst verdict', () => {
  const one = verdictOn();
  const other: VerdictFile = {
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
