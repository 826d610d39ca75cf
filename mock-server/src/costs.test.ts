import { defineProvider, type Operation, type ProviderDefinition } from '@evenkeel/toolkit/providers';
import { describe, expect, test } from 'vitest';
import { resolveMockSettings } from './settings.ts';

const atOnce = { latencyMedianMs: 1, latencySigma: 0 };
const bucket = { kind: 'bucket', unit: 'tokens', amount: 100, refillPerSecond: 1 } as const;

function settingsOf(costs: Operation['costs'], emulated?: Operation['emulate']['costs'], limit: object = bucket) {
  const emulate = emulated === undefined ? atOnce : { ...atOnce, costs: emulated };
  const definition = {
    name: 'model',
    limits: [limit],
    operations: { ask: { method: 'POST', path: '/', costs, emulate } },
  };
  return resolveMockSettings(defineProvider(definition as ProviderDefinition));
}

const usage = { usage: 'total_tokens' } as const;

describe('what an operation costs', () => {
  test.each<
    [
      what: string,
      costs: Operation['costs'],
      emulated: Operation['emulate']['costs'],
      cost: object,
      own: unknown,
      byBody: boolean,
    ]
  >([
    ['numbers', { tokens: 3, requests: 1 }, undefined, { tokens: 3, requests: 1 }, null, false],
    ['an estimate that is a number', { tokens: { estimate: 2.5 } }, undefined, { tokens: 3 }, null, false],
    [
      'a number that answers tell',
      { tokens: { estimate: 5, settled: { header: 'x-took' } } },
      undefined,
      { tokens: 5 },
      [{ unit: 'tokens', estimate: 5, truth: null, toldIn: { header: 'x-took' } }],
      false,
    ],
    [
      'a number, and another truth',
      { tokens: 5 },
      { tokens: { request: 'takes', otherwise: 1 } },
      { tokens: 5 },
      [{ unit: 'tokens', estimate: 5, truth: { request: 'takes', otherwise: 1 }, toldIn: null }],
      false,
    ],
    [
      'a built-in estimator, whose users look into the usage',
      { requests: 1, tokens: { estimate: { estimator: 'tokens' } } },
      undefined,
      { requests: 1 },
      [{ unit: 'tokens', estimate: { estimator: 'tokens' }, truth: null, toldIn: usage }],
      true,
    ],
    [
      'a field of the request',
      { tokens: { estimate: { request: 'max', otherwise: 9 } } },
      undefined,
      {},
      [{ unit: 'tokens', estimate: { request: 'max', otherwise: 9 }, truth: null, toldIn: null }],
      true,
    ],
  ])('%s', (_what, costs, emulated, cost, ownCosts, costsByBody) => {
    expect(settingsOf(costs, emulated).operations.ask).toMatchObject({ cost, ownCosts, costsByBody });
  });
});

describe('refuses', () => {
  const inStore = { ...bucket, kind: 'window', windowMs: 1_000, counts: 'every-response', refillPerSecond: undefined };
  const { refillPerSecond: _, ...counted } = inStore;
  const says =
    'The contract "model": /operations/ask/costs/tokens is another for each call, and the limit "tokens" counts every response in a store, where nothing is settled: give a number and no emulate.costs, or a limit that counts what is admitted.';

  test.each<[costs: Operation['costs'], emulated: Operation['emulate']['costs']]>([
    [{ tokens: { estimate: { estimator: 'tokens' } } }, undefined],
    [{ tokens: 5 }, { tokens: 6 }],
  ])('costs of %j, truly %j, where a store counts', (costs, emulated) => {
    expect(() => settingsOf(costs, emulated, counted)).toThrow(
      expect.objectContaining({ code: 'EVK_MOCK_CONTRACT_UNSUPPORTED', message: says }),
    );
  });

  test('but not what is only told', () => {
    const { ask } = settingsOf({ tokens: { estimate: 5, settled: { body: 'took' } } }, undefined, counted).operations;
    expect(ask?.cost).toEqual({ tokens: 5 });
  });

  test('a truth of what costs nothing', () => {
    expect(() => settingsOf({ tokens: 5 }, { words: 5 })).toThrow(
      expect.objectContaining({
        code: 'EVK_MOCK_OPTION_RANGE',
        message:
          'The contract "model": /operations/ask/emulate/costs has the unit "words": costs has tokens; give such units only.',
      }),
    );
  });
});
