import { describe, expect, it } from 'vitest';
import { limitKeyOf, upstreamsOf } from './limit-key.ts';

const window = {
  unit: 'requests',
  limit: 300,
  windowMs: 1_000,
  observable: false,
  perNetwork: true,
  perGroup: true,
};
const taking = { cost: 1, takesSlot: true };
const networks = ['solana', 'base'];
const call = { path: '/{network}/agents/{agent}', group: 'agents', ...taking };

describe('limitKeyOf', () => {
  it.each([
    ['counted by both', window, call, { network: 'base' }, { partition: 'base/agents', upstream: 'base' }],
    [
      'counted by network',
      { ...window, perGroup: false },
      call,
      { network: 'solana' },
      { partition: 'solana', upstream: 'solana' },
    ],
    [
      'counted by group',
      { ...window, perNetwork: false },
      call,
      { network: 'base' },
      { partition: 'agents', upstream: 'base' },
    ],
    ['not counted', null, call, { network: 'base' }, { partition: '', upstream: 'base' }],
    [
      'of no network',
      window,
      { path: '/agents', group: 'agents', ...taking },
      { network: 'base' },
      { partition: 'agents', upstream: 'default' },
    ],
    [
      'not of what the window counts',
      window,
      { ...call, cost: 0 },
      { network: 'base' },
      { partition: 'uncounted', upstream: 'base', cost: 0 },
    ],
  ])('%s', (_what, limits, operation, params, expected) => {
    expect(limitKeyOf({ networks, window: limits }, operation, params)).toEqual({ ...taking, ...expected });
  });

  it.each(['ethereum', '', 'constructor'])('refuses the network "%s", with those there are', (network) => {
    expect(() => limitKeyOf({ networks, window }, call, { network })).toThrow(
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
