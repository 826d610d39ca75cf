import { describe, expect, it } from 'vitest';
import { caseOf } from '../run.fixture.ts';
import { seams } from './mutants.fixture.ts';
import { plantingsOf } from './planting.ts';

const bug = { seam: 'twice', becomes: '$& + 1' };
const ids = ['a', 'b', 'c', 'd', 'e'];

describe('plantingsOf', () => {
  it('plants each bug once, for all the cases that have it', () => {
    const cases = [
      caseOf('a', { bug: { ...bug, alsoFails: ['b', 'd'] } }),
      caseOf('b', { bug: { ...bug, alsoFails: ['d', 'e'] } }),
      caseOf('c', { bug: { ...bug, becomes: '$& + 2' } }),
    ];
    const { plantings, flaws } = plantingsOf(cases, seams, ids);
    expect(flaws).toEqual([]);
    expect(plantings.map(({ own, known }) => [own, known])).toEqual([
      [
        ['a', 'b'],
        ['d', 'e'],
      ],
      [['c'], []],
    ]);
    const { file, source, at } = plantings[0]?.mutant ?? {};
    expect(file).toMatch(/production\.fixture\.ts$/);
    expect(source).toContain('return /* seam: twice */ ((n * 2) + 1);');
    expect(at).toBe('twice');
  });

  it.each([
    ['a seam that is not there', { seam: 'thrice' }, 'a: No source has the seam thrice.'],
    ['a change that cannot be made', { becomes: 'n * 3' }, "a: The bug at twice speaks of the source's own n."],
    ['a neighbour that there is not', { alsoFails: ['z'] }, "a: its bug's alsoFails names what is no case: z"],
  ])('finds %s', (_, wrong, flaw) => {
    expect(plantingsOf([caseOf('a', { bug: { ...bug, ...wrong } })], seams, ids).flaws).toEqual([flaw]);
  });
});
