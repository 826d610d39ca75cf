import { describe, expect, it } from 'vitest';
import { type LimitKey, limitKeyOf, upstreamsOf } from './limit-key.ts';
import type { RateSettings } from './settings.ts';

const window: RateSettings = {
  ...{ name: 'requests', unit: 'requests', limit: 300, windowMs: 1_000 },
  ...{
    observable: false,
    told: false,
    refusalsAreFree: true,
    learnt: false,
    refillPerSecond: null,
    calendar: null,
    perNetwork: true,
    perGroup: true,
  },
};
const tokens: RateSettings = { ...window, name: 'tokens', unit: 'tokens', perNetwork: false, perGroup: false };
const taking = { costs: { requests: 1 }, takesSlot: true };
const networks = ['solana', 'base'];
const call = { path: '/{network}/agents/{agent}', group: 'agents', ...taking };

/** The partitions of the limits that count a call, and what it takes of each. */
const counted = (...rates: [limit: RateSettings, partition: string, cost?: number][]) =>
  rates.map(([limit, partition, cost = 1]) => ({ limit, partition, cost }));

describe('limitKeyOf', () => {
  const [ofNetwork, ofGroup] = [
    { ...window, perGroup: false },
    { ...window, perNetwork: false },
  ];
  it.each<[string, RateSettings[], typeof call, string, Omit<LimitKey, 'takesSlot'>]>([
    [
      'counted by both',
      [window],
      call,
      'base',
      { partition: 'base/agents', upstream: 'base', rates: counted([window, 'base/agents']) },
    ],
    [
      'counted by network',
      [ofNetwork],
      call,
      'solana',
      { partition: 'solana', upstream: 'solana', rates: counted([ofNetwork, 'solana']) },
    ],
    [
      'counted by group',
      [ofGroup],
      call,
      'base',
      { partition: 'agents', upstream: 'base', rates: counted([ofGroup, 'agents']) },
    ],
    [
      'counted by several, each by its own scope',
      [ofNetwork, tokens, ofGroup],
      { ...call, costs: { requests: 1, tokens: 30 } as never },
      'base',
      {
        partition: 'base/agents',
        upstream: 'base',
        rates: counted([ofNetwork, 'base'], [tokens, '', 30], [ofGroup, 'agents']),
      },
    ],
    [
      'counted by one of several',
      [window, tokens],
      { ...call, costs: { tokens: 5 } as never },
      'base',
      { partition: '', upstream: 'base', rates: counted([tokens, '', 5]) },
    ],
    ['without a limit', [], call, 'base', { partition: '', upstream: 'base', rates: [] }],
    [
      'of no network',
      [window],
      { ...call, path: '/agents' },
      'base',
      { partition: 'agents', upstream: 'default', rates: counted([window, 'agents']) },
    ],
    [
      'that no limit counts',
      [window, tokens],
      { ...call, costs: { requests: 0 } },
      'base',
      { partition: 'uncounted', upstream: 'base', rates: [] },
    ],
  ])('a call %s', (_what, rates, operation, network, expected) => {
    expect(limitKeyOf({ networks, rates }, operation, { network })).toEqual({ takesSlot: true, ...expected });
  });

  it.each(['ethereum', '', 'constructor'])('refuses the network "%s", with those there are', (network) => {
    expect(() => limitKeyOf({ networks, rates: [window] }, call, { network })).toThrow(
      `Option network is "${network}": give one of solana, base.`,
    );
  });
});

describe('upstreamsOf', () => {
  it('is the networks, or the one that stands for all', () => {
    expect(upstreamsOf(networks)).toEqual(networks);
    expect(upstreamsOf()).toEqual(['default']);
    expect(upstreamsOf([])).toEqual(['default']);
  });
});
