import { expect, it } from 'vitest';
import type { ProviderContract } from '../contract/contract.ts';
import { headers, setUp } from './pipeline.fixture.ts';

const budget = (contract: ProviderContract): void => {
  contract.retry.budget = { ratio: 0.1, floorPerWindow: 2, windowMs: 10_000, charges: ['transient', 'throttled'] };
  contract.breaker.minimumCalls = 1_000;
};

it('stops retries once the budget is spent, and tells what had gone wrong', async () => {
  const s = setUp(() => 503, { ceiling: 50, change: budget });
  const ends = await s.clock.runUntil(Promise.all(Array.from({ length: 20 }, (_, at) => s.call(`call-${at}`))));
  expect(new Set(ends)).toEqual(new Set(['EVK_UPSTREAM_ERROR']));
  // 20 calls, retries for a tenth of them, and the floor.
  expect(s.transport.sent).toHaveLength(20 + 2 + 2);
  expect(s.recorder.ofType('retries-exhausted').filter(({ by }) => by === 'budget').length).toBeGreaterThan(15);
  expect(s.recorder.ofType('retry-budget').at(-1)?.balance).toBeLessThan(1);
});

it('charges no retry of a 429 whose hint is obeyed, and one of a 429 without a hint', async () => {
  const hinted = setUp((_request, at) => (at < 3 ? { status: 429, headers: headers(500, 1) } : 200), {
    change: budget,
  });
  expect(await hinted.clock.runUntil(hinted.call('hinted'))).toBe('ok');
  expect(hinted.transport.sent).toHaveLength(4);
  expect(hinted.recorder.ofType('retry-budget')).toHaveLength(2);

  const unhinted = setUp(() => ({ status: 429, headers: { 'x-ratelimit-remaining': '500' } }), { change: budget });
  expect(await unhinted.clock.runUntil(unhinted.call('unhinted'))).toBe('EVK_THROTTLED');
  expect(unhinted.transport.sent).toHaveLength(3);
});

it('charges only the classes that the contract names', async () => {
  const s = setUp(() => 503, {
    change: (contract) => {
      budget(contract);
      Object.assign(contract.retry.budget as object, { floorPerWindow: 0, charges: ['throttled'] });
    },
  });
  await s.clock.runUntil(s.call('call'));
  expect(s.transport.sent).toHaveLength(4);
});

it('is not charged for a retry that the deadline forbids', async () => {
  const s = setUp(() => 503, {
    change: (contract) => {
      budget(contract);
      contract.retry.backoff = { kind: 'uniform', minMs: 500_000, maxMs: 500_000 };
      contract.ours = [];
    },
  });
  await s.clock.runUntil(s.call('call'));
  expect(s.recorder.ofType('retry-budget').map(({ balance }) => balance)).toEqual([2, 2.1]);
});

it('counts no call that was never sent', async () => {
  const s = setUp(() => ({ status: 503, afterMs: 10 }), {
    maxQueued: 0,
    change: (contract) => {
      budget(contract);
      Object.assign(contract.retry.budget as object, { floorPerWindow: 0 });
    },
  });
  const sent = s.call('sent');
  const refused = Array.from({ length: 30 }, (_, at) => s.call(`refused-${at}`));
  expect(new Set(await Promise.all(refused))).toEqual(new Set(['EVK_BULKHEAD_FULL']));
  await s.clock.runUntil(sent);
  // The thirty refused calls would have paid for three retries.
  expect(s.transport.sent).toHaveLength(1);
});
