import { describe, expect, it } from 'vitest';
import { flawOf, plantingsOf } from './mutants/planting.ts';
import { casesOf, loadRooms } from './rooms.ts';
import { traps } from './traps.ts';
import { LEAST_CASES } from './verdict.ts';

const rooms = await loadRooms();
const cases = casesOf(rooms);
const ids = cases.map(({ id }) => id);
/** Production code: what the tests and the bench are made of cannot have the bug. */
const production = /^toolkit\/src\/(?!testing\/)(?!.*\.(?:test|fixture)\.ts$).*\.ts$/;

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
  const plantings = plantingsOf(cases);

  it('have their text once in the file, change it, and know their neighbours', () => {
    expect(plantings.flatMap((planting) => flawOf(planting, ids) ?? [])).toEqual([]);
  });

  it('are planted in production code', () => {
    expect(cases.filter(({ bug }) => !production.test(bug.file)).map(({ id, bug }) => `${id}: ${bug.file}`)).toEqual(
      [],
    );
  });

  it.each([
    'toolkit/src/call/pipeline.test.ts',
    'toolkit/src/call/pipeline.fixture.ts',
    'toolkit/src/testing/fake-clock.ts',
    'bench/one.ts',
  ])('would be caught in %s', (file) => {
    expect(file).not.toMatch(production);
  });
});
