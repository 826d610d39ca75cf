import { describe, expect, it } from 'vitest';
import { defineProvider } from '../contract/define.ts';
import type { LimitDefinition } from '../contract/definition.ts';
import { createMemoryCoordinator } from '../coordination/memory.ts';
import { EventRecorder, FakeClock, ScriptedTransport } from '../testing/index.ts';
import type { ClientOptions } from './client-options.ts';
import { ContractClient } from './contract-client.ts';

const ofAll: LimitDefinition = { kind: 'concurrency', amount: 5 };
const ofModel: LimitDefinition = { kind: 'concurrency', amount: 2, scope: ['credential', { request: 'model' }] };

/** A client of a chat API, by whose calls the most in flight is known, in all and of each model. */
function setUp(limits: readonly LimitDefinition[], options: Partial<ClientOptions> = {}, clock = new FakeClock()) {
  const transport = new ScriptedTransport(clock, () => ({ body: {}, afterMs: 100 }));
  const recorder = new EventRecorder();
  const contract = defineProvider({
    name: 'chat',
    authentication: null,
    limits: [...limits],
    operations: { chat: { method: 'POST', path: '/chat' } },
    hints: [],
  });
  const client = new ContractClient(contract, {
    ...{ baseUrl: 'http://chat.test', transport, clock, random: () => 0, onEvent: recorder.sink, ...options },
  });
  const chat = (...models: string[]): Promise<unknown> =>
    Promise.all(models.map((model) => client.request('chat', { model })));
  const inFlight = (): string[] =>
    transport.sent.map(({ body }) => (JSON.parse(body as string) as { model: string }).model);
  return { clock, transport, recorder, client, chat, inFlight };
}

const many = (count: number, model: string): string[] => Array.from({ length: count }, () => model);

describe('several limits of what is in flight', () => {
  it('hold at once: of all, and of each model; and calls of one model do not wait for those of others', async () => {
    const s = setUp([ofAll, ofModel]);
    const calls = s.chat(...many(4, 'a'), ...many(2, 'b'), ...many(2, 'c'));
    await s.clock.advance(1);
    expect(s.inFlight()).toEqual(['a', 'a', 'b', 'b', 'c']);
    await s.clock.advance(100);
    expect(s.inFlight().slice(5)).toEqual(['a', 'a', 'c']);
    await s.clock.runUntil(calls);
  });

  it('may be of the same scope: the lowest holds', async () => {
    const s = setUp([ofAll, { kind: 'concurrency', amount: 3 }]);
    const calls = s.chat(...many(8, 'a'));
    await s.clock.advance(1);
    expect(s.transport.inFlight).toBe(3);
    await s.clock.runUntil(calls);
  });

  it('may be of a part only: then nothing limits the whole', async () => {
    const s = setUp([ofModel]);
    const calls = s.chat(...many(3, 'a'), ...many(3, 'b'), ...many(3, 'c'));
    await s.clock.advance(1);
    expect(s.inFlight()).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);
    expect(new Set(s.recorder.ofType('wait-started').map(({ cause }) => cause))).toEqual(new Set(['concurrency']));
    const [opened] = s.recorder.events;
    expect(opened).toMatchObject({ type: 'client-opened', ceiling: null, limits: [] });
    await s.clock.runUntil(calls);
  });

  it('are each shared by all clients of an account', async () => {
    const clock = new FakeClock();
    const coordinator = createMemoryCoordinator();
    const options = { coordinator, account: 'one' };
    const [first, second] = [setUp([ofAll, ofModel], options, clock), setUp([ofAll, ofModel], options, clock)];
    const calls = Promise.all([first.chat(...many(6, 'a')), second.chat(...many(6, 'a'), ...many(6, 'b'))]);
    let most = 0;
    for (let at = 0; at < 40; at += 1) {
      await clock.advance(20);
      most = Math.max(most, first.transport.inFlight + second.transport.inFlight);
    }
    await clock.runUntil(calls);
    // Two of each model.
    expect(most).toBe(4);
    await coordinator.close();
  });
});
