import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nimbusProfile } from '@evenkeel/toolkit/providers';
import { freePort } from '@evenkeel/tools/child';
import { obtain } from '@evenkeel/tools/programs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../src/k6/bundle.ts';
import { runK6 } from '../src/k6/program.ts';
import type { RunParameters } from '../src/shared/load.ts';
import { SHORT_MS } from './fixtures/inside-k6/how.ts';
import type { AllSeen, LastingSeen } from './fixtures/inside-k6/script.ts';
import { AnsweringServer } from './fixtures/inside-k6/server.ts';

const script = join(import.meta.dirname, 'fixtures', 'inside-k6', 'script.ts');
/** The first build of k6 takes minutes. */
const BUILD_TIMEOUT_MS = 600_000;
const RUN_TIMEOUT_MS = 60_000;
/** How long the server takes where the client must time out. */
const SLOW_MS = 2_000;

const throttled = { status: 429, headers: { 'retry-after': '1' } };
const firstThrottled = (nth: number) => (nth === 1 ? throttled : { body: '{"output":"hello"}' });

const server = new AnsweringServer({
  '/flaky': (nth) => (nth < 3 ? { status: 503 } : { body: '{"output":"hello"}' }),
  '/slow': () => ({ afterMs: SLOW_MS }),
  '/broken': () => ({ status: 503 }),
  '/crowd': () => ({ afterMs: 100 }),
  '/told': firstThrottled,
  '/cancelled': () => ({ status: 503 }),
  '/client/told/v1/infer': firstThrottled,
  '/client/late/v1/infer': () => ({ afterMs: SLOW_MS }),
  '/client/lasting/v1/infer': () => ({ status: 503 }),
  '/client/held/v1/infer': (nth) => ({ afterMs: nth === 1 ? SLOW_MS : 0 }),
  '/elsewhere': () => ({ status: 307, headers: { location: '/never' }, body: 'moved' }),
  '/cookie': () => ({ headers: { 'set-cookie': 'seen=1; Path=/' } }),
  '/empty': () => ({ status: 204, body: '' }),
  '/cut': () => ({ headers: { 'content-length': '100' }, cut: true }),
  '/upgrade': () => ({ status: 101, headers: { connection: 'upgrade', upgrade: 'other' }, body: '' }),
});

let folder: string;
let bundled: string;
let firstError: string | null;
let seen: AllSeen;
let lasting: LastingSeen[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
  const k6 = (await obtain('k6')).path;
  const file = join(folder, 'script.js');
  await bundle(script, file);
  bundled = await readFile(file, 'utf8');
  const run: RunParameters = {
    scenario: 'inside-k6',
    provider: 'nimbus',
    objectives: [],
    target: await server.listen(),
    seed: 1,
    load: { kind: 'own', calls: 1, durationMs: 1_000 },
    maxPerSecond: null,
  };
  const at = { bundle: file, work: folder, logs: folder, port: await freePort(), parameters: run };
  const { signal } = new AbortController();
  ({ firstError } = await runK6({ k6, ...at, atMostMs: RUN_TIMEOUT_MS, signal }));
  seen = JSON.parse(server.arrivals('/seen')[0]?.body ?? '{}');
  lasting = server.arrivals('/lasting').map(({ body }) => JSON.parse(body));
}, BUILD_TIMEOUT_MS);

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const hello = { output: 'hello' };
const attempts = (path: string) => server.arrivals(path).map(({ attempt }) => attempt);

/** Milliseconds from the end of the first answer to the second request. */
function gapMs(path: string): number {
  const [first, second] = server.arrivals(path);
  return (second?.atMs ?? Number.NaN) - (first?.endedAtMs ?? Number.NaN);
}

it('runs to its end, with nothing of Node.js', () => {
  expect(firstError).toBeNull();
  expect(bundled).not.toContain('node:');
});

