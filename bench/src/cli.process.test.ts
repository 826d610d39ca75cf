import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const cli = join(import.meta.dirname, 'cli.ts');

function bench(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['-C', 'source', cli, ...args], { env: { ...process.env, NO_COLOR: '1' } });
  const out = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (out.stderr += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...out })));
}

describe('npm run bench', () => {
  it('shows its help', async () => {
    const { code, stdout } = await bench('--help');
    expect(code).toBe(0);
    for (const option of ['quick', 'seed N', 'json FILE', 'list', 'help']) expect(stdout).toContain(`\n  --${option} `);
  });

  it('lists the experiments', async () => {
    const { code, stdout } = await bench('--list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^adaptive-ceiling +\S/);
  });

  it.each([
    [['--quik'], 'Unknown option "--quik". Did you mean "--quick"? --help lists all options.\n'],
    [['--json', tmpdir()], 'cannot be written (EISDIR); name another file.\n'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await bench(...args);
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr.match(/\n/g)).toHaveLength(1);
  });
});
