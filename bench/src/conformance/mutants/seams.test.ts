import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readSeams, siteOf } from './seams.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
  await mkdir(join(folder, 'call'));
  await mkdir(join(folder, 'testing'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (file: string, source: string): Promise<void> => writeFile(join(folder, file), source);

it('finds each seam in the file that it stands in', async () => {
  await write(
    'call/pipeline.ts',
    'export const a = /* seam: last-attempt */ 1;\nexport const b = /* seam: b-2 */ 2;\n',
  );
  const seams = readSeams(folder);
  expect([...seams.keys()]).toEqual(['last-attempt', 'b-2']);
  expect(siteOf(seams, 'b-2')).toMatchObject({ file: join(folder, 'call', 'pipeline.ts') });
});

it.each(['call/pipeline.test.ts', 'call/pipeline.fixture.ts', 'testing/fake-clock.ts', 'call/notes.md'])(
  'finds none in %s, which is no production code',
  async (file) => {
    await write(file, 'const a = /* seam: last-attempt */ 1;\n');
    expect(readSeams(folder).size).toBe(0);
    expect(() => siteOf(readSeams(folder), 'last-attempt')).toThrow('No source has the seam last-attempt.');
  },
);

it('refuses a name that stands twice', async () => {
  await write('call/a.ts', 'const a = /* seam: last */ 1;\n');
  await write('call/b.ts', 'const b = /* seam: last */ 1;\n');
  expect(() => siteOf(readSeams(folder), 'last')).toThrow(
    `The seam last stands 2 times, and must stand once: ${join(folder, 'call/a.ts')}, ${join(folder, 'call/b.ts')}.`,
  );
});

it.each(['// seam: last\n', '/* seam: lastAttempt */', '/*seam: last*/', '/* seam: last, and more */'])(
  'refuses %j, which would be overlooked',
  async (comment) => {
    await write('call/a.ts', `const a = ${comment} 1;\n`);
    expect(() => readSeams(folder)).toThrow('call/a.ts has a seam that is not written as /* seam: a-name */.');
  },
);
