import { describe, expect, it } from 'vitest';
import { caseOf } from '../run.fixture.ts';
import { flawOf, plantingsOf } from './planting.ts';

const file = 'bench/src/conformance/mutants/production.fixture.ts';
const bug = { file, find: 'n * 2', replace: 'n * 3' };

describe('plantingsOf', () => {
  it('plants each bug once, for all the cases that have it', () => {
    const cases = [
      caseOf('a', { bug: { ...bug, alsoFails: ['b', 'd'] } }),
      caseOf('b', { bug: { ...bug, alsoFails: ['d', 'e'] } }),
      caseOf('c', { bug: { ...bug, replace: 'n * 4' } }),
    ];
    expect(plantingsOf(cases).map(({ own, known }) => [own, known])).toEqual([
      [
        ['a', 'b'],
        ['d', 'e'],
      ],
      [['c'], []],
    ]);
  });
});

describe('flawOf', () => {
  const planting = { bug, own: ['a'], known: ['b'] };

  it('finds none where the text is there once', () => {
    expect(flawOf(planting, ['a', 'b'])).toBeNull();
  });

  it.each([
    [
      'a text that is not there',
      { ...bug, find: 'n * 5' },
      `a: ${file} has the bug's text 0 times, and must have it once: n * 5`,
    ],
    ['a file that is not there', { ...bug, file: 'toolkit/src/nowhere.ts' }, 'toolkit/src/nowhere.ts'],
    ['no change', { ...bug, replace: bug.find }, `a: its bug changes nothing in ${file}`],
  ])('finds %s', (_, flawed, flaw) => {
    expect(flawOf({ ...planting, bug: flawed }, ['a', 'b'])).toContain(flaw);
  });

  it('finds a neighbour that there is not', () => {
    expect(flawOf(planting, ['a'])).toBe("a: its bug's alsoFails names what is no case: b");
  });
});
