import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessGroup } from '@evenkeel/tools/child';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type K6Output, runK6 } from './run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a program that acts as k6 would. */
async function runAs(script: string, atMostMs = 20_000): Promise<K6Output> {
  const k6 = join(folder, 'k6');
  await writeFile(k6, `#!/bin/sh\n${script}\n`);
  await chmod(k6, 0o755);
  const group = new ProcessGroup(new AbortController().signal);
  try {
    return await runK6(group, { k6, bundle: 'x.js', work: folder, logs: folder, port: 1, env: {}, atMostMs });
  } finally {
    await group.stopAll();
  }
}

const summary = `echo '{"metrics":{}}' > "$EVENKEEL_SUMMARY"`;
const error = `echo '{"level":"error","msg":"Error: boom\\\\n\\\\tat default"}' >&2`;

it('takes the summary, crossed thresholds or not', async () => {
  expect(await runAs(summary)).toEqual({
    summary: { metrics: {} },
    records: { batches: [], jobs: [], usage: null },
    firstError: null,
  });
  expect((await runAs(`${summary}; ${error}; exit 99`)).firstError).toBe('boom');
});

it('says what ended k6', async () => {
  await expect(runAs(`${error}; exit 107`)).rejects.toThrow('k6 ended with exit code 107: boom');
});

it('stops a k6 that hangs', async () => {
  await expect(runAs('exec sleep 60', 200)).rejects.toThrow('k6 did not end within 200 ms and was stopped.');
});