describe('inside k6, retry, breaker, bulkhead and time-out, composed by cockatiel,', () => {
  it('try again after 503, and are done with the 200', () => {
    expect(seen.policies.retries.value).toEqual(hello);
    expect(attempts('/flaky')).toEqual([1, 2, 3]);
  });

  it('end a slow attempt, and tell it by its signal', () => {
    const { timesOut, timesOutComposed } = seen.policies;
    expect(timesOut).toMatchObject({ code: 'EVK_ATTEMPT_TIMEOUT', reason: 'EVK_ATTEMPT_TIMEOUT' });
    expect(timesOutComposed).toMatchObject({ code: 'EVK_ATTEMPT_TIMEOUT' });
    for (const { tookMs } of [timesOut, timesOutComposed]) {
      // k6's clock tells whole milliseconds.
      expect(tookMs).toBeGreaterThanOrEqual(SHORT_MS - 1);
      expect(tookMs).toBeLessThan(SLOW_MS);
    }
  });

  it('hold a slot until the response, where the bulkhead is the inner one', () => {
    expect(seen.policies.keepsTheSlot).toMatchObject({ code: 'EVK_ATTEMPT_TIMEOUT', inFlight: 1 });
  });

  it('send nothing once the breaker is open', () => {
    const open = { code: 'EVK_CIRCUIT_OPEN' };
    expect(seen.policies.opens).toMatchObject({ first: open, second: open });
    expect(attempts('/broken')).toEqual([1, 2, 3]);
  });

  it('let no more through than there are slots', () => {
    expect(seen.policies.limits.map(({ value }) => value)).toEqual(Array(6).fill({}));
    expect(Math.max(...server.arrivals('/crowd').map(({ inFlight }) => inFlight))).toBe(2);
  });

  it('obey Retry-After', () => {
    expect(seen.policies.obeysRetryAfter.value).toEqual(hello);
    expect(attempts('/told')).toEqual([1, 2]);
    expect(gapMs('/told')).toBeGreaterThanOrEqual(1_000);
  });

  it('send nothing after the caller has cancelled', () => {
    expect(seen.policies.cancels).toMatchObject({ code: 'EVK_CANCELLED' });
    expect(attempts('/cancelled')).toEqual([1]);
  });

  it('restore the state of a breaker, and tell the listeners of cockatiel', () => {
    expect(seen.policies.restoresItsState).toBe(true);
    expect(seen.policies.tellsCockatielsListeners).toEqual([expect.any(Number)]);
  });
});

describe("inside k6, a contract's client", () => {
  it('obeys Retry-After', () => {
    expect(seen.client.obeysRetryAfter.value).toEqual(hello);
    const arrivals = server.arrivals('/client/told/v1/infer');
    expect(arrivals.map(({ attempt, callId }) => ({ attempt, callId }))).toEqual([
      { attempt: 1, callId: 'told' },
      { attempt: 2, callId: 'told' },
    ]);
    expect(gapMs('/client/told/v1/infer')).toBeGreaterThanOrEqual(1_000 + nimbusProfile.retry.hintMarginMs);
  });

  it('keeps a deadline', () => {
    const { code, tookMs } = seen.client.keepsTheDeadline;
    expect(code).toBe('EVK_DEADLINE_EXCEEDED');
    expect(tookMs).toBeLessThan(SLOW_MS);
    expect(attempts('/client/late/v1/infer')).toEqual([1]);
  });

  it('holds the slot of an attempt that it gave up, until the response has come', () => {
    const { first, second } = seen.client.keepsTheSlot;
    expect(first).toMatchObject({ code: 'EVK_ATTEMPT_TIMEOUT' });
    expect(second.value).toEqual({});
    expect(first.tookMs).toBeLessThan(SLOW_MS);
    expect(gapMs('/client/held/v1/infer')).toBeGreaterThan(0);
  });

  it('streams a batch', () => {
    expect(seen.client.streams).toEqual(Array(5).fill('fulfilled'));
    expect(server.arrivals('/client/batch/v1/infer')).toHaveLength(5);
  });

  it('says by which code a connection failed', () => {
    const { code, message } = seen.client.findsNobody;
    expect(code).toBe('EVK_NETWORK');
    expect(message).toContain('The connection failed (K6_1212).');
  });

  it('lives on from iteration to iteration', () => {
    expect(lasting.map(({ code }) => code)).toEqual(['EVK_UPSTREAM_ERROR', 'EVK_CIRCUIT_OPEN']);
    expect(attempts('/client/lasting/v1/infer')).toEqual([1]);
  });
});

describe('the transport inside k6', () => {
  it('hands on a redirect and does not follow it', () => {
    expect(seen.transport.followsNoRedirect.value).toEqual({ status: 307, body: 'moved', location: '/never' });
  });

  it('keeps no cookie', () => {
    expect(server.arrivals('/cookie').map(({ cookie }) => cookie)).toEqual([undefined, undefined]);
  });

  it('takes no body for an empty one', () => {
    expect(seen.transport.hasNoBody.value).toEqual({ status: 204, body: '' });
  });

  it.each([
    { name: 'isCutOff', code: 'K6_1000', says: 'unexpected EOF' },
    { name: 'switchesProtocols', code: 'K6_1000', says: 'unsupported response status' },
    { name: 'waitsForLongAtMost', code: 'K6_1050', says: 'request timeout' },
  ] as const)('rejects with $code where it $name', ({ name, code, says }) => {
    expect(seen.transport[name]).toMatchObject({ code, message: expect.stringContaining(says) });
  });

  it('sends nothing once it is closed, or for a signal that is aborted', () => {
    expect(seen.transport.sendsNothingWhenAborted).toMatchObject({ code: new DOMException('', 'AbortError').code });
    expect(seen.transport.sendsNothingWhenClosed).toMatchObject({ message: 'The transport was closed.' });
    expect(server.arrivals('/never')).toEqual([]);
  });
});
