import { describe, expect, it } from 'vitest';
import { neura, nimbus } from '../index.ts';
import { FakeClock, type Reply, ScriptedTransport, type SentRequest, seededRandom } from '../testing/index.ts';
import { CountingServer } from './member.fixture.ts';
import { createMemoryCoordinator } from './memory.ts';

const OK = { status: 200, body: { success: true, output: 'done', timestamp: 'T' }, afterMs: 40 };

const inference = { id: 'inf_1', output: 'yes', usage: { prompt_tokens: 1, completion_tokens: 1 } };

/** Sets up clients of one process on one clock, each with its own transport. */
function setUp() {
  const clock = new FakeClock();
  const coordinator = createMemoryCoordinator();
  const options = (reply: (request: SentRequest, at: number) => Reply, seed: number) => {
    const transport = new ScriptedTransport(clock, reply);
    return { transport, options: { coordinator, transport, clock, random: seededRandom(seed) } };
  };
  return { clock, coordinator, options };
}

describe('createMemoryCoordinator', () => {
  it('shares a window between the clients of one key', async () => {
    const { clock, coordinator, options } = setUp();
    const server = new CountingServer(300, 1_000);
    const count = (): Reply => {
      server.count(clock.now());
      return OK;
    };
    const join = (seed: number) => {
      const one = options(count, seed);
      const client = neura.createClient({
        ...one.options,
        baseUrl: 'http://neura.test',
        apiKey: 'nra_test',
        networks: ['base'],
        maxQueued: 2_000,
      });
      return { ...one, client };
    };
    const [a, b] = [join(1), join(2)];
    await clock.runUntil(Promise.all([a.client.ready(), b.client.ready()]));
    const calls = [a, b].flatMap(({ client }) => Array.from({ length: 600 }, (_, at) => client.call('echo', at)));
    const startMs = clock.now();
    await clock.runUntil(Promise.allSettled(calls));
    expect(server.exceeded).toBe(0);
    expect(server.admitted).toBe(1_200);
    expect(clock.now() - startMs).toBeLessThan(5_500);
    await clock.runUntil(Promise.all([a.client.close(), b.client.close(), coordinator.close()]));
    expect(clock.pending).toBe(0);
  });

  it('gives the one what the other needs no more, though nothing ends a lease here', async () => {
    const { clock, options } = setUp();
    const join = (seed: number) => {
      const one = options(() => OK, seed);
      return {
        ...one,
        client: neura.createClient({
          ...one.options,
          baseUrl: 'http://neura.test',
          apiKey: 'nra_test',
          networks: ['base'],
          maxQueued: 9_000,
        }),
      };
    };
    const [busy, brief] = [join(1), join(2)];
    const calls = (client: (typeof busy)['client'], count: number): Promise<unknown> =>
      Promise.allSettled(Array.from({ length: count }, (_, at) => client.call('echo', at)));
    void calls(busy.client, 4_000);
    await clock.runUntil(calls(brief.client, 600));
    await clock.advance(3_000);
    const before = busy.transport.sent.length;
    await clock.advance(3_000);
    expect(busy.transport.sent.length - before).toBeGreaterThan(3 * 250);
  });

  it('shares a ceiling', async () => {
    const { clock, options } = setUp();
    let most = 0;
    let inFlight = 0;
    const reply = (): Reply => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      clock.setTimeout(() => {
        inFlight -= 1;
      }, 200);
      return { status: 200, body: inference, afterMs: 200 };
    };
    const join = (seed: number, apiKey = 'nmb_free_same') => {
      const one = options(reply, seed);
      return { ...one, client: nimbus.createClient({ ...one.options, baseUrl: 'http://nimbus.test', apiKey }) };
    };
    const [a, b] = [join(1), join(2)];
    const calls = [a, b].flatMap(({ client }) => Array.from({ length: 60 }, () => client.infer({ prompt: 'x' })));
    await clock.runUntil(Promise.all(calls));
    expect([a.transport.sent.length, b.transport.sent.length]).toEqual([60, 60]);
    expect(most).toBe(50);
  });

  it('passes on what one was told to pause', async () => {
    const { clock, options } = setUp();
    const told: Reply = { status: 429, headers: { 'retry-after': '2', 'x-ratelimit-remaining': '0' }, body: {} };
    const [first, second] = [
      options((_request, at) => (at === 0 ? told : { body: inference }), 1),
      options(() => ({ body: inference }), 2),
    ];
    const clients = [first, second].map((one) =>
      nimbus.createClient({ ...one.options, baseUrl: 'http://nimbus.test', apiKey: 'nmb_pro_same' }),
    );
    await clock.runUntil(clients[1]?.infer({ prompt: 'x' }) as Promise<unknown>);
    const refused = clients[0]?.infer({ prompt: 'x' });
    await clock.advance(10);
    const startMs = clock.now();
    await clock.runUntil(clients[1]?.infer({ prompt: 'x' }) as Promise<unknown>);
    expect(clock.now() - startMs).toBeGreaterThan(1_900);
    await clock.runUntil(refused as Promise<unknown>);
  });
});
