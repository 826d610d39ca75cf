import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@evenkeel/tools/child';
import { obtain } from '@evenkeel/tools/programs';
import { skipUnless } from '@evenkeel/tools/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../src/k6/bundle.ts';
import { extensionsOf, type K6Output, runK6 } from '../src/k6/program.ts';
import type { RunParameters } from '../src/shared/load.ts';
import type { Seen } from './fixtures/sse/script.ts';
import { StreamingServer } from './fixtures/sse/server.ts';

const script = join(import.meta.dirname, 'fixtures', 'sse', 'script.ts');
/** The first build of k6 takes minutes. */
const BUILD_TIMEOUT_MS = 600_000;
const RUN_TIMEOUT_MS = 60_000;

const k6 = (await obtain('k6')).path;
const had = await extensionsOf(k6);
const remedy = 'unset EVENKEEL_K6 and take k6 off PATH, so that it is built with it';
const streaming = skipUnless(had.has('k6/x/sse'), 'a k6 with k6/x/sse', remedy);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function runScript(server: StreamingServer, extensions: ReadonlySet<string>): Promise<K6Output> {
  const work = join(folder, extensions.size === 0 ? 'stock' : 'streaming');
  await mkdir(work);
  const file = join(work, 'script.js');
  await bundle(script, file, extensions);
  const run: RunParameters = {
    scenario: 'sse',
    provider: 'nimbus',
    objectives: [],
    target: await server.listen(),
    seed: 1,
    load: { kind: 'own', calls: 1, durationMs: 1_000 },
    maxPerSecond: null,
  };
  try {
    const at = { bundle: file, work, logs: work, port: await freePort(), parameters: run };
    return await runK6({ k6, ...at, atMostMs: RUN_TIMEOUT_MS, signal: new AbortController().signal });
  } finally {
    server.close();
  }
}

describe.skipIf(streaming.missing)(`k6/x/sse${streaming.because}`, () => {
  const server = new StreamingServer();
  let output: K6Output;
  let seen: Seen;
  beforeAll(async () => {
    output = await runScript(server, had);
    seen = JSON.parse(server.seen);
  }, BUILD_TIMEOUT_MS);

  const steps = (path: string, n: number) => Array.from({ length: n }, (_, i) => `${i + 1} step of ${path}`);
  const fine = { status: 200, error: '', errorCode: 0, body: '', retryMs: 1_500 };

  it('delivers each event before the next one is sent, and none that is unfinished', () => {
    expect(output.firstError).toBeNull();
    const events = steps('/acknowledged', 3);
    expect(seen.acknowledged).toMatchObject({ ...fine, end: 'complete', events: 3, seen: events });
  });

  it("ends the server's request when the listener returns false", () => {
    expect(seen.closed).toMatchObject({ ...fine, end: 'closed', events: 2, seen: steps('/endless', 2) });
    expect(server.leftBy).toContain('/endless');
  });

  it('shows an answer that is no event stream', () => {
    const { headers, ...rest } = seen.refused;
    expect(rest).toMatchObject({
      status: 429,
      errorCode: 1_429,
      end: 'no-stream',
      events: 0,
      body: '{"error":"busy"}',
    });
    expect(headers).toMatchObject({ 'Retry-After': '7', 'Content-Type': 'application/json' });
    expect(server.refused).toBe('{"n":1}');
  });

  it('says that a stream was cut, and keeps what came before', () => {
    const events = steps('/cut', 3);
    expect(seen.cut).toMatchObject({
      status: 200,
      end: 'failed',
      error: 'unexpected EOF',
      errorCode: 1_000,
      seen: events,
    });
  });

  it('ends a stream that takes too long', () => {
    expect(seen.late).toMatchObject({ status: 200, end: 'timeout', errorCode: 1_050, events: 3 });
    expect(seen.late.durationMs).toBeGreaterThanOrEqual(250);
    expect(server.leftBy.filter((path) => path === '/endless')).toHaveLength(2);
  });

  it('has no status where there was no answer', () => {
    expect(seen.nobody).toMatchObject({ status: 0, end: 'failed', error: 'EOF', events: 0, headers: {} });
  });

  it('is counted as any request, and event by event', () => {
    const { metrics } = output.summary;
    expect(metrics['http_reqs{name:streams}']?.values.count).toBe(6);
    // k6 names failures `passes`. They are the refused, the cut and the late stream, and the one without an answer.
    expect(metrics['http_req_failed{name:streams}']?.values).toMatchObject({ passes: 4, fails: 2 });
    expect(metrics.sse_events?.values.count).toBe(3 + 2 + 3 + 3);
    expect(metrics.sse_time_to_first_event?.values.count).toBe(4);
  });
});

it('is undefined to a script in a k6 without it', async () => {
  const server = new StreamingServer();
  const { firstError } = await runScript(server, new Set());
  expect(firstError).toBeNull();
  expect(server.seen).toBe('null');
});
