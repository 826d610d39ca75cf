import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Case } from '../case.ts';
import { flawOf, plantingsOf } from '../mutants/planting.ts';
import { traps } from '../traps.ts';
import { LEAST_CASES } from '../verdict.ts';
import { cases, rooms } from './index.ts';

const ids = cases.map(({ id }) => id);
const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
/** Production code: what the tests and the bench are made of cannot have the bug. */
const production = /^toolkit\/src\/(?!testing\/)(?!.*\.(?:test|fixture)\.ts$).*\.ts$/;

const isCase = (value: unknown): value is Case =>
  typeof value === 'object' && value !== null && 'bug' in value && 'run' in value;

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
  it('are the folders', () => {
    expect(Object.keys(rooms).toSorted()).toEqual(folders.toSorted());
  });

  it.each(folders)('list every case: %s', async (room) => {
    const files = readdirSync(join(import.meta.dirname, room)).filter(
      (file) => file !== 'index.ts' && !/\.(?:test|fixture)\.ts$/.test(file),
    );
    const exported = await Promise.all(files.map((file) => import(join(import.meta.dirname, room, file))));
    const found = exported.flatMap((exports: object) => Object.values(exports)).filter(isCase);
    expect(found.map(({ id }) => id).toSorted()).toEqual((rooms[room] ?? []).map(({ id }) => id).toSorted());
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
