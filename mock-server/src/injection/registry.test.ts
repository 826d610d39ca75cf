import { FakeClock } from '@evenkeel/toolkit/testing';
import { expect, test } from 'vitest';
import { FaultRegistry, type NewFault } from './registry.ts';

const slow: NewFault = {
  provider: 'nimbus',
  fault: 'latency',
  rate: 1,
  per: 'call',
  ttlMs: 1_000,
  fields: {},
  hooks: {},
};

test('a fault ends with its time to live, to the millisecond', () => {
  const clock = new FakeClock(0);
  const registry = new FaultRegistry(clock);
  expect(registry.add(slow)).toMatchObject({ id: 'f1', expiresAtMs: 1_000 });
  clock.tick(999);
  expect(registry.list()).toHaveLength(1);
  clock.tick(1);
  expect(registry.list()).toEqual([]);
  expect(clock.pending).toBe(0);
});

test('a late timer does not keep a fault alive', () => {
  const clock = new FakeClock(0);
  let late = 0;
  const registry = new FaultRegistry({
    now: () => clock.now(),
    setTimeout: (fn, ms) => clock.setTimeout(fn, ms + late),
  });
  late = 500;
  registry.add(slow);
  clock.tick(1_000);
  expect(registry.list()).toEqual([]);
});

test('removed faults leave no timer behind, and ids are never given twice', () => {
  const clock = new FakeClock(0);
  const registry = new FaultRegistry(clock);
  registry.add(slow);
  registry.add(slow);
  expect([registry.remove('f1'), registry.remove('f1'), registry.remove('f9')]).toEqual([true, false, false]);
  expect(registry.list().map((fault) => fault.id)).toEqual(['f2']);
  registry.clear();
  expect(registry.list()).toEqual([]);
  expect(clock.pending).toBe(0);
  expect(registry.add(slow).id).toBe('f3');
});

test('a second fault of a kind draws for itself; one posted again draws as before', () => {
  const registry = new FaultRegistry(new FakeClock(0));
  const draws = [slow, slow, { ...slow, fault: 'http_error' }, { ...slow, provider: 'other' }].map(
    (f) => registry.add(f).draw,
  );
  expect(draws).toEqual(['latency', 'latency#2', 'http_error', 'latency']);
  registry.remove('f1');
  expect(registry.add(slow).draw).toBe('latency');
});

test("a request is met by its provider's faults, and by no fault whose time is over", () => {
  const clock = new FakeClock(0);
  const registry = new FaultRegistry(clock);
  const far = { onArrival: () => ({ inboundMs: 20, outboundMs: 30 }) };
  registry.add({ ...slow, hooks: far });
  registry.add({ ...slow, hooks: { beforeAdmission: () => ({ atMost: 3 }) }, ttlMs: 500 });
  registry.add({ ...slow, hooks: far, provider: 'other' });
  const meet = () => registry.outcomeFor('nimbus', 1, { key: '', callId: 'a', attempt: 1 }, 'infer');
  const decisions = [
    { id: 'f1', fault: 'latency', hit: true, addedMs: 0 },
    { id: 'f2', fault: 'latency', hit: true, addedMs: 0 },
  ];
  expect(meet()).toMatchObject({ inboundMs: 20, outboundMs: 30, atMost: 3, decisions });
  clock.tick(500);
  expect(meet()).toMatchObject({ outboundMs: 30, atMost: Number.POSITIVE_INFINITY, decisions: decisions.slice(0, 1) });
  clock.tick(500);
  expect([registry.byId.size, meet().decisions]).toEqual([0, []]);
});
