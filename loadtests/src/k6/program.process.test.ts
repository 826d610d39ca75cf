import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunParameters } from '../shared/load.ts';
import { errorsIn, type K6Output, k6Environment, parseExtensions, parseRecords, runK6 } from './program.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const parameters: RunParameters = {
  scenario: 's',
  provider: 'nimbus',
  objectives: [],
  target: 'http://127.0.0.1:9',
  seed: 1,
  load: { kind: 'own', calls: 1, durationMs: 1 },
  maxPerSecond: null,
};

/** Runs a shell script in place of k6. */
async function runAs(script: string, atMostMs = 20_000): Promise<K6Output> {
  const k6 = join(folder, 'k6');
  await writeFile(k6, `#!/bin/sh\n${script}\n`);
  await chmod(k6, 0o755);
  const { signal } = new AbortController();
  return runK6({ k6, bundle: 'x.js', work: folder, logs: folder, port: 1, parameters, atMostMs, signal });
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

it("keeps the user's own k6 settings out of the run", () => {
  const env = k6Environment({ PATH: '/bin', K6_VUS: '5', K6_DURATION: '1h' }, { EVENKEEL_RUN: '{}' });
  expect(env).toEqual({
    PATH: '/bin',
    EVENKEEL_RUN: '{}',
    K6_NO_USAGE_REPORT: 'true',
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
  });
});

it('takes the message of each error, without its stack', () => {
  const log = [
    '{"error":"json: unknown field","level":"warning","msg":"There were unknown fields"}',
    '{"executor":"shared-iterations","level":"error","msg":"Error: boom\\n\\tat default (file:///a.js:5:123(26))\\n"}',
    'plain words',
    '{"level":"error","msg":"invalid threshold defined on nevr"}',
  ].join('\n');
  expect(errorsIn(log)).toEqual(['boom', 'invalid threshold defined on nevr']);
});

it("finds what is for the runner among the script's other words", () => {
  const record = { id: 'b0', warmUp: true, size: 2, succeeded: 1, durationMs: 12.5 };
  const console = [
    JSON.stringify({ level: 'info', msg: 'hello' }),
    JSON.stringify({ level: 'info', msg: JSON.stringify({ evenkeel: 'batch', ...record }) }),
    JSON.stringify({ level: 'info', msg: JSON.stringify({ evenkeel: 'job', id: 'j0' }) }),
    JSON.stringify({ level: 'info', msg: JSON.stringify({ evenkeel: 'usage', usedGpuMs: 7 }) }),
    'not JSON',
    '',
  ].join('\n');
  expect(parseRecords(console)).toEqual({ batches: [record], jobs: [{ id: 'j0' }], usage: { usedGpuMs: 7 } });
});

it('finds the extension of the k6 that is built here', () => {
  const output = 'k6 v1.8.1 (go1.26.8, linux/amd64)\nExtensions:\n  evenkeel/k6/sse , k6/x/sse [js]\n\n';
  expect(parseExtensions(output)).toEqual(new Set(['k6/x/sse']));
});

it('finds those of a k6 by somebody else, and passes over its outputs', () => {
  const output = `k6 v1.3.0 (commit/5870e99ae8, go1.25.1, linux/amd64)
Extensions:
  github.com/grafana/xk6-faker v0.4.4, k6/x/faker [js]
  github.com/phymbert/xk6-sse v0.1.12, k6/x/sse [js]
  github.com/somebody/xk6-output v0.1.0, k6/x/somewhere [output]
`;
  expect(parseExtensions(output)).toEqual(new Set(['k6/x/faker', 'k6/x/sse']));
});

it.each(['k6 v1.8.1 (go1.26.8, linux/amd64)\n', 'k6 v1.0.0 (commit/41b4984b75, go1.24.2, darwin/arm64)\n'])(
  'finds none in a stock k6: %s',
  (output) => {
    expect(parseExtensions(output)).toEqual(new Set());
  },
);
