import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { discover, foldersIn } from './discover.ts';

const isNumber = (value: unknown): value is number => typeof value === 'number';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
  await writeFile(join(folder, 'two.ts'), "export const two: number = 2;\nexport const name = 'two';\n");
  await writeFile(join(folder, 'one.ts'), 'export const one = 1;\n');
  await mkdir(join(folder, 'more'));
});
afterEach(() => rm(folder, { recursive: true }));

it('finds what the modules of a folder export, by the names of the files', async () => {
  await writeFile(join(folder, 'zero.test.ts'), 'throw new Error();\n');
  await writeFile(join(folder, 'zero.fixture.ts'), 'export const zero = 0;\n');
  await writeFile(join(folder, 'notes.md'), '# 3\n');
  expect(await discover(folder, isNumber)).toEqual([1, 2]);
});

it.each([
  ['0', "export const three = '3';\n"],
  ['2', 'export const [three, four] = [3, 4];\n'],
])('refuses a file that exports %s of them', async (count, text) => {
  await writeFile(join(folder, 'three.ts'), text);
  await expect(discover(folder, isNumber)).rejects.toThrow(
    `${join(folder, 'three.ts')} exports ${count} of what its folder is for, and must export one.`,
  );
});

it('finds the folders of a folder', async () => {
  await mkdir(join(folder, 'less'));
  expect(foldersIn(folder)).toEqual(['less', 'more']);
});
