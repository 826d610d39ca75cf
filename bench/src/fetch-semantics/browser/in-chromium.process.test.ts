import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@evenkeel/tools/child';
import { expect, it } from 'vitest';
import { bundlePage } from './bundle-page.ts';
import { pageGroups } from './cases.ts';

const cli = join(import.meta.dirname, '..', '..', 'cli.ts');

function inBrowser(env: NodeJS.ProcessEnv): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['-C', 'source', cli, 'fetch-semantics', '--browser', '--quick'],
      { env: { ...process.env, NO_COLOR: '1', ...env } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

it('proves nothing where there is no Chromium, and says how to get one', async () => {
  const { code, stdout, stderr } = await inBrowser({ PATH: import.meta.dirname, EVENKEEL_CHROMIUM: '' });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('INCONCLUSIVE: There is no Chromium on PATH: install it (Debian: apt-get install chromium');
});

it.each([
  ['is none', 'exit 1', 'does not answer --version'],
  [
    'dies',
    'case $1 in --version) echo "Chromium 1.2.3" ;; *) echo "no display" >&2; exit 7 ;; esac',
    'Chromium ended with exit code 7 in the middle of the run. Its last words: no display',
  ],
])('proves nothing where the program %s', async (_, script, message) => {
  await using folder = await temporaryFolder('stand');
  const program = join(folder.path, 'chromium');
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
  const { code, stderr } = await inBrowser({ EVENKEEL_CHROMIUM: program });
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

it('the page has all cases, and nothing of Node.js', async () => {
  const script = Buffer.from(await bundlePage()).toString();
  expect(script).not.toMatch(/\bnode:|\brequire\(/);
  for (const { cases } of pageGroups) for (const { bug } of cases) expect(script).toContain(bug);
});
