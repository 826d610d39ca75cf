import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const toolkit = join(import.meta.dirname, '..');
const root = join(toolkit, '..');

/** Runs tsc. @returns what it complains about */
const compile = (...args: string[]): Promise<string> => {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  return new Promise((resolve) =>
    execFile(process.execPath, [tsc, ...args, '--pretty', 'false'], (error, stdout, stderr) =>
      resolve(error === null ? '' : `${stdout}${stderr}` || error.message),
    ),
  );
};

/** An app by itself: what its folder has not, it finds in those of the repository. */
describe('an app', () => {
  let folder: string;

  beforeAll(async () => {
    mkdirSync(join(root, 'runs'), { recursive: true });
    folder = mkdtempSync(join(root, 'runs', 'cockatiels-'));
    const write = (path: string, content: object | string): void => {
      const file = join(folder, path);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    };
    // The package as it is built and packed; types are all that is looked at.
    const packed = join(folder, 'node_modules/@evenkeel/toolkit');
    const build = ['--project', join(toolkit, 'tsconfig.build.json'), '--emitDeclarationOnly'];
    expect(await compile(...build, '--outDir', join(packed, 'dist'))).toBe('');
    cpSync(join(toolkit, 'package.json'), join(packed, 'package.json'));
    write('package.json', { type: 'module' });
    write('three/node_modules/cockatiel/package.json', { name: 'cockatiel', version: '3.2.1', types: 'index.d.ts' });
    for (const [from, to] of [
      ['cockatiel-3.d.mts', 'three/node_modules/cockatiel/index.d.ts'],
      ['app.fixture.ts', 'three/app.ts'],
      ['app.fixture.ts', 'four/app.ts'],
    ] as const) {
      write(to, readFileSync(join(import.meta.dirname, 'cockatiels', from), 'utf8'));
    }
    for (const [moduleResolution, module] of [
      ['nodenext', 'nodenext'],
      ['bundler', 'esnext'],
    ]) {
      const compilerOptions = {
        module,
        moduleResolution,
        target: 'es2024',
        types: ['node'],
        strict: true,
        noEmit: true,
      };
      write(`${moduleResolution}.json`, { compilerOptions, files: ['three/app.ts', 'four/app.ts'] });
    }
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['nodenext', 'bundler'])('with cockatiel 3, and one with 4, type-check under %s', async (resolution) => {
    expect(await compile('--project', join(folder, `${resolution}.json`))).toBe('');
  });
});
