import { expect, it } from 'vitest';
import { defineProvider } from '../contract/define.ts';
import { createMemoryCoordinator } from '../coordination/memory.ts';
import { FakeClock, ScriptedTransport } from '../testing/index.ts';
import { ContractClient } from './contract-client.ts';

const LIMIT = 60;
const WINDOW_MS = 10_000;

it.each([1, 2, 5])(
  '%i clients on a key of which nothing is known share what answers tell, and hardly any is refused',
  async (count) => {
    const clock = new FakeClock();
    let sinceMs = Number.NEGATIVE_INFINITY;
    let used = 0;
    let refused = 0;
    const transport = new ScriptedTransport(clock, () => {
      const now = clock.now();
      if (now >= sinceMs + WINDOW_MS) [sinceMs, used] = [now, 0];
      const isOver = used >= LIMIT;
      if (isOver) refused += 1;
      else used += 1;
      const headers = { 'x-limit': `${LIMIT}`, 'x-left': `${LIMIT - used}`, 'x-reset': `${sinceMs + WINDOW_MS - now}` };
      return { status: isOver ? 429 : 200, headers, body: {}, afterMs: 50 };
    });
    const contract = defineProvider({
      name: 'unknown',
      authentication: { header: 'x-key' },
      operations: { ask: { method: 'POST', path: '/ask', costs: { requests: 1 } } },
      operationDefaults: { deadlineMs: 300_000, attemptTimeoutMs: 1_000 },
      hints: [
        { header: 'x-limit', means: 'limit', format: 'integer', unit: 'requests' },
        { header: 'x-left', means: 'remaining', format: 'integer', unit: 'requests' },
        { header: 'x-reset', means: 'reset', format: 'milliseconds', unit: 'requests', obeyedOn: [] },
      ],
    });
    const coordinator = createMemoryCoordinator();
    const options = { baseUrl: 'http://unknown.test', apiKey: 'key', transport, clock, random: () => 0, coordinator };
    const clients = Array.from({ length: count }, () => new ContractClient(contract, options));
    await clock.runUntil(Promise.all(clients.map((client) => client.ready())));
    const startMs = clock.now();
    const calls = Array.from({ length: 200 }, (_, at) => (clients[at % count] as ContractClient).request('ask', {}));
    await clock.runUntil(Promise.all(calls));
    // Nobody knows when the others have used their parts, but by a refusal.
    expect(refused).toBeLessThanOrEqual(3 * (count - 1));
    expect(clock.now() - startMs).toBeLessThan(3 * WINDOW_MS + 1_000);
  },
);
