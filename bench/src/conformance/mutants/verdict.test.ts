import { describe, expect, it } from 'vitest';
import type { Finding } from './examine.ts';
import { plantingOf } from './mutants.fixture.ts';
import { mutantsTable, sightings } from './table.ts';
import { figureOf, judgeFindings } from './verdict.ts';

const plain = (_: string, text: string): string => text;
const planting = plantingOf(['retry-count'], ['retry-budget']);
const failure = (id: string) => ({ id, why: `${id} is wrong` });

const holds: Finding = { planting, failures: [failure('retry-count')] };
const holdsWithKnown: Finding = { planting, failures: [failure('retry-count'), failure('retry-budget')] };
const unseen: Finding = { planting, failures: [failure('retry-budget')] };
const broad: Finding = { planting, failures: ['retry-count', 'hint-date', 'hint-ms'].map(failure) };
const dead: Finding = { planting, error: 'its process died before any case ran: SyntaxError: no' };
const shared: Finding = { planting: plantingOf(['a', 'b']), failures: [failure('b')] };

describe('judgeFindings', () => {
  it.each<[string, Finding, string, string[]]>([
    ['a bug that its case sees', holds, 'PASS', []],
    ['a bug that a known neighbour sees, too', holdsWithKnown, 'PASS', []],
    ['a bug that its case does not see', unseen, 'FAIL', [`retry-count does not see its bug at retry-count`]],
    [
      'a bug that fails what it should not',
      broad,
      'FAIL',
      [`the bug of retry-count at retry-count fails what its alsoFails lacks: hint-date, hint-ms (hint-date is wrong)`],
    ],
    [
      'a process that died',
      dead,
      'INCONCLUSIVE',
      [
        `the bug of retry-count at retry-count has shown nothing: its process died before any case ran: SyntaxError: no`,
      ],
    ],
    ['a bug that one of its two cases does not see', shared, 'FAIL', [`a does not see its bug at retry-count`]],
  ])('of %s', (_, finding, verdict, texts) => {
    const judgement = judgeFindings([holds, finding]);
    expect(judgement.verdict).toBe(verdict);
    expect(judgement.reasons.map(({ text }) => text)).toEqual(texts);
  });

  it('fails rather than being in doubt', () => {
    expect(judgeFindings([dead, unseen]).verdict).toBe('FAIL');
  });
});

it('counts the bugs that hold', () => {
  expect(figureOf([holds, holdsWithKnown, unseen, dead])).toBe(
    'mutants: 2 of 4 planted bugs are seen by their case, and leave the unrelated ones green',
  );
});

it('has a line a bug, with what it fails', () => {
  expect(
    mutantsTable([holds, holdsWithKnown, unseen, broad, dead, shared], plain).map((line) =>
      line.replaceAll(/ {2,}/g, ' | '),
    ),
  ).toEqual([
    ' | case | its bug is at | fails',
    `✓ | retry-count | retry-count | it`,
    `✓ | retry-count | retry-count | it, retry-budget`,
    `✗ | retry-count | retry-count | retry-budget`,
    `✗ | retry-count | retry-count | it, hint-date, hint-ms`,
    `? | retry-count | retry-count | its process died before any case ran: SyntaxError: no`,
    `✗ | a, b | retry-count | b`,
  ]);
  expect(mutantsTable([{ planting, failures: [] }], plain)[1]).toMatch(/ nothing$/);
});

it('says how each bug was seen', () => {
  expect(sightings([holdsWithKnown, dead], plain)).toEqual(['· retry-count sees its bug: retry-count is wrong']);
});
