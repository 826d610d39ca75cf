import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const cli = join(import.meta.dirname, 'cli.ts');
const env = { ...process.env, NO_COLOR: '1' };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface End {
  code: number | null;
  stdout: string;
  stderr: string;
}

function start(...args: string[]): { child: ChildProcess; end: Promise<End> } {
  const child = spawn(process.execPath, ['-C', 'source', cli, ...args], { env });
  const out = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (out.stderr += text));
  return { child, end: new Promise((resolve) => child.once('close', (code) => resolve({ code, ...out }))) };
}

const conformance = (...args: string[]): Promise<End> => start(...args).end;

describe('npm run conformance', () => {
  it('shows its help', async () => {
    const { code, stdout } = await conformance('--help');
    expect(code).toBe(0);
    const options = ['quick', 'case', 'contestant', 'why', 'json', 'mutants', 'seed', 'list', 'help'];
    for (const option of options) expect(stdout).toContain(`\n  --${option} `);
  });

  it('lists the cases', async () => {
    const { code, stdout } = await conformance('--list', '--case', 'retry-after-seconds');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^hints\n {2}retry-after-seconds {2}\S.* \(RFC 9110, .+\)\n$/);
  });

  it.each([
    [['--jsno', 'x'], 'Unknown option "--jsno". Did you mean "--json"? --help lists all options.\n'],
    [['--json', tmpdir()], 'cannot be written (EISDIR); name another file.\n'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await conformance(...args);
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr.match(/\n/g)).toHaveLength(1);
  });

  it('runs a case on real sockets, and keeps the results', async () => {
    const file = join(folder, 'results.json');
    const names = ['--contestant', 'evenkeel', '--contestant', 'cockatiel'];
    const { code, stdout } = await conformance(
      '--quick',
      '--case',
      'retry-attempts-are-counted',
      ...names,
      '--json',
      file,
    );
    expect(stdout).toMatch(/\n {2}retry-attempts-are-counted +✓ +✗ +1 +\S/);
    expect(stdout).toMatch(/\nconformance: evenkeel passes 1 of 1 cases; cockatiel 0 of 1\n$/);
    expect(code).toBe(0);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ verdict: 'PASS', rounds: 1 });
  });

  it('judges of the peers nothing but what they are there for', async () => {
    const { code, stdout } = await conformance('--case', 'breaker-late-failure', '--contestant', 'opossum', '--why');
    expect(stdout).toContain('✗ opossum fails breaker-late-failure: ');
    expect(code).toBe(0);
  });

  it('ends with 2 where it is interrupted, and leaves no results that look like some', async () => {
    const file = join(folder, 'interrupted.json');
    const { child, end } = start('--contestant', 'evenkeel', '--json', file);
    child.stderr?.once('data', () => child.kill('SIGINT'));
    const { code, stdout, stderr } = await end;
    expect(stderr).toMatch(/INCONCLUSIVE: The run was interrupted by SIGINT\.\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ verdict: 'INCONCLUSIVE' });
  });
});
