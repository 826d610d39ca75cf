import { type Clock, neura, systemClock } from '@evenkeel/toolkit';
import { type Backend, neuraProfile } from '@evenkeel/toolkit/providers';
import { EventRecorder, seededRandom } from '@evenkeel/toolkit/testing';
import { expect, test } from 'vitest';
import { ADMIN_TOKEN } from '../../mock-server/src/app.fixture.ts';
import { neuraHeaders } from '../../mock-server/src/providers/neura/app.fixture.ts';
import { until, WireServer } from '../../mock-server/src/wire.fixture.ts';

const { retries, breaker } = neuraProfile.backend as Backend;
/**
 * How much faster the client's clock runs than the server's. The client must really wait its 10 to 30 s, so they are
 * not shortened: on the fast clock each wait takes 0.5 to 1.5 s of the test's time.
 */
const FASTER = 20;
/**
 * How long the server's breaker stays open, by the machine's clock: longer than the client's first two waits may take,
 * and shorter than all three.
 */
const RESET_MS = 900;
/** How long the client waits when it sees a timestamp again. */
const GUIDE_MS = { min: 10_000, max: 30_000 };

const fastClock: Clock = {
  now: () => systemClock.now() * FASTER,
  setTimeout: (fn, delayMs) => systemClock.setTimeout(fn, delayMs / FASTER),
};

const overrides = {
  neura: {
    '/backend/breaker/resetMs': RESET_MS,
    // The backend's own retries come sooner, but none is left out.
    '/backend/retries/backoff/baseMs': 10,
  },
};

interface Failure {
  error: string;
  timestamp: string;
}

test('a failing upstream opens the breaker; the client waits 10 to 30 s meanwhile, and its own breaker does not move', {
  timeout: 60_000,
}, async () => {
  const changes: { state: string; time: number }[] = [];
  const write = (line: string): void => {
    const { msg, state, time } = JSON.parse(line);
    if (msg === 'breaker-changed') changes.push({ state, time });
  };
  await using server = await WireServer.start({
    contractOverrides: overrides,
    logger: { level: 'debug', stream: { write } },
  });
  const states = () => changes.map(({ state }) => state);

  /** Asks without the toolkit's client, so that each call is one request and all retries are the backend's. */
  async function ask(callId: string): Promise<Failure & { status: number }> {
    const body = JSON.stringify({ input: callId });
    const url = `${server.url}/solana/agents/echo/call`;
    const response = await fetch(url, { method: 'POST', headers: neuraHeaders({ callId }), body });
    return { status: response.status, ...((await response.json()) as Failure) };
  }
  async function admin(method: string, path: string, body?: object): Promise<Response> {
    const authorization = `Bearer ${ADMIN_TOKEN}`;
    const sent = body && { headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return fetch(`${server.url}/admin/${path}`, { method, headers: { authorization }, ...sent });
  }

  // One call that is served and two that are tried four times each make nine, and the rule asks for ten.
  expect((await ask('served')).status).toBe(200);
  const fault = { provider: 'neura', fault: 'upstream_error', network: 'solana', rate: 1, ttlMs: 60_000 };
  const { id } = (await (await admin('POST', 'faults', fault)).json()) as { id: string };
  for (const callId of ['failed-1', 'failed-2']) {
    expect((await ask(callId)).error).toBe(
      `Upstream solana-rpc failed ${retries.max + 1} times: solana-rpc answered 502.`,
    );
  }
  expect(1 + 2 * (retries.max + 1)).toBe(breaker.minimumCalls - 1);
  expect(states()).toEqual([]);
  const opening = await ask('the tenth');
  expect(opening).toMatchObject({ status: 500, error: expect.stringContaining('circuit breaker is open') });
  expect(states()).toEqual(['open']);
  expect(await ask('later')).toEqual(opening);

  const recorder = new EventRecorder();
  const client = neura.createClient({
    apiKey: 'nra_standard_local',
    baseUrl: server.url,
    networks: ['solana'],
    clock: fastClock,
    random: seededRandom(5),
    onEvent: recorder.sink,
  });
  const calls = [1, 2, 3].map((n) => client.call('echo', `call ${n}`, { callId: `client-${n}` }));
  const ofClient = async () => (await server.journal('?callPrefix=client-')).entries;
  await until(
    'all calls have met the open breaker',
    async () => new Set((await ofClient()).map((e) => e.callId)).size === 3,
  );
  // The upstream is back, but until the reset the breaker does not know.
  expect((await admin('DELETE', `faults/${id}`)).status).toBe(204);
  expect(await Promise.all(calls)).toMatchObject([{ agent: 'echo' }, { agent: 'echo' }, { agent: 'echo' }]);
  await client.close();

  expect(states()).toEqual(['open', 'half-open', 'closed']);
  const [opened, halfOpen] = changes;
  // A timer counts from the beginning of the turn in which it is set, which may be a while ago on a busy machine.
  expect((halfOpen?.time ?? 0) - (opened?.time ?? 0)).toBeGreaterThanOrEqual(RESET_MS - 50);

  // The first response brings this timestamp; all later ones repeat it.
  const [first, ...later] = recorder.ofType('retry-scheduled');
  expect(first).toMatchObject({ reason: 'relayed', message: expect.stringContaining(opening.error) });
  expect(later.length).toBeGreaterThanOrEqual(3);
  for (const { reason, delayMs, message } of later) {
    expect(reason).toBe('relayed');
    expect(message).toContain(opening.error);
    expect(delayMs).toBeGreaterThanOrEqual(GUIDE_MS.min);
    expect(delayMs).toBeLessThanOrEqual(GUIDE_MS.max);
  }
  expect(recorder.ofType('breaker-changed')).toEqual([]);

  // The server's journal shows the same: the client has waited as long as it said.
  const entries = await ofClient();
  const told = entries.filter(({ status }) => status === 500).map(({ arrivalMs, endMs }) => endMs - arrivalMs);
  expect(told.toSorted((a, b) => a - b)[told.length >> 1]).toBeLessThan(250);
  const gaps = entries.flatMap(({ callId, attempt, endMs }) => {
    const next = entries.find((other) => other.callId === callId && other.attempt === attempt + 1);
    return next === undefined ? [] : [(next.arrivalMs - endMs) * FASTER];
  });
  expect(gaps).toHaveLength(1 + later.length);
  // Only the first wait may be short, and its planned delay was, however long the machine took.
  expect(first?.delayMs).toBeLessThan(GUIDE_MS.min);
  expect(gaps.filter((ms) => ms < GUIDE_MS.min).length).toBeLessThanOrEqual(1);
});
