import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from './files.fixture.ts';

/** Stands in for the script that reads a verdict: it notes what it is asked. */
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

/** An npm that notes what it is asked, and exits as the cases say. */
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

describe('.ci/run', () => {
  it('counts every step, and runs no command twice', async () => {
    await write(
      'README.md',
      '```sh\nnpm ci && npm run load\nnpm run conformance\nnpm run load -- --list\n```\n```sh\nnpm run odd # exits 3\n```\n',
    );
    await npm({ 'run odd': 'exit 3' });
    const { code, lines } = await run('run');
    expect(lines.at(-1)).toBe('39 passed, 0 failed');
    expect(code).toBe(0);
    expect(await asked()).toEqual([
      'ci',
      'test -- --coverage',
      'run check',
      'run load -- --out runs/ci/load',
      'assert runs/ci/load',
      'run load -- nimbus-steady --faults nimbus-errors --out runs/ci/nimbus-errors',
      'assert runs/ci/nimbus-errors --fault nimbus-errors',
      'run load -- nimbus-steady --faults nimbus-slow --out runs/ci/nimbus-slow',
      'assert runs/ci/nimbus-slow --fault nimbus-slow',
      'run load -- neura-steady --out runs/ci/neura-steady',
      'assert runs/ci/neura-steady neura-steady',
      'run load -- neura-invoices --out runs/ci/neura-invoices',
      'assert runs/ci/neura-invoices neura-invoices',
      'run load -- nerox-jobs --out runs/ci/nerox-jobs',
      'assert runs/ci/nerox-jobs nerox-jobs',
      'run load -- neura-steady --faults neura-errors --out runs/ci/neura-errors',
      'assert runs/ci/neura-errors --fault neura-errors',
      'run load -- nerox-jobs --faults nerox-errors --out runs/ci/nerox-errors',
      'assert runs/ci/nerox-errors --fault nerox-errors',
      'run load -- nerox-jobs --faults nerox-slow --out runs/ci/nerox-slow',
      'assert runs/ci/nerox-slow --fault nerox-slow',
      'run load -- neura-fleet --out runs/ci/fleet-coordinated',
      'assert runs/ci/fleet-coordinated --fleet coordinated',
      'run load -- neura-fleet --processes 1 --duration 8 --out runs/ci/fleet-alone',
      'assert runs/ci/fleet-alone --fleet alone',
      'run load -- neura-fleet --uneven --skew --out runs/ci/fleet-uneven',
      'assert runs/ci/fleet-uneven --fleet uneven',
      'run load -- neura-fleet --chaos all --out runs/ci/fleet-chaos',
      'assert runs/ci/fleet-chaos --fleet chaos',
      'run load -- neura-fleet --uncoordinated --duration 8 --out runs/ci/fleet-uncoordinated',
      'assert runs/ci/fleet-uncoordinated --fleet uncoordinated',
      'run conformance -- --quick',
      'run conformance -- --mutants --quick',
      'run load -- --list',
      'run odd',
    ]);
  });

  it('goes on after a failure, shows its end, and fails', async () => {
    await npm({ 'test *': 'echo first; echo "one test failed"; exit 1', 'run load -- nimbus*': 'exit 0' });
    const { code, lines } = await run('run');
    expect(lines.at(-1)).toBe('34 passed, 3 failed');
    expect(code).toBe(1);
    expect(lines).toContain('        one test failed');
    expect(lines.filter((line) => line.includes('exit 0, expected 1'))).toHaveLength(2);
    expect(await readdir(join(folder, 'runs/ci'))).toContain('04-npm-test.log');
  });

  it('fails where a run ends as it should, and its verdict says something else', async () => {
    await npm({});
    await write(assertion, `process.exitCode = process.argv.includes('nimbus-slow') ? 1 : 0;\n`);
    const { code, lines } = await run('run');
    expect(lines.at(-1)).toBe('36 passed, 1 failed');
    expect(code).toBe(1);
    expect(lines.find((line) => line.startsWith('FAILED'))).toContain('runs/ci/nimbus-slow --fault nimbus-slow');
  });

  it('stops where nothing was installed', async () => {
    await npm({ ci: 'exit 1' });
    const { code, lines } = await run('run');
    expect({ code, last: lines.at(-1) }).toEqual({ code: 1, last: '0 passed, 1 failed' });
    expect(await asked()).toEqual(['ci']);
  });

  it('fails where the README is missing', async () => {
    await npm({});
    await rm(join(folder, 'README.md'));
    expect((await run('run')).lines.at(-1)).toBe('36 passed, 1 failed');
  });
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
