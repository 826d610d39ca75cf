import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../repository/files.fixture.ts';

const globals = 'lint/style/noRestrictedGlobals';
const undeclared = 'lint/correctness/noUndeclaredDependencies';
const plugin = 'plugin';

interface Plant {
  file: string;
  source: string;
  /** The category of the one error that must be reported; null: no error. */
  caught: string | null;
}

const use = (specifier: string): string => `export * from '${specifier}';\n`;
const value = (expression: string): string => `export const planted = (): unknown => ${expression};\n`;

const violations: Plant[] = [
  { file: 'toolkit/src/policies/date.ts', source: value('Date.now()'), caught: globals },
  { file: 'toolkit/src/http/date.ts', source: value('new Date(0)'), caught: globals },
  { file: 'toolkit/src/timeout.ts', source: value('setTimeout(planted, 1)'), caught: globals },
  { file: 'toolkit/src/interval.ts', source: value('setInterval(planted, 1)'), caught: globals },
  { file: 'toolkit/src/performance.ts', source: value('performance.now()'), caught: globals },
  { file: 'toolkit/src/policies/clock.ts', source: value('performance.now()'), caught: globals },
  { file: 'toolkit/src/random.ts', source: value('Math.random()'), caught: plugin },
  { file: 'toolkit/src/random-passed-on.ts', source: value('[Math.random]'), caught: plugin },
  { file: 'toolkit/src/global-date.ts', source: value('globalThis.Date.now()'), caught: plugin },
  { file: 'toolkit/src/signal.ts', source: value('AbortSignal.timeout(1)'), caught: plugin },
  { file: 'toolkit/src/http/http-date.ts', source: value('Date.now()'), caught: plugin },
  { file: 'mock-server/src/luck.test.ts', source: value('fc.assert(planted)'), caught: plugin },
  { file: 'toolkit/src/luck.test.ts', source: value('fc.assert(planted, { numRuns: 5 })'), caught: plugin },
  { file: 'mock-server/src/undeclared.ts', source: use('left-pad'), caught: undeclared },
];

const clean: Plant[] = [
  {
    file: 'toolkit/src/time/clock.ts',
    source: value('[Date.now(), Math.random(), setTimeout(planted, 1)]'),
    caught: null,
  },
  {
    file: 'toolkit/src/policies/ok.test.ts',
    source: use('vitest') + value('Date.now() + Math.random()'),
    caught: null,
  },
  {
    file: 'toolkit/src/ok.test.ts',
    source: value('[fc.assert(planted, runs()), fc.assert(planted, runs({ numRuns: 5 }))]'),
    caught: null,
  },
  { file: 'mock-server/src/ok.ts', source: use('prom-client') + value('Date.now() + Math.random()'), caught: null },
  { file: 'loadtests/scenarios/ok.ts', source: use('k6/http'), caught: null },
];

interface Diagnostic {
  severity: string;
  category: string;
  location: { path: string };
}

let folder: string;
let diagnostics: Diagnostic[];

async function lint(cwd: string): Promise<Diagnostic[]> {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'];
  // Biome exits 1 where it finds something, so only its output counts.
  const stdout = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd, maxBuffer: 2 ** 26 }, (_error, out) => resolve(out));
  });
  return (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-lint-'));
  const manifests = ['toolkit', 'mock-server', 'loadtests'].map((workspace) => `${workspace}/package.json`);
  for (const name of ['biome.json', 'lint', '.gitignore', 'package.json', ...manifests]) {
    await cp(join(root, name), join(folder, name), { recursive: true });
  }
  for (const { file, source } of [...violations, ...clean]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), source);
  }
  diagnostics = await lint(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const errorsIn = (file: string): string[] =>
  diagnostics
    .filter(({ location, severity }) => location.path === file && severity === 'error')
    .map(({ category }) => category);

describe('what Biome guards', () => {
  it.each(violations)('is caught: $file, $source', ({ file, caught }) => {
    expect(errorsIn(file)).toContain(caught);
  });

  it.each(clean)('lets through what is allowed: $file', ({ file }) => {
    expect(errorsIn(file)).toEqual([]);
  });
});
