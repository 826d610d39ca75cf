import { describe, expect, it } from 'vitest';
import { loadContestants } from './contestants.ts';
import { caseOf, rowOf } from './run.fixture.ts';
import type { Row } from './run.ts';
import { OURS, PLAIN } from './score.ts';
import { traps } from './traps.ts';
import { coveredTraps, figure, judge, LEAST_CASES } from './verdict.ts';

const names = ['evenkeel', 'cockatiel', 'opossum'];

/** As many rows as there must be, in all of which everything is as it must be. */
function good(): Row[] {
  return Array.from({ length: LEAST_CASES }, (_, at) => {
    const trap = traps[at + 1] === undefined ? undefined : at + 1;
    const tested = caseOf(`case-${at}`, trap === undefined ? {} : { trap });
    return rowOf(tested, {
      evenkeel: '+',
      cockatiel: trap === undefined ? '+' : 'trapped',
      opossum: at % 2 ? '+' : '-',
    });
  });
}

const texts = (rows: readonly Row[], whole = true): string[] =>
  judge(rows, names, whole).reasons.map(({ text }) => text);

it('judges ours and the foundation by the names they have', async () => {
  const contestants = await loadContestants();
  expect(contestants[0]?.name).toBe(OURS);
  expect(contestants.map(({ name }) => name)).toContain(PLAIN);
});

describe('judge', () => {
  it('passes where all holds', () => {
    expect(judge(good(), names, true)).toEqual({ verdict: 'PASS', reasons: [] });
  });

  it.each<[string, (rows: Row[]) => void, string]>([
    [
      'a failure of ours',
      (rows) => rows.splice(20, 1, rowOf(caseOf('case-20'), { evenkeel: 'status: 429', cockatiel: '+', opossum: '+' })),
      'evenkeel fails case-20: status: 429',
    ],
    [
      'a case that ours has no part for',
      (rows) => rows.splice(20, 1, rowOf(caseOf('case-20'), { evenkeel: '-', cockatiel: '+', opossum: '+' })),
      'evenkeel has no part for case-20, and must have one',
    ],
    ['too few cases', (rows) => rows.pop(), `there are ${LEAST_CASES - 1} cases, and must be ${LEAST_CASES}`],
    [
      'an id that is used twice',
      (rows) => rows.push(rowOf(caseOf('case-20'), { evenkeel: '+', cockatiel: '+', opossum: '+' })),
      'several cases have the id case-20',
    ],
    [
      'a trap without a case',
      (rows) => rows.splice(7, 1, rowOf(caseOf('case-7'), { evenkeel: '+', cockatiel: '+', opossum: '+' })),
      `no case is about trap 8: ${traps[8]}`,
    ],
    [
      'a trap that cockatiel is not caught in',
      (rows) => rows.push(rowOf(caseOf('no-trap', { trap: 8 }), { evenkeel: '+', cockatiel: '+', opossum: '+' })),
      `cockatiel passes no-trap, which is about its trap 8: ${traps[8]}`,
    ],
    [
      'a trap that cockatiel has no part for',
      (rows) => rows.push(rowOf(caseOf('no-part', { trap: 8 }), { evenkeel: '+', cockatiel: '-', opossum: '+' })),
      `cockatiel has no part for no-part, which is about its trap 8: ${traps[8]}`,
    ],
    [
      'a trap that there is not',
      (rows) => rows.push(rowOf(caseOf('far', { trap: 99 }), { evenkeel: '+', cockatiel: 'x', opossum: '+' })),
      'far is about trap 99, which there is not',
    ],
  ])('fails for %s', (_, change, reason) => {
    const rows = good();
    change(rows);
    expect(judge(rows, names, true).verdict).toBe('FAIL');
    expect(texts(rows)).toEqual([reason]);
  });

  it('does not mind failures of the peers', () => {
    const rows = good().map((row, at) =>
      at > 20 ? rowOf(row.case, { evenkeel: '+', cockatiel: 'x', opossum: 'x' }) : row,
    );
    expect(judge(rows, names, true).verdict).toBe('PASS');
  });

  it('cannot judge a contestant that passes nothing', () => {
    const rows = good().map((row) => rowOf(row.case, { ...ends(row), opossum: 'Error: broken' }));
    expect(judge(rows, names, true).verdict).toBe('INCONCLUSIVE');
    expect(texts(rows)).toEqual(['opossum passes no case at all, so it cannot have been run well']);
  });

  it('judges of a part only what was run', () => {
    const rows = [rowOf(caseOf('one', { trap: 8 }), { evenkeel: '+', cockatiel: 'x' })];
    expect(judge(rows, ['evenkeel', 'cockatiel'], false).verdict).toBe('PASS');
    expect(judge([rowOf(caseOf('one', { trap: 8 }), { opossum: 'x' })], ['opossum'], false).verdict).toBe('PASS');
    expect(judge([rowOf(caseOf('one', { trap: 8 }), { cockatiel: '+' })], ['cockatiel'], false).verdict).toBe('FAIL');
    expect(judge([rowOf(caseOf('one'), { evenkeel: 'x' })], ['evenkeel'], false).verdict).toBe('FAIL');
  });
});

describe('figure', () => {
  it('counts for each contestant the cases that apply to it', () => {
    const half = LEAST_CASES / 2;
    expect(figure(good(), names, true)).toBe(
      `conformance: evenkeel passes ${LEAST_CASES} of ${LEAST_CASES} cases; ` +
        `cockatiel ${LEAST_CASES - 15} of ${LEAST_CASES}, opossum ${half} of ${half}; all 15 traps covered`,
    );
  });

  it('names the traps that are not covered', () => {
    const rows = good().filter((row) => row.case.trap !== 3 && row.case.trap !== 7);
    expect(figure(rows, names, true)).toMatch(/; 13 of 15 traps covered, without 3, 7$/);
  });

  it('speaks of one contestant, and of no traps, where that is what was run', () => {
    expect(figure([rowOf(caseOf('one'), { opossum: 'x' })], ['opossum'], false)).toBe(
      'conformance: opossum passes 0 of 1 cases',
    );
    expect(figure([rowOf(caseOf('one'), { evenkeel: '-' })], ['evenkeel'], false)).toBe(
      'conformance: evenkeel passes 0 of 1 cases',
    );
  });
});

describe('coveredTraps', () => {
  it('leaves out a trap that one of its cases does not show', () => {
    const rows = [
      rowOf(caseOf('a', { trap: 1 }), { cockatiel: 'x' }),
      rowOf(caseOf('b', { trap: 2 }), { cockatiel: 'x' }),
      rowOf(caseOf('c', { trap: 2 }), { cockatiel: '+' }),
    ];
    expect(coveredTraps(rows)).toEqual([1]);
  });
});

function ends({ results }: Row): Record<string, string> {
  const short = { passed: '+', 'not-applicable': '-', failed: 'failed' };
  return Object.fromEntries(Object.entries(results).map(([name, end]) => [name, end ? short[end.result] : '-']));
}
