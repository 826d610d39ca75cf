import { beforeAll, expect, it } from 'vitest';
import { loadMs } from '../shared/load-size.ts';
import { type Fault, loadFaults, loadScenarios, type Scenario } from './catalogue.ts';
import { foreseenOf, resolveRequest } from './request.ts';
import type { RunOptions } from './run-options.ts';

let scenarios: Scenario[];
let faults: Map<string, Fault>;
beforeAll(async () => {
  scenarios = await loadScenarios([]);
  faults = await loadFaults();
});

const scenario = (name: string): Scenario => scenarios.find((each) => each.name === name) as Scenario;
const noFleet = { processes: null, uneven: false, uncoordinated: false, peer: null, chaos: null, skew: false };
const plain: RunOptions = { durationMs: null, fault: null, target: null, seed: 1, redis: null, fleet: noFleet };

it('takes the plan as it is', () => {
  const steady = scenario('nimbus-steady');
  expect(resolveRequest(steady, plain)).toEqual({
    scenario: steady,
    load: steady.plan.load,
    fault: null,
    target: null,
    seed: 1,
    redis: 'auto',
  });
});

it('changes a duration, and caps the rate of a target', () => {
  const target = { url: 'https://staging.example', maxPerSecond: 50 };
  const { load } = resolveRequest(scenario('nimbus-steady'), { ...plain, durationMs: 5_000, target });
  expect(load).toMatchObject({ durationMs: 5_000, perSecond: 50 });
});

it('refuses what only a fleet can do', () => {
  const fleet = { ...noFleet, processes: 4 };
  expect(() => resolveRequest(scenario('nimbus-steady'), { ...plain, fleet })).toThrow(
    '--processes: nimbus-steady is no fleet; name neura-fleet, or leave it out.',
  );
  const chaos = { ...fleet, processes: null, skew: true };
  expect(() => resolveRequest(scenario('nimbus-steady'), { ...plain, fleet: chaos })).toThrow(
    '--skew: nimbus-steady is no fleet',
  );
});

it('refuses what a scenario can not do', () => {
  const slow = faults.get('nimbus-slow') as Fault;
  const target = { url: 'http://127.0.0.1:1', maxPerSecond: null };
  const batch = scenario('nimbus-batch');
  expect(() => resolveRequest(batch, { ...plain, durationMs: 5_000 })).toThrow('--duration: nimbus-batch has none');
  expect(() => resolveRequest(batch, { ...plain, fault: slow })).toThrow(
    '--faults: nimbus-slow breaches latency, which nimbus-batch does not exercise',
  );
  expect(() => resolveRequest(scenario('nimbus-steady'), { ...plain, fault: slow, target })).toThrow(
    '--faults: a --target has no mock server',
  );
  const other = { ...slow, plan: { ...slow.plan, provider: 'nerox' } };
  expect(() => resolveRequest(scenario('nimbus-steady'), { ...plain, fault: other })).toThrow(
    '--faults: nimbus-slow is for nerox',
  );
  const cut: Fault = { name: 'cut', plan: { faults: [{ fault: 'stream_cut', rate: 1, afterEvents: 3 }] } };
  expect(() => resolveRequest(scenario('nimbus-steady'), { ...plain, fault: cut })).toThrow(
    '--faults: stream_cut acts on job_stream, which nimbus has not',
  );
});

it('takes a fault of which nothing is foreseen wherever there are objectives', () => {
  const fault: Fault = { name: 'http_error', plan: { faults: [{ fault: 'http_error', rate: 1 }] } };
  const request = resolveRequest(scenario('nimbus-batch'), { ...plain, fault });
  expect(foreseenOf(request)).toEqual({ name: 'http_error', breaches: null });
});

it.each([
  ['nimbus-steady', 29_000, 31_000],
  ['nimbus-batch', 3_000, 6_000],
  ['nimbus-batch-free', 10_000, 14_000],
])('knows about how long %s lasts', (name, from, to) => {
  const { scenario: asked, load } = resolveRequest(scenario(name), plain);
  const ms = loadMs({ ...asked, load });
  expect(ms).toBeGreaterThan(from);
  expect(ms).toBeLessThan(to);
});
