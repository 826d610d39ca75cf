import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WrongCall } from '@evenkeel/tools/command-line';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startJson, writeJson } from './json-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('says that the run has not ended, until there is something to say', async () => {
  const file = join(folder, 'new', 'results.json');
  await startJson(file);
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ verdict: 'INCONCLUSIVE' });
  await writeJson(file, { verdict: 'PASS' });
  expect(await readFile(file, 'utf8')).toBe('{\n  "verdict": "PASS"\n}\n');
});

it('refuses a file that cannot be written', async () => {
  await expect(startJson(folder)).rejects.toThrow(
    new WrongCall(`--json: "${folder}" cannot be written (EISDIR); name another file.`),
  );
});
