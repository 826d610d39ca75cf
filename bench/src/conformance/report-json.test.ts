import { expect, it } from 'vitest';
import { plantingOf } from './mutants/mutants.fixture.ts';
import { comparisonJson, mutantsJson } from './report-json.ts';
import { caseOf, rowOf } from './run.fixture.ts';
import { traps } from './traps.ts';

const judgement = { verdict: 'FAIL', reasons: [{ verdict: 'FAIL', text: 'why' }] } as const;

it('has who passes what, and why not', () => {
  const row = rowOf(caseOf('late', { trap: 8 }), { evenkeel: '+', cockatiel: 'state: "open"', opossum: '-' });
  const rooms = [{ name: 'breaker', rows: [row] }];
  expect(comparisonJson(rooms, ['evenkeel', 'cockatiel', 'opossum'], judgement, 3)).toEqual({
    verdict: 'FAIL',
    reasons: ['why'],
    rounds: 3,
    contestants: [
      { name: 'evenkeel', passed: 1, applicable: 1 },
      { name: 'cockatiel', passed: 0, applicable: 1 },
      { name: 'opossum', passed: 0, applicable: 0 },
    ],
    cases: [
      {
        id: 'late',
        room: 'breaker',
        title: 'What late is about holds',
        source: 'RFC 9110, 10.2.3',
        trap: 8,
        results: {
          evenkeel: { result: 'passed', tookMs: 5 },
          cockatiel: { result: 'failed', why: 'state: "open"', tookMs: 7 },
          opossum: { result: 'not-applicable', tookMs: 1 },
        },
      },
    ],
    traps: Object.entries(traps).map(([trap, what]) => ({
      trap: Number(trap),
      what,
      cases: trap === '8' ? ['late'] : [],
    })),
  });
});

it('has each bug with what it fails', () => {
  const planting = plantingOf(['late'], ['early']);
  const failures = [{ id: 'late', why: 'because' }];
  const common = { cases: ['late'], ...planting.bug, alsoFails: ['early'] };
  expect(
    mutantsJson(
      [
        { planting, failures },
        { planting, error: 'it died' },
      ],
      judgement,
    ),
  ).toEqual({
    verdict: 'FAIL',
    reasons: ['why'],
    bugs: [
      { ...common, holds: true, failures },
      { ...common, holds: false, error: 'it died' },
    ],
  });
});
