import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { obtain } from '@evenkeel/tools/programs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const cli = join(import.meta.dirname, '..', 'src', 'cli.ts');
const fixtures = join(import.meta.dirname, 'fixtures', 'scenarios');
/** The first build of k6 takes minutes. */
const BUILD_TIMEOUT_MS = 600_000;
const RUN_TIMEOUT_MS = 90_000;

let folder: string;
const env: NodeJS.ProcessEnv = { ...process.env, GITHUB_STEP_SUMMARY: '' };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
  env.EVENKEEL_K6 = (await obtain('k6')).path;
  env.EVENKEEL_PROMETHEUS = (await obtain('prometheus')).path;
}, BUILD_TIMEOUT_MS);
afterAll(() => rm(folder, { recursive: true }));

function load(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['-C', 'source', cli, ...args], { env });
    const out = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (out.stderr += text));
    child.once('close', (code) => resolve({ code, ...out }));
  });
}

async function listening(answer: RequestListener): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Standard error without the lines that say where a program was found. */
const complaints = (stderr: string): string[] =>
  stderr.split('\n').filter((line) => line !== '' && !/^(k6|prometheus) \d/.test(line));

// The single wrong arguments are tested beside the code that reads them.
describe('a wrong call', () => {
  it.each([
    { why: 'a misspelt option', args: ['--sedd', '1'], says: /^Unknown option "--sedd"\. Did you mean "--seed"\?/ },
    {
      why: 'an unreachable target',
      args: ['nimbus-steady', '--target', 'http://127.0.0.1:19'],
      says: /^--target: http:\/\/127\.0\.0\.1:19 can't be reached/,
    },
    {
      why: 'a misspelt threshold',
      args: ['misspelt-threshold', '--scenarios', fixtures],
      says: /^misspelt-threshold: options: unknown option "tresholds"\. Did you mean "thresholds"\?/,
    },
    {
      why: 'a threshold on a metric that there is not',
      args: ['unknown-metric', '--scenarios', fixtures],
      says: /^unknown-metric: k6 refuses its options: options\.thresholds names the metric "http_req_durations"/,
    },
  ])('is $why: one sentence, exit 3', async ({ args, says }) => {
    const { code, stdout, stderr } = await load(...args);
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(complaints(stderr)).toEqual([expect.stringMatching(says)]);
  });
});

describe.concurrent('a vacuous pass is refused:', () => {
  it.each([
    { name: 'sends-nothing', reason: 'sends-nothing sent nothing.' },
    {
      name: 'wrong-tag',
      reason:
        'The threshold http_req_duration{name:/nimbus/infr}: p(99)<1 passes vacuously: its tag matched no sample.',
    },
    {
      name: 'every-iteration-throws',
      reason: 'every-iteration-throws sent nothing: 3 iterations threw, the first with "no such payload".',
    },
  ])('$name ends INCONCLUSIVE, exit 2', { timeout: RUN_TIMEOUT_MS }, async ({ name, reason }) => {
    const out = join(folder, name);
    const { code, stdout } = await load(name, '--scenarios', fixtures, '--out', out);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(`INCONCLUSIVE: ${reason}`);
    expect(code).toBe(2);
    const verdict = JSON.parse(await readFile(join(out, 'verdict.json'), 'utf8'));
    expect(verdict).toMatchObject({ verdict: 'INCONCLUSIVE', scenario: name, reasons: [reason] });
  });
});

it('leaves the load where it was sent: a redirect is not followed', { timeout: RUN_TIMEOUT_MS }, async () => {
  const arrivals = { first: 0, second: 0 };
  await using second = await listening((_, response) => {
    arrivals.second++;
    response.end();
  });
  await using first = await listening(({ method }, response) => {
    if (method === 'POST') arrivals.first++;
    response.writeHead(307, { location: second.url }).end();
  });
  const out = join(folder, 'redirected');
  const { code } = await load('nimbus-steady', '--duration', '1', '--target', first.url, '--out', out);
  expect(arrivals.first).toBeGreaterThan(100);
  expect(arrivals.second).toBe(0);
  expect(code).toBe(1);
});

it('lists what there is, and explains its exit codes', async () => {
  const [list, help] = await Promise.all([load('--list'), load('--help')]);
  expect(list).toMatchObject({ code: 0, stderr: '' });
  expect(list.stdout).toMatch(/nimbus-steady .*\(default\)/);
  expect(help.stdout).toMatch(/Exit codes\n {2}0 {2}PASS/);
});
