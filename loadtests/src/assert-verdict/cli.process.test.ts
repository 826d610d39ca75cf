import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
  const shares = { target: 0.01, k6: 0, prometheus: 0, panel: 0 };
  const verdict = {
    verdict: 'FAIL',
    objectives: [
      { name: 'errors', ...shares, k6: 0.03, prometheus: 0.03, panel: 0.03, alert: 'firing' },
      { name: 'latency', ...shares, alert: 'inactive' },
    ],
    counts: { sent: 6_000 },
    reasons: ['errors: 3.00 %.'],
  };
  await writeFile(join(folder, 'verdict.json'), JSON.stringify(verdict));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (...args: string[]): Promise<{ code: number; stderr: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ['-C', 'source', join(import.meta.dirname, 'cli.ts'), ...args],
      (error, _stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stderr }),
    );
  });

it('tells by its exit code whether the verdict is the one that the fault must lead to', async () => {
  expect(await run(folder, '--fault', 'nimbus-errors')).toEqual({ code: 0, stderr: '' });
  const other = await run(folder, '--fault', 'nimbus-slow');
  expect(other.code).toBe(1);
  expect(other.stderr).toContain('latency: its alert must be firing, and was inactive.');
});

it('fails without a verdict, and says what it takes', async () => {
  expect((await run(join(folder, 'nowhere'))).code).toBe(1);
  expect(await run()).toEqual({ code: 3, stderr: 'Name one folder that holds a verdict.json.\n' });
  expect((await run(folder, 'neura-stead')).stderr).toContain('Did you mean "neura-steady"?');
  expect((await run(folder, 'neura-steady', '--fault', 'nimbus-slow')).code).toBe(3);
  expect((await run(folder, '--fault', 'nimbus-slo')).stderr).toContain('Did you mean "nimbus-slow"?');
});
