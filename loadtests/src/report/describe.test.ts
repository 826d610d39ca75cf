import { expect, it } from 'vitest';
import { capped } from '../request/target.ts';
import { describeFault, describeFaults, describeScenario } from './describe.ts';

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

it.each([
  [{ fault: 'http_error', rate: 0.03, per: 'call', status: 503 }, '503 on every attempt of 3 % of the calls'],
  [
    { fault: 'http_error', rate: 0.07, per: 'attempt', status: 429, retryAfterMs: 2_000 },
    '429 on 7 % of the attempts, to be retried after 2 s',
  ],
  [
    { fault: 'http_error', rate: 0.05, per: 'call', status: 503, operation: 'invoice_replay', attempts: 'first' },
    '503 on the first attempt of invoice_replay of 5 % of the calls',
  ],
  [
    { fault: 'upstream_error', rate: 1, per: 'call', network: 'solana' },
    'a failing upstream on solana in every attempt of 100 % of the calls',
  ],
  [{ fault: 'upstream_error', rate: 0.5, per: 'attempt' }, 'a failing upstream in 50 % of the attempts'],
  [
    { fault: 'job_failure', rate: 0.05, per: 'call', reason: 'preempted' },
    'a GPU that is taken away in 5 % of the jobs',
  ],
  [{ fault: 'gpu_slow', rate: 0.05, per: 'call', factor: 20 }, 'GPUs 20 times as slow in 5 % of the jobs'],
  [{ fault: 'latency', rate: 0.005, per: 'call', fixedMs: 3_000 }, '3 s more on every attempt of 0.5 % of the calls'],
] as const)('%j is "%s"', (fault, text) => {
  expect(describeFault(fault)).toBe(text);
});

it('joins several faults', () => {
  const errors = { fault: 'http_error', rate: 0.02, per: 'call', status: 429 } as const;
  const slow = { fault: 'latency', rate: 0.01, per: 'attempt', fixedMs: 500 } as const;
  expect(describeFaults([errors, slow])).toBe(
    '429 on every attempt of 2 % of the calls, and 500 ms more on 1 % of the attempts',
  );
});
