import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from './files.fixture.ts';

/** A stand-in for the script that reads a verdict: it notes how it is called. */
const assertion = 'loadtests/src/assert-verdict/cli.ts';
const noteAssertion = `(await import('node:fs')).appendFileSync('asked', \`assert \${process.argv.slice(2).join(' ')}\\n\`);`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-ci-'));
  await cp(join(root, '.ci'), join(folder, '.ci'), { recursive: true });
  await write(
    'test/repository/readme-commands.ts',
    await readFile(join(root, 'test/repository/readme-commands.ts'), 'utf8'),
  );
  await write('tools/src/cli.ts', '');
  await write(assertion, `${noteAssertion}\n`);
  // The real one would start an engine.
  await write('.ci/docker-engine', '#!/bin/sh\n');
  await write('README.md', '# Nothing\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, text: string): Promise<void> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  if (text.startsWith('#!')) await chmod(path, 0o755);
}

/** Writes an npm that notes how it is called, and exits as the cases say. */
async function npm(cases: Record<string, string>): Promise<void> {
  const branches = Object.entries({
    'pkg get scripts.conformance': 'echo \'"node conformance.ts"\'',
    'pkg get *': "echo '{}'",
    '*--faults*': 'exit 1',
  });
  const lines = [...Object.entries(cases), ...branches].map(([pattern, body]) => {
    return `${pattern.replaceAll(' ', '\\ ')}) ${body} ;;`;
  });
  await write('bin/npm', `#!/bin/sh\necho "$*" >> "${folder}/asked"\ncase "$*" in\n${lines.join('\n')}\nesac\n`);
}

async function run(script: string, ...args: string[]): Promise<{ code: number; lines: string[] }> {
  const env = { PATH: `${folder}/bin:${dirname(process.execPath)}:/usr/bin:/bin` };
  return new Promise((resolve) => {
    execFile(join(folder, '.ci', script), args, { env }, (error, stdout) => {
      resolve({ code: error === null ? 0 : Number(error.code), lines: stdout.trimEnd().split('\n') });
    });
  });
}

const asked = async (): Promise<string[]> => {
  const lines = (await readFile(join(folder, 'asked'), 'utf8')).trimEnd().split('\n');
  return lines.filter((line) => !line.startsWith('pkg get'));
};

/** Runs these steps with the npm that was written. */
async function steps(...lines: string[]): Promise<{ code: number; lines: string[] }> {
  await write(
    '.ci/some',
    ['#!/usr/bin/env bash', 'set -uo pipefail', 'cd "$(dirname "$0")/.."', '. .ci/steps', ...lines, 'finish'].join(
      '\n',
    ),
  );
  return run('some');
}

describe('a step of CI', () => {
  it('is counted where it ends as it should, and a command runs once', async () => {
    await npm({ 'run odd': 'exit 3' });
    const { code, lines } = await steps("step 0 'npm run a'", "step 3 'npm run odd'", "step 0 'npm run a'");
    expect({ code, last: lines.at(-1) }).toEqual({ code: 0, last: '2 passed, 0 failed' });
    expect(lines[1]).toMatch(/^passed {2}npm run odd \(\d+ s\), exit 3 as it should$/);
    expect(await asked()).toEqual(['run a', 'run odd']);
  });

  it('that fails shows its end, and the others go on', async () => {
    await npm({ 'run a': 'echo first; echo "one test failed"; exit 1', 'run b': 'exit 0' });
    const { code, lines } = await steps("step 0 'npm run a'", "step 1 'npm run b'", "step 0 'npm run c'");
    expect({ code, last: lines.at(-1) }).toEqual({ code: 1, last: '1 passed, 2 failed' });
    expect(lines).toContain('        one test failed');
    expect(lines.filter((line) => line.includes('exit 0, expected 1'))).toHaveLength(1);
    expect(await readdir(join(folder, 'runs/ci'))).toContain('01-npm-run-a.log');
  });

  it('that hangs has failed', async () => {
    await npm({ 'run a': 'sleep 60' });
    const { lines } = await steps("CI_STEP_TIMEOUT=1 step 0 'npm run a'");
    expect(lines.at(-1)).toBe('0 passed, 1 failed');
  });

  it('may be another command than the one that it stands for', async () => {
    await npm({});
    await steps("step 0 'npm run load' npm run load -- --out here");
    expect(await asked()).toEqual(['run load -- --out here']);
  });

  it.each([
    ['the last line that it printed', 'much\\n7 of 7 hold\\n\\n', '7 of 7 hold'],
    ['the last with a word in it', '7 of 7 hold\\n=====\\n', '7 of 7 hold'],
    [
      'the one that counts tests',
      '     Tests  2 passed (2)\\n  Duration  1 s\\nBranches: 96 %%\\n',
      'Tests  2 passed (2)',
    ],
    ['nothing where it printed nothing', '', ''],
  ])('is told with its figure: %s', async (_what, printed, figure) => {
    await npm({ 'run a': `printf "${printed}"` });
    await steps("step 0 'npm run a'");
    const told = (await readFile(join(folder, 'runs/ci/steps.tsv'), 'utf8')).split('\t');
    expect(told).toEqual(['passed', 'npm run a', '0', expect.stringMatching(/^\d+$/), `${figure}\n`]);
  });

  it('whose figure is long is cut between two characters', async () => {
    await npm({ 'run a': `echo x${'é'.repeat(150)}` });
    await steps("step 0 'npm run a'");
    expect((await readFile(join(folder, 'runs/ci/steps.tsv'), 'utf8')).split('\t')[4]).toBe(`x${'é'.repeat(99)}\n`);
  });
});

