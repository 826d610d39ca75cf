import { nimbusProfile, type ProviderContract } from '@evenkeel/toolkit/providers';
import { expect, it } from 'vitest';
import { readSummary, type Summary } from './summary.ts';

const counter = (count: number) => ({ type: 'counter' as const, values: { count, rate: 1 } });
const rate = (passes: number, fails: number) => ({ type: 'rate' as const, values: { passes, fails, rate: 0 } });
const crossed = { ok: false };
const kept = { ok: true };

const noChecks = { name: '', checks: [], groups: [] };
const read = (metrics: Summary['metrics'], callsPerIteration = 1) =>
  readSummary({ metrics, root_group: noChecks }, nimbusProfile, ['errors', 'latency'], callsPerIteration);

it('reads calls, objectives and durations', () => {
  const numbers = read({
    evenkeel_calls_ok: counter(90),
    evenkeel_calls_error: counter(6),
    evenkeel_calls_rejected: counter(3),
    evenkeel_calls_cancelled: counter(1),
    evenkeel_errors_bad: rate(9, 90),
    evenkeel_latency_bad: rate(2, 88),
    evenkeel_call_duration: { type: 'trend', values: { count: 90, 'p(50)': 80, 'p(99)': 160, max: 200 } },
    evenkeel_iterations_thrown: counter(2),
    dropped_iterations: counter(5),
  });
  expect(numbers.counts).toEqual({ sent: 100, succeeded: 90, failed: 6, rejected: 3, cancelled: 1, dropped: 5 });
  expect(numbers.readings).toEqual([
    { objective: nimbusProfile.objectives[0], k6: { bad: 9, total: 99 } },
    { objective: nimbusProfile.objectives[1], k6: { bad: 2, total: 90 } },
  ]);
  expect(numbers.durations).toEqual({ p50: 80, tail: { name: 'p99', ms: 160 }, max: 200 });
  expect(numbers.script).toEqual({ vacuous: [], crossed: [], checks: [], thrown: 2 });
});

it("reads the percentile that the contract's objective speaks of", () => {
  const objectives = nimbusProfile.objectives.map((objective) => ({ ...objective, objective: 0.999 }));
  const trend = { type: 'trend' as const, values: { count: 9, 'p(50)': 80, 'p(99)': 160, 'p(99.9)': 190, max: 200 } };
  const of = (contract: Pick<ProviderContract, 'name' | 'objectives'>) =>
    readSummary({ metrics: { evenkeel_call_duration: trend }, root_group: noChecks }, contract, [], 1).durations?.tail;
  expect(of({ name: 'nimbus', objectives })).toEqual({ name: 'p99.9', ms: 190 });
  expect(of({ name: 'nimbus', objectives: objectives.filter(({ sli }) => sli === 'errors') })).toBeNull();
});

it('charges a dropped iteration with all its calls', () => {
  expect(read({ dropped_iterations: counter(2) }, 500).counts.dropped).toBe(1_000);
});

it('finds what passes without a sample, and what was crossed', () => {
  const { script } = read({
    'http_req_duration{name:infr}': { type: 'trend', values: { count: 0 }, thresholds: { 'p(99)<2': kept } },
    never: { ...rate(0, 0), thresholds: { 'rate<0.1': kept } },
    'http_reqs{status:429}': { ...counter(0), thresholds: { 'count==0': kept } },
    'http_reqs{name:x}': { ...counter(0), thresholds: { 'count<10': kept } },
    checks: { ...rate(1, 9), thresholds: { 'rate>0.9': crossed } },
    // The objectives' own thresholds are judged elsewhere.
    evenkeel_errors_bad: { ...rate(9, 0), thresholds: { 'rate<=0.01': crossed } },
  });
  expect(script.vacuous).toEqual([
    'http_req_duration{name:infr}: p(99)<2',
    'never: rate<0.1',
    'http_reqs{name:x}: count<10',
  ]);
  expect(script.crossed).toEqual(['checks: rate>0.9']);
});

it('reads checks, by their groups', () => {
  const inner = { name: 'pay', checks: [{ name: 'is 200', passes: 1, fails: 2 }], groups: [] };
  const root_group = { name: '', checks: [{ name: 'is whole', passes: 3, fails: 0 }], groups: [inner] };
  expect(readSummary({ metrics: {}, root_group }, nimbusProfile, [], 1).script.checks).toEqual([
    { name: 'is whole', passes: 3, fails: 0 },
    { name: 'pay > is 200', passes: 1, fails: 2 },
  ]);
});
