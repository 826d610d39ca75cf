import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wrongArrows } from '../lint/arrows.ts';
import { circles } from '../lint/circles.ts';
import { House, reach, type Violation } from '../lint/house.ts';
import { doubledNames } from '../lint/names.ts';
import { withRooms } from '../lint/page.ts';
import { table, unmended } from '../lint/rooms.ts';

const root = join(import.meta.dirname, '..');

let house: House;
beforeAll(() => {
  house = House.read(root, table);
});

const use = (specifier: string): string => `export * from '${specifier}';\n`;
const typeOf = (specifier: string): string => `export type * from '${specifier}';\n`;
const typeAt = (specifier: string): string => `let planted: import('${specifier}').Planted;\n`;
const later = (specifier: string): string => `await import('${specifier}');\n`;

type Rule = (house: House) => Violation[];

/** What each rule finds in the sources as they are. */
const found = new Map<Rule, ReadonlySet<string>>();

/** What a rule finds with the planted files, and did not find without them. */
function caught(rule: Rule, texts: Record<string, string>): string[] {
  const before = found.get(rule) ?? new Set(rule(house).map(({ key }) => key));
  found.set(rule, before);
  const news = rule(house.with(texts)).filter(({ key }) => !before.has(key));
  return news.map(({ file, line, message }) => `${file}:${line} ${message}`);
}

