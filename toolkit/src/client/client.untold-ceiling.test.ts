import { describe, expect, it } from 'vitest';
import { defineProvider } from '../contract/define.ts';
import type { ProviderDefinition } from '../contract/definition.ts';
import {
  EventRecorder,
  FakeClock,
  type Reply,
  ScriptedTransport,
  type SentRequest,
  seededRandom,
} from '../testing/index.ts';
import type { ClientOptions } from './client-options.ts';
import { ContractClient } from './contract-client.ts';

/** A client of a contract that tells no limit, and which has many calls to make. */
function setUp(
  reply: (request: SentRequest, at: number) => Reply,
  options: Partial<ClientOptions> = {},
  definition: Partial<ProviderDefinition> = {},
) {
  const clock = new FakeClock();
  const transport = new ScriptedTransport(clock, reply);
  const recorder = new EventRecorder();
  const client = new ContractClient(defineProvider({ name: 'bare', authentication: null, ...definition }), {
    ...{ baseUrl: 'http://bare.test', transport, clock, random: () => 0, onEvent: recorder.sink },
    ...options,
  });
  const many = (count: number): Promise<unknown> =>
    Promise.allSettled(
      Array.from({ length: count }, () => client.request('get', undefined, { params: { path: 'a' } })),
    );
  const ceilings = (): unknown[] => recorder.ofType('limits-changed').map(({ ceiling }) => ceiling.to);
  return { clock, transport, recorder, client, many, ceilings };
}

const ceilingAtFirst = (recorder: EventRecorder): unknown => {
  const [opened] = recorder.events;
  return opened?.type === 'client-opened' ? opened.ceiling : undefined;
};

/** Of which nothing is learnt. */
const hints: ProviderDefinition['hints'] = [{ header: 'retry-after', means: 'wait', format: 'retry-after' }];

const served: Reply = { body: {}, afterMs: 100 };

describe('where nothing is told, what is in flight', () => {
  it('is ten at first, and twice as much with each round that is accepted, up to the pool', async () => {
    const { clock, transport, client, many, recorder } = setUp(() => served);
    const calls = many(500);
    await clock.advance(1);
    expect([transport.inFlight, ceilingAtFirst(recorder)]).toEqual([10, 10]);
    let most = 0;
    for (let at = 0; at < 80; at += 1) {
      await clock.advance(10);
      most = Math.max(most, transport.inFlight);
    }
    expect(most).toBe(client.settings.pool.connections);
    await clock.runUntil(calls);
  });

  it('is about what a server admits that refuses more', async () => {
    const random = seededRandom(1);
    const s = setUp(
      () =>
        s.transport.inFlight >= 20
          ? { status: 429, headers: { 'retry-after': '1' }, afterMs: 2 }
          : { ...served, afterMs: 50 + 100 * random() },
      { random },
    );
    const startMs = s.clock.now();
    await s.clock.runUntil(s.many(500));
    expect(s.recorder.ofType('call-ended').filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    const refused = s.recorder.ofType('attempt-ended').filter(({ result }) => result === 'throttled').length;
    expect(refused).toBeLessThanOrEqual(10);
    // 25 rounds of 100 ms are needed, and whoever is refused comes a second later.
    expect(s.clock.now() - startMs).toBeLessThan(4_500);
  });

  it('is nothing while a window is spent: a refusal with no more in flight than before is about all calls', async () => {
    let startMs = 0;
    const s = setUp((_request, at) =>
      at >= 15 && s.clock.now() - startMs < 30_000 ? { status: 429, headers: { 'retry-after': '30' } } : served,
    );
    startMs = s.clock.now();
    const calls = s.many(40);
    await s.clock.advance(25_000);
    // Those that left before the refusal was known.
    expect(s.transport.sent.length).toBeLessThan(30);
    await s.clock.runUntil(calls);
    expect(s.recorder.ofType('call-ended').filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  });

  it('is as much as waits, once an answer tells what is left of a limit over time', async () => {
    const { clock, transport, many, ceilings } = setUp(() => ({ ...served, headers: { ratelimit: '"a";r=900;t=60' } }));
    const calls = many(200);
    await clock.advance(1);
    expect(transport.inFlight).toBe(10);
    await clock.advance(101);
    expect([transport.inFlight, ceilings()]).toEqual([190, [null]]);
    await clock.runUntil(calls);
  });

  it('does not wait for bodies that are still read', async () => {
    const { clock, client, transport } = setUp(
      () => ({ ...served, afterMs: 10 }),
      {},
      { hints, operations: { get: { method: 'GET', path: '/a' } } },
    );
    const slow = Array.from({ length: 40 }, () => client.request('get', undefined, { until: new Promise(() => {}) }));
    await clock.advance(200);
    expect(transport.sent).toHaveLength(40);
    await Promise.all(slow);
  });

  it.each<[string, Partial<ClientOptions>, Partial<ProviderDefinition>]>([
    ['the option `none`', { ceiling: 'none' }, { hints }],
    [
      'a limit of any tier',
      {},
      { hints, tiers: { free: {}, paid: { limits: [{ kind: 'window', amount: 9, windowMs: 9 }] } } },
    ],
  ])('is not limited by %s', async (_what, options, definition) => {
    const { clock, transport, many, recorder } = setUp(() => served, options, definition);
    const calls = many(50);
    await clock.advance(1);
    expect([transport.inFlight, ceilingAtFirst(recorder)]).toEqual([50, null]);
    await clock.runUntil(calls);
  });

  it('is what the app says, from then on', async () => {
    const { clock, transport, client, many, ceilings } = setUp(() => served, {}, { hints });
    client.setLimits({ ceiling: 30 });
    const calls = many(100);
    await clock.advance(1);
    expect(transport.inFlight).toBe(30);
    client.setLimits({ ceiling: 40 });
    await clock.advance(1);
    expect([transport.inFlight, ceilings()]).toEqual([40, [30, 40]]);
    await clock.runUntil(calls);
  });
});

it('does not take `none` where the contract tells a ceiling', () => {
  const limits = [{ kind: 'concurrency' as const, amount: 5 }];
  expect(() => setUp(() => served, { ceiling: 'none' }, { limits })).toThrow(
    'Option ceiling is "none": leave it out, or give a number: by the contract it is 5.',
  );
});