describe('what CI does with a load run', () => {
  it('reads the verdict of one that must fail, since its exit code tells no FAIL from another', async () => {
    await npm({});
    await write(assertion, `${noteAssertion}\nprocess.exitCode = process.argv.includes('odd') ? 1 : 0;\n`);
    const { lines } = await steps('healthy calm', 'faulted calm slow', 'faulted calm odd', 'fleet alone --processes 1');
    expect(lines.at(-1)).toBe('7 passed, 1 failed');
    expect(await asked()).toEqual([
      'run load -- calm --out runs/ci/calm',
      'assert runs/ci/calm calm',
      'run load -- calm --faults slow --out runs/ci/slow',
      'assert runs/ci/slow --fault slow',
      'run load -- calm --faults odd --out runs/ci/odd',
      'assert runs/ci/odd --fault odd',
      'run load -- neura-fleet --processes 1 --out runs/ci/fleet-alone',
      'assert runs/ci/fleet-alone --fleet alone',
    ]);
  });
});

it.each(['run', 'deep'])('.ci/%s stops where nothing was installed', async (script) => {
  await npm({ ci: 'exit 1' });
  const { code, lines } = await run(script);
  expect({ code, last: lines.at(-1) }).toEqual({ code: 1, last: '0 passed, 1 failed' });
  expect(await asked()).toEqual(['ci']);
});

it('.ci/run fails where the README is missing, and else runs what it says', async () => {
  const readme = '```sh\nnpm run load -- --list\n```\n```sh\nnpm run odd # exits 3\n```\n';
  await write('README.md', readme);
  await npm({ 'run odd': 'exit 3' });
  expect((await run('run')).lines.at(-1)).toMatch(/, 0 failed$/);
  expect(await asked()).toEqual(expect.arrayContaining(['test', 'run check', 'run load -- --list', 'run odd']));
  await rm(join(folder, 'README.md'));
  expect((await run('run')).lines.at(-1)).toMatch(/, 1 failed$/);
});

it('a table of what a deep run has seen has a row for each step', async () => {
  const found = `passed\tfind\t0\t1\tfound ${folder}/.tools/x\n`;
  await write('steps.tsv', `${found}passed\tnpm test\t0\t12\tall | green, <1 %\nFAILED\tnpm run x\t1\t3\t\n`);
  const { lines } = await run('evidence', join(folder, 'steps.tsv'));
  expect(lines.slice(-3)).toEqual([
    // Where the checkout lies is no figure.
    '| `find` | 0 | 1 | found .tools/x |',
    '| `npm test` | 0 | 12 | all \\| green, &lt;1 % |',
    '| `npm run x` **FAILED** | 1 | 3 |  |',
  ]);
});

describe('.ci/repeat', () => {
  it.each([
    [0, 'echo "3 tests"', 0, 'every time'],
    [1, 'echo "3 tests"', 0, 'beside a busy loop'],
    [0, '[ -f once ] && exit 1; touch once', 1, 'not every time'],
  ])('beside %i busy loops, of `%s`', async (busy, command, code) => {
    const ran = await run('repeat', '2', String(busy), 'sh', '-c', command);
    expect(ran.code).toBe(code);
    expect(ran.lines.at(-1)).toContain(`beside ${busy} busy loops: ${2 - code} of 2 passed, in `);
  });

  it('is in the evidence, with what was seen', async () => {
    await run('repeat', '2', '0', 'true');
    await write('steps.tsv', '');
    const { lines } = await run('evidence', join(folder, 'steps.tsv'));
    expect(lines.at(-1)).toMatch(/ \| `true` \| 0 \| 2 of 2 passed, in \d+ \d+ s \|$/);
  });

  it('says how it is called', async () => {
    expect(await run('repeat', '2')).toMatchObject({ code: 3 });
  });
});

it('each claim of the evidence names commands that there are', async () => {
  await write('steps.tsv', '');
  const { lines } = await run('evidence', join(folder, 'steps.tsv'));
  const commands = lines.filter((line) => /^\| [^-]+ \| `/.test(line)).join('\n');
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const toolkit = JSON.parse(await readFile(join(root, 'toolkit/package.json'), 'utf8'));
  for (const [, script = ''] of commands.matchAll(/npm run ([\w:-]+)/g))
    expect({ ...scripts, ...toolkit.scripts }).toHaveProperty([script]);
  for (const [path] of commands.matchAll(/(?:[\w.-]+\/)+[\w.-]+/g)) {
    expect(existsSync(join(root, path)), path).toBe(true);
  }
});

describe('.ci/mock-probe', () => {
  const server = (status: number): string =>
    `require('node:http').createServer((request, response) => {
      response.statusCode = request.url === '/health' ? ${status} : 404;
      response.end();
    }).listen(Number(process.argv[3]), '127.0.0.1');`;

  it.each([
    ['answers', 200, 0, 'It stopped when told to.'],
    ['is ill', 500, 1, '/health on port 41099 never answered 200.'],
  ])('tells whether the server %s', { timeout: 90_000 }, async (_, status, code, last) => {
    await write('server.cjs', server(status) + (status === 200 ? '' : 'setTimeout(() => process.exit(1), 300);'));
    expect(await run('mock-probe', 'node server.cjs --port 41099')).toMatchObject({
      code,
      lines: expect.arrayContaining([last]),
    });
  });
});
