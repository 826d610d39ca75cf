import { expect, it } from 'vitest';
import { capped } from '../request/target.ts';
import { describeFaults, describeScenario } from './describe.ts';

const plan = { title: 'x', tier: 'pro' };
const rate = { kind: 'rate', perSecond: 200, durationMs: 30_000, vus: 1 } as const;
const batches = { kind: 'batches', size: 500, warmUp: 1, measured: 4 } as const;

it.each([
  [rate, 'x: 200 calls a second for 30 s, tier pro'],
  [capped(rate, 50), 'x: 50 calls a second for 30 s, tier pro'],
  [{ ...rate, durationMs: 5_000 }, 'x: 200 calls a second for 5 s, tier pro'],
  [batches, 'x: 4 batches of 500 after 1 to warm up, tier pro'],
  [{ ...batches, warmUp: 0, measured: 1 }, 'x: 1 batch of 500, tier pro'],
  [capped(batches, 50), 'x: 4 batches of 500 after 1 to warm up, each followed by 10 s, tier pro'],
  [{ kind: 'own', calls: 1_200, durationMs: 1 } as const, 'x: about 1,200 calls, tier pro'],
])('%j is "%s"', (load, text) => {
  expect(describeScenario(plan, load)).toBe(text);
});

it('joins several faults', () => {
  const errors = { fault: 'http_error', rate: 0.02, per: 'call', status: 429 } as const;
  const slow = { fault: 'latency', rate: 0.01, per: 'attempt', fixedMs: 500 } as const;
  expect(describeFaults([errors, slow])).toBe(
    '429 on every attempt of 2 % of the calls, and 500 ms more on 1 % of the attempts',
  );
});
