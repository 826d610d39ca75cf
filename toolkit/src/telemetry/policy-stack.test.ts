import { beforeEach, expect, it } from 'vitest';
import { PolicyStack } from '../call/policy-stack.ts';
import { CircuitBreaker } from '../policies/breaker/circuit-breaker.ts';
import { OpossumRule } from '../policies/breaker/opossum-rule.ts';
import { Bulkhead } from '../policies/bulkhead/bulkhead.ts';
import { metricNames as n } from './names.ts';
import { Meter, series } from './prometheus.fixture.ts';

const provider = 'example';

let m: Meter;
let stack: PolicyStack;
beforeEach(() => {
  m = new Meter([]);
  const breaker = new CircuitBreaker({ breaker: new OpossumRule({ clock: m.clock }), openMs: 1_000, clock: m.clock });
  const policies = [breaker, new Bulkhead({ limit: 1, clock: m.clock })];
  stack = new PolicyStack({ provider, operation: 'items', policies, onEvent: m.sink, clock: m.clock });
});

it('the circuits and the ceiling of a stack without a contract are there before its first call', async () => {
  const all = await m.scrape();
  expect(all.get(series(n.breakers, { provider, upstream: 'default', state: 'closed' }))).toBe(1);
  expect(all.get(series(n.concurrencyLimit, { provider }))).toBe(1);
});

it('what its policies do moves the metrics as what a client does', async () => {
  const slow = () => new Promise<void>((done) => void m.clock.setTimeout(done, 500));
  const failing = () => Promise.reject(new Error('down'));
  const calls = Promise.allSettled([stack.execute(slow), stack.execute(failing)]);
  await m.clock.untilPending(1);
  let all = await m.scrape();
  expect(all.get(series(n.inFlight, { provider }))).toBe(1);
  expect(all.get(series(n.queued, { provider }))).toBe(1);
  await m.clock.runUntil(calls);
  await m.clock.runUntil(stack.execute(slow));
  all = await m.scrape();
  const of = (name: string, labels: object) => all.get(series(name, { provider, ...labels }));
  expect([of(n.inFlight, {}), of(n.queued, {})]).toEqual([0, 0]);
  expect(of(`${n.callDuration}_count`, { operation: 'items', outcome: 'ok' })).toBe(2);
  expect(of(n.errors, { operation: 'items', reason: 'EVK_NETWORK' })).toBe(1);
  expect(of(n.attempts, { operation: 'items', kind: 'first', result: 'transient' })).toBe(1);
  expect(of(`${n.wait}_sum`, { cause: 'concurrency' })).toBe(0.5);
});

it('a circuit that opens is in one state only', async () => {
  await expect(stack.execute(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
  await expect(stack.execute(() => 1)).rejects.toMatchObject({ code: 'EVK_CIRCUIT_OPEN' });
  const all = await m.scrape();
  const states = ['closed', 'open'].map((state) =>
    all.get(series(n.breakers, { provider, upstream: 'default', state })),
  );
  expect(states).toEqual([0, 1]);
  expect(all.get(series(n.errors, { provider, operation: 'items', reason: 'EVK_CIRCUIT_OPEN' }))).toBe(1);
});