describe('an arrow against the table', () => {
  const { policies, telemetry, providers } = table.toolkit?.rooms ?? {};
  it.each<[file: string, source: string, message: string]>([
    ['policies/a.ts', use('../telemetry/names.ts'), `policies/ may not import telemetry/: ${policies?.why}`],
    ['policies/a.ts', typeOf('../http/hint.ts'), 'policies/ may not import http/: '],
    ['policies/a.ts', typeAt('../events.ts'), 'policies/ may not import events.ts: '],
    ['policies/a.ts', later('../providers/index.ts'), 'policies/ may not import providers/: '],
    ['policies/a.ts', use('@evenkeel/toolkit/telemetry'), 'policies/ may not import telemetry/: '],
    ['policies/new/a.ts', use('../../contract/rule.ts'), 'policies/ may not import contract/: '],
    ['http/a.ts', use('../policies/gate.ts'), 'http/ may not import policies/: '],
    ['http/a.ts', use('./node-transport.ts'), 'http/ may not import http/node-*: '],
    ['errors/a.ts', typeOf('../slo/objective.ts'), 'errors/ may not import slo/: '],
    ['slo/a.ts', typeOf('../http/hint.ts'), 'slo/ may not import http/: '],
    ['contract/a.ts', typeOf('../events.ts'), 'contract/ may not import events.ts: '],
    ['admission/a.ts', typeOf('../call/batch.ts'), 'admission/ may not import call/: '],
    ['client/a.ts', use('../providers/index.ts'), 'client/ may not import providers/: '],
    ['coordination/a.ts', use('./redis/index.ts'), 'coordination/ may not import coordination/redis/: '],
    ['telemetry/a.ts', typeOf('../policies/gate.ts'), `telemetry/ may not import policies/: ${telemetry?.why}`],
    ['testing/a.ts', typeOf('../contract/rule.ts'), 'testing/ may not import contract/: '],
    ['index.ts', use('./telemetry/index.ts'), 'index.ts may not import telemetry/: '],
    ['providers/one/profile.ts', use('../../errors/errors.ts'), 'providers/*/profile.ts may not import errors/: '],
    ['providers/one/profile.ts', use('./client.ts'), 'providers/*/profile.ts may not import providers/: '],
    ['providers/one/a.ts', use('../../testing/index.ts'), `providers/ may not import testing/: ${providers?.why}`],
    ['providers/one/a.ts', use('../nimbus/client.ts'), 'one/ may not import nimbus/: '],
    ['policies/a.ts', use('./gate.test.ts'), 'may not import what is for tests: '],
    ['policies/a.ts', use('prom-client'), 'may not import prom-client: only telemetry/ imports it'],
    ['telemetry/a.ts', use('cockatiel'), 'may not import cockatiel: '],
    ['coordination/a.ts', typeOf('ioredis'), 'may not import ioredis: '],
    ['time/a.ts', use('node:timers/promises'), 'may not import node:timers: '],
    ['providers/one/a.ts', later('node:fs'), 'may not import node:fs: '],
    ['policies/a.ts', use('../../../mock-server/src/index.ts'), 'may not reach into mock-server: '],
    ['policies/a.ts', use('@evenkeel/mock-server'), 'toolkit may not import mock-server: '],
    ['attic/a.ts', '', 'stands in no room: '],
  ])('is seen: toolkit/src/%s: %s', (path, source, message) => {
    const file = `toolkit/src/${path}`;
    const lines = caught(wrongArrows, { [file]: `\n${source}` });
    expect(lines).toEqual([expect.stringContaining(message)]);
    expect(lines[0]).toMatch(source === '' ? `${file}:1 ` : `${file}:2 `);
  });

  it.each<[file: string, source: string, message: string]>([
    ['mock-server/src/a.ts', use('@evenkeel/dashboards'), 'mock-server may not import dashboards: '],
    ['mock-server/src/a.ts', use('../../toolkit/src/index.ts'), 'may not reach into toolkit: '],
    ['mock-server/src/a.ts', use('../../toolkit/properties/runs.ts'), 'may not reach into toolkit: '],
    ['mock-server/src/a.test.ts', use('../../toolkit/src/index.ts'), 'may not reach into toolkit: '],
    ['dashboards/src/doc/a.ts', use('@evenkeel/mock-server'), 'dashboards may not import mock-server: '],
    [
      'loadtests/src/cli.ts',
      use('@evenkeel/bench'),
      'loadtests/src/cli.ts:1 imports @evenkeel/bench, which is no public face',
    ],
    ['bench/src/a.ts', use('../../toolkit/src/policies/gate.ts'), 'may not reach into toolkit: '],
    ['bench/src/a.ts', use('@evenkeel/toolkit/src/policies/gate.ts'), 'which is no public face of its package'],
    [
      'bench/src/conformance/a.ts',
      use('../adaptive-ceiling/plan.ts'),
      'conformance/ may not import adaptive-ceiling/: ',
    ],
    ['loadtests/src/shared/a.ts', use('../k6/bundle.ts'), 'src/shared/ may not import src/k6/: '],
    ['loadtests/src/report/a.ts', typeOf('../request/plan.ts'), 'src/report/ may not import src/request/: '],
    [
      'loadtests/scenarios/one/a.ts',
      typeOf('../../src/request/plan.ts'),
      "imports other rooms by the package's name only",
    ],
    ['loadtests/scenarios/one/a.ts', use('../nerox-jobs/problem.ts'), 'one/ may not import nerox-jobs/: '],
    ['loadtests/scenarios/one/a.ts', use('@evenkeel/loadtests/derived'), 'scenarios/ may not import src/derived.ts: '],
    ['loadtests/src/report/a.ts', use('k6/http'), 'may not import k6: it is there inside k6 only'],
    ['bench/src/a.ts', use('./conformance/case.ts'), '*.ts may not import */**: '],
    ['tools/src/child/a.ts', use('../programs/index.ts'), 'child/ may not import programs/: '],
    ['dashboards/src/panels/a.ts', use('../rules.ts'), 'panels/ may not import rules.ts: '],
    ['examples/gateway/src/a.ts', use('@evenkeel/mock-server'), 'examples/gateway may not import mock-server: '],
    ['test/a.test.ts', use('@evenkeel/example-gateway'), 'test may not import examples/gateway: '],
  ])('is seen across packages: %s: %s', (file, source, message) => {
    expect(caught(wrongArrows, { [file]: source })).toEqual([expect.stringContaining(message)]);
  });

  it.each<[file: string, source: string]>([
    ['toolkit/src/policies/a.ts', use('cockatiel') + use('../time/clock.ts') + typeOf('../errors/errors.ts')],
    ['toolkit/src/policies/deeper/a.ts', use('../gate.ts')],
    ['toolkit/src/policies/a.test.ts', use('vitest') + use('../testing/index.ts') + use('node:fs')],
    ['toolkit/src/policies/a.fixture.ts', use('../telemetry/names.ts')],
    ['toolkit/src/telemetry/a.ts', use('prom-client') + use('../events.ts')],
    ['toolkit/src/http/node-a.ts', use('node:http') + use('./hint.ts')],
    ['toolkit/src/providers/one/file-a.ts', later('node:fs/promises') + use('../../http/node-transport.ts')],
    ['toolkit/src/providers/one/profile.ts', typeOf('../../contract/contract.ts')],
    ['toolkit/src/index.ts', use('./policies/gate.ts') + use('./providers/nimbus/profile.ts')],
    ['bench/src/a.ts', use('@evenkeel/toolkit/testing') + use('@evenkeel/mock-server') + use('opossum')],
    ['mock-server/src/a.test.ts', use('../../toolkit/properties/runs.ts')],
    ['mock-server/src/a.ts', use('node:fs') + use('prom-client')],
    ['loadtests/scenarios/one/a.ts', use('k6/http') + use('@evenkeel/loadtests/plan')],
    ['test/a.test.ts', use('../toolkit/src/policies/gate.ts')],
    ['examples/gateway/src/a.test.ts', use('@evenkeel/mock-server')],
  ])('is none of these: %s', (file, source) => {
    expect(caught(wrongArrows, { [file]: source })).toEqual([]);
  });
});

