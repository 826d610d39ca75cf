import { expect, it } from 'vitest';
import { defineProvider } from '../contract/define.ts';
import { createMemoryCoordinator } from '../coordination/memory.ts';
import { FakeClock, ScriptedTransport } from '../testing/index.ts';
import { ContractClient } from './contract-client.ts';

/** An API that counts in windows from their first request, takes 100 ms, and tells of its limit as `tells` says. */
function setUp(amount: number, windowMs: number, tells: (sent: number, left: number) => Record<string, string>) {
  const clock = new FakeClock();
  const api = { sent: 0, exceeded: 0 };
  let sinceMs = Number.NEGATIVE_INFINITY;
  let used = 0;
  const transport = new ScriptedTransport(clock, () => {
    const now = clock.now();
    if (now >= sinceMs + windowMs) [sinceMs, used] = [now, 0];
    used += 1;
    api.sent += 1;
    if (used > amount) api.exceeded += 1;
    return { status: 200, headers: tells(api.sent, Math.max(0, amount - used)), body: {}, afterMs: 100 };
  });
  const contract = defineProvider({
    name: 'short',
    limits: [{ kind: 'window', amount, windowMs }],
    operations: { ask: { method: 'GET', path: '/ask' } },
    operationDefaults: { deadlineMs: 300_000 },
  });
  const options = { baseUrl: 'http://short.test', apiKey: 'key', transport, clock, random: () => 0 };
  return { clock, api, open: (more = {}) => new ContractClient(contract, { ...options, ...more }) };
}

const silent = () => ({});

async function takesMs({ clock, open }: Pick<ReturnType<typeof setUp>, 'clock' | 'open'>, count: number) {
  const client = open();
  const startMs = clock.now();
  await clock.runUntil(Promise.all(Array.from({ length: count }, () => client.request('ask'))));
  return clock.now() - startMs;
}

it.each([
  [60, 2_000, 400, 13_000],
  // One at a time, they would be four times what may be.
  [5, 2_000, 40, 15_000],
  [1, 500, 5, 2_600],
])('keeps to a window of %i in %i ms that no answer tells, and uses it', async (amount, windowMs, calls, mostMs) => {
  const world = setUp(amount, windowMs, silent);
  expect(await takesMs(world, calls)).toBeLessThan(mostMs);
  expect(world.api).toEqual({ sent: calls, exceeded: 0 });
});

it.each([
  ['stop telling', (sent: number) => sent <= 130],
  ['begin to tell', (sent: number) => sent > 130],
  ['tell now and then', (sent: number) => sent % 100 < 3],
])('goes by what answers tell, and by time where they %s', async (_what, tells) => {
  const world = setUp(60, 2_000, (sent, left) => (tells(sent) ? { ratelimit: `"default";r=${left};t=2` } : silent()));
  expect(await takesMs(world, 400)).toBeLessThan(16_000);
  expect(world.api).toEqual({ sent: 400, exceeded: 0 });
});

it('divides the window among the clients on its key', async () => {
  const { clock, api, open } = setUp(60, 2_000, silent);
  const coordinator = createMemoryCoordinator();
  const clients = Array.from({ length: 3 }, () => open({ coordinator }));
  await clock.runUntil(Promise.all(clients.map((client) => client.ready())));
  const startMs = clock.now();
  const calls = Array.from({ length: 400 }, (_, at) => (clients[at % 3] as ContractClient).request('ask'));
  await clock.runUntil(Promise.all(calls));
  expect(clock.now() - startMs).toBeLessThan(15_000);
  expect(api).toEqual({ sent: 400, exceeded: 0 });
});
