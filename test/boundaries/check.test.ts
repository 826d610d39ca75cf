import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../repository/files.fixture.ts';
import { typeOf, use } from './planted.fixture.ts';

describe('npm run check', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-check-'));
    await cp(join(root, 'lint'), join(folder, 'lint'), { recursive: true });
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ type: 'module', scripts: { lint: 'node lint/cli.ts', typecheck: 'true' } }),
    );
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const check = (...scripts: string[]): Promise<{ code: number; out: string }> =>
    new Promise((resolve) => {
      execFile(process.execPath, ['lint/check.ts', ...scripts], { cwd: folder }, (error, out) =>
        resolve({ code: error === null ? 0 : Number(error.code), out }),
      );
    });

  it('has the lint of rooms among its parts', async () => {
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    expect(scripts.check).toMatch(/^node lint\/check\.ts .*\blint\b/);
    expect(scripts.lint).toMatch(/ && node lint\/cli\.ts$/);
  });

  it.each<[what: string, texts: Record<string, string>, message: string]>([
    [
      'an arrow against the table',
      { 'toolkit/src/errors/a.ts': use('../time/b.ts') },
      'errors/ may not import time/: ',
    ],
    [
      'a circle',
      { 'bench/src/a.ts': typeOf('./b.ts'), 'bench/src/b.ts': typeOf('./a.ts') },
      'in a circle of imports: ',
    ],
    [
      'a name that stands twice',
      { 'bench/a.ts': 'export type A = 1', 'bench/b.ts': 'export type A = 2' },
      'exports A, ',
    ],
  ])('fails on %s, and passes without it', async (_what, texts, message) => {
    for (const [file, text] of Object.entries(texts)) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
    const failed = await check('typecheck', 'lint');
    expect(failed.out).toContain(message);
    expect(failed.out).toMatch(/^passed {2}typecheck/m);
    expect(failed.out).toMatch(/^FAILED {2}lint/m);
    expect(failed.out).toMatch(/^Failed: lint; /m);
    expect(failed.code).toBe(1);
    for (const file of Object.keys(texts)) await rm(join(folder, file));
    const passed = await check('typecheck', 'lint');
    expect(passed.out).toContain('2 parts passed.');
    expect(passed.code).toBe(0);
  });
});
