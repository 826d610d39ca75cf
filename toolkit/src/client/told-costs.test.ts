import { describe, expect, it } from 'vitest';
import type { EstimatedCost } from '../contract/cost.ts';
import { defineProvider } from '../contract/define.ts';
import type { LimitDefinition, OperationDefaults } from '../contract/definition.ts';
import { EventRecorder, FakeClock, type Reply, ScriptedTransport } from '../testing/index.ts';
import { ContractClient } from './contract-client.ts';

const bucket = (unit: string, amount: number): LimitDefinition => ({
  ...{ kind: 'bucket', unit, amount, refillPerSecond: 0.001 },
});

function setUp(limit: LimitDefinition, operation: OperationDefaults, reply: Reply = {}, estimators = {}) {
  const clock = new FakeClock();
  const unit = limit.unit ?? 'requests';
  const asked: EstimatedCost = { estimate: { request: 'asked', otherwise: 1 }, settled: { body: 'cost' } };
  const contract = defineProvider({
    name: 'told',
    authentication: null,
    limits: [limit],
    operations: {
      ask: { method: 'POST', path: '/ask', ...operation },
      probe: { method: 'POST', path: '/probe', costs: { [unit]: asked } },
    },
    retry: { maxAttempts: 1 },
  });
  const transport = new ScriptedTransport(clock, ({ url }) => (url.endsWith('/ask') ? reply : { body: { cost: 0 } }));
  const recorder = new EventRecorder();
  const client = new ContractClient(contract, {
    ...{ baseUrl: 'http://told.test', clock, transport, random: () => 0.5, estimators },
    onEvent: recorder.sink,
  });
  /** How much is left: the most that a call may cost without waiting, and the margin, which is less than 1. */
  const left = async (): Promise<number> => {
    let [most, least] = [limit.amount, 0];
    while (least < most) {
      const cost = Math.ceil((least + most) / 2);
      const give = new AbortController();
      const before = recorder.ofType('wait-started').length;
      const call = client.request('probe', { asked: cost }, { signal: give.signal }).catch(() => {});
      await clock.advance(0);
      if (recorder.ofType('wait-started').length > before) most = cost - 1;
      else least = cost;
      give.abort();
      await call;
    }
    return least === 0 ? 0 : Math.min(limit.amount, least + 1);
  };
  const ignored = (): string[] => recorder.ofType('hint-ignored').map(({ name }) => name);
  return { clock, client, transport, left, ignored };
}

const ten: EstimatedCost = { estimate: 10, settled: { body: 'cost' } };

describe('what an answer says that a call has cost', () => {
  it.each<[string, unknown, number, readonly string[]]>([
    ['nothing', 0, 100, []],
    ['less than was estimated', 4, 96, []],
    ['a number in a text', '4', 96, []],
    ['more than the limit is', 130, 0, []],
    ['no word', null, 90, []],
    ['below 0', -4, 90, ['cost']],
    ['no number', 'much', 90, ['cost']],
    ['NaN in a text', 'NaN', 90, ['cost']],
    ['true', true, 90, ['cost']],
    ['endless', '1e999', 90, ['cost']],
    ['what nobody can count to', 1e300, 90, ['cost']],
    ['more than a hundred times the limit', 10_001, 90, ['cost']],
  ])(
    'counts where a call can have cost that, and is ignored and told otherwise: %s',
    async (_what, cost, left, told) => {
      const s = setUp(bucket('points', 100), { costs: { points: ten } }, { body: { cost } });
      await s.clock.runUntil(s.client.request('ask', {}));
      expect([await s.left(), s.ignored()]).toEqual([left, told]);
    },
  );

  it.each<[string, EstimatedCost, Reply, string]>([
    ['a header', { estimate: 10, settled: { header: 'x-cost' } }, { headers: { 'x-cost': '-1' } }, 'x-cost'],
    ['usage', { estimate: { estimator: 'tokens' } }, { body: { usage: { total_tokens: -1 } } }, 'usage'],
  ])('is told by the name of its place: %s', async (_what, points, reply, name) => {
    const s = setUp(bucket('points', 100), { costs: { points } }, reply);
    await s.clock.runUntil(s.client.request('ask', {}));
    expect(s.ignored()).toEqual([name]);
  });
});

describe('a body that is streamed', () => {
  async function* text() {
    yield 'x'.repeat(400);
  }

  it.each<[string, number, Record<string, string>, number]>([
    ['counts as long as its content-length says', 10_000, { 'content-length': '400' }, 9_900],
    ['counts as 4,096 bytes where it has none', 10_000, {}, 8_976],
    ['counts as 4,096 bytes where that is none', 10_000, { 'content-length': 'long' }, 8_976],
    ['takes no more than the limit is where it has none', 500, {}, 0],
  ])('%s', async (_what, amount, headers, left) => {
    const s = setUp(bucket('tokens', amount), { sends: 'stream' });
    await s.clock.runUntil(s.client.request('ask', text, { headers }));
    expect(await s.left()).toBe(left);
  });

  it('is made for its attempt only', async () => {
    let made = 0;
    const s = setUp(bucket('tokens', 10_000), { sends: 'stream' });
    const make = (): AsyncIterable<string> => {
      made += 1;
      return text();
    };
    await s.clock.runUntil(s.client.request('ask', make));
    expect(made).toBe(1);
  });

  it('is told to an estimator of the app in the same way', async () => {
    const lengths: number[] = [];
    const own = ({ bytes }: { bytes: number }): number => {
      lengths.push(bytes);
      return 1;
    };
    const costs = { points: { estimate: { estimator: 'own' } } };
    const s = setUp(bucket('points', 10), { sends: 'stream', costs }, {}, { own });
    await s.clock.runUntil(s.client.request('ask', text));
    expect(lengths).toEqual([4_096]);
  });
});
