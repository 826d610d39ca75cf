import { describe, expect, it } from 'vitest';
import { plantingsOf, production } from './mutants/planting.ts';
import { readSeams } from './mutants/seams.ts';
import { casesOf, loadRooms } from './rooms.ts';
import { traps } from './traps.ts';
import { LEAST_CASES } from './verdict.ts';

const rooms = await loadRooms();
const cases = casesOf(rooms);
const ids = cases.map(({ id }) => id);

describe('the cases', () => {
  it(`are at least ${LEAST_CASES}`, () => {
    expect(cases.length).toBeGreaterThanOrEqual(LEAST_CASES);
  });

  it('have ids of their own, in kebab case', () => {
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z]+[a-z0-9]*(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  it('say what holds and where that is written', () => {
    expect(cases.filter(({ title, source }) => title.length < 10 || source.length < 5).map(({ id }) => id)).toEqual([]);
  });

  it('are about each trap, and about none that there is not', () => {
    const about = new Set(cases.flatMap(({ trap }) => trap ?? []));
    expect([...about].toSorted((a, b) => a - b)).toEqual(Object.keys(traps).map(Number));
  });
});

describe('the rooms', () => {
  it('are the folders, and have their cases in the order of the ids', () => {
    expect(Object.keys(rooms)).toEqual(Object.keys(rooms).toSorted());
    expect(rooms).toHaveProperty('bulkhead');
    for (const each of Object.values(rooms)) {
      const inRoom = each.map(({ id }) => id);
      expect(inRoom).toEqual(inRoom.toSorted());
    }
  });
});

describe('the bugs', () => {
  const seams = readSeams(production);

  it('can be planted, and know their neighbours', () => {
    expect(plantingsOf(cases, seams, ids).flaws).toEqual([]);
  });

  it('are at all the seams that there are', () => {
    const used = new Set(cases.map(({ bug }) => bug.seam));
    expect([...seams.keys()].filter((name) => !used.has(name))).toEqual([]);
  });
});