describe('a circle of imports', () => {
  it.each<[of: string, link: (specifier: string) => string]>([
    ['values', use],
    ['types', typeOf],
    ['types in passing', typeAt],
    ['later imports', later],
  ])('is seen: of %s', (_of, link) => {
    const texts = {
      'mock-server/src/a.ts': link('./b.ts'),
      'mock-server/src/b.ts': link('./c.ts') + link('./a.ts'),
      'mock-server/src/c.ts': link('./a.ts'),
    };
    const ring = 'mock-server/src/a.ts > mock-server/src/b.ts > mock-server/src/a.ts';
    expect(caught(circles, texts)).toEqual([`mock-server/src/a.ts:1 stands in a circle of imports: ${ring}`]);
  });

  it('is seen across packages, and of a file with itself', () => {
    const face = 'toolkit/src/slo/index.ts';
    expect(caught(circles, { [face]: use('@evenkeel/dashboards') })).toHaveLength(1);
    expect(caught(circles, { 'bench/src/a.ts': use('./a.ts') })).toEqual([
      'bench/src/a.ts:1 stands in a circle of imports: bench/src/a.ts > bench/src/a.ts',
    ]);
  });

  it('is none where two lead to one', () => {
    const texts = {
      'bench/src/a.ts': use('./b.ts') + use('./c.ts'),
      'bench/src/b.ts': use('./c.ts'),
      'bench/src/c.ts': '',
    };
    expect(caught(circles, texts)).toEqual([]);
  });

  it('is allowed nowhere, also not in the table', () => {
    for (const { rooms = {} } of Object.values(table)) {
      for (const name of Object.keys(rooms)) {
        expect(rooms[name]?.on.filter((each) => rooms[each] === undefined)).toEqual([]);
        expect(reach(rooms, name)).not.toContain(name);
      }
    }
  });
});

describe('a name', () => {
  it.each([
    ['const', 'export const Planted = 1;'],
    ['interface', 'export interface Planted {}'],
    ['list', 'class Planted {}\nexport { Planted };'],
    ['alias', 'class Other {}\nexport { Other as Planted };'],
  ])('that two files export is seen: %s', (_kind, text) => {
    const texts = { 'bench/src/a.ts': 'export type Planted = 1;\n', 'bench/src/deeper/b.ts': text };
    const message = 'exports Planted, as bench/src/a.ts:1 does: a name means one thing in a package';
    expect(caught(doubledNames, texts)).toEqual([expect.stringContaining(`bench/src/deeper/b.ts:`)]);
    expect(caught(doubledNames, texts)).toEqual([expect.stringContaining(message)]);
  });

  it('may be passed on, overloaded, exported by another package, or stand for nothing by itself', () => {
    const texts = {
      'bench/src/a.ts':
        'export function planted(a: 1): 1;\nexport function planted(a: 2): 2;\nexport function planted(a: never): never { return a; }\n',
      'bench/src/b.ts': "export { planted } from './a.ts';\n",
      'bench/src/c.ts': "import { planted } from './a.ts';\nexport { planted };\nexport default 1;\n",
      'bench/src/d.ts': 'const planted = 1;\nexport default planted;\n',
      'dashboards/src/a.ts': 'export const planted = 1;\n',
    };
    expect(caught(doubledNames, texts)).toEqual([]);
  });

  it('may be shared where the table says so, and nowhere else', () => {
    const text = 'export function createClient(): void {}\n';
    expect(caught(doubledNames, { 'toolkit/src/providers/one/client.ts': text })).toEqual([]);
    const elsewhere = { 'toolkit/src/client/a.ts': text, 'toolkit/src/client/b.ts': text };
    expect(caught(doubledNames, elsewhere)).toEqual([expect.stringContaining('exports createClient')]);
  });
});

describe('the sources', () => {
  it.each<[string, Rule, readonly string[]]>([
    ['arrow against the table', wrongArrows, unmended.arrows],
    ['circle', circles, unmended.circles.map((files) => files.join(' '))],
    ['doubled name', doubledNames, unmended.names],
  ])('have no %s but those that are still to be mended', (_what, rule, known) => {
    const news = rule(house).filter(({ key }) => !known.includes(key));
    expect(news).toEqual([]);
  });
});

describe('the table in a document', () => {
  const document = (text: string): string =>
    `# A\n<!-- rooms: written by \`npm run generate\` out of lint/rooms.ts -->${text}<!-- /rooms -->\nz\n`;

  it('stands between its marks, and leaves the rest', () => {
    const written = withRooms(document('stale words'), table);
    expect(written).toContain('| `policies/` |');
    expect(written).not.toContain('stale words');
    expect(written.startsWith('# A\n')).toBe(true);
    expect(written.endsWith('\nz\n')).toBe(true);
    expect(withRooms(written, table)).toBe(written);
  });

  it('needs its marks', () => {
    expect(() => withRooms('# A\n', table)).toThrow('The document has no');
  });
});

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
