import type { ErrorObjective, LatencyObjective } from '@evenkeel/toolkit/slo';
import { expect, test } from 'vitest';
import { badRatio, durationQuantile, sampleCount } from './objective.ts';

const base = { operations: ['a', 'b'], objective: 0.99, minSamples: 1, alert: { windowMs: 1, forMs: 0 } };
const errors: ErrorObjective = {
  ...base,
  name: 'errors',
  sli: 'errors',
  bad: ['error', 'rejected'],
  excluded: ['cancelled'],
};
const latency: LatencyObjective = {
  ...base,
  name: 'latency',
  sli: 'latency',
  of: 'call',
  outcomes: ['ok'],
  thresholdMs: 2_000,
};
const scope = { provider: 'acme' };
const count = 'evenkeel_call_duration_seconds_count';
const bucket = 'evenkeel_call_duration_seconds_bucket';

test('refusals are bad, and the excluded are in neither half of the ratio', () => {
  expect(badRatio(errors, scope, '5m')).toBe(
    `(sum(increase(${count}{provider="acme",operation=~"a|b",outcome=~"error|rejected"}[5m])) or vector(0)) / ` +
      `(sum(increase(${count}{provider="acme",operation=~"a|b",outcome!="cancelled"}[5m])) > 0)`,
  );
});

test('slowness is counted at the threshold, over the objective’s outcomes only', () => {
  expect(badRatio(latency, scope, '5m')).toBe(
    `1 - sum(increase(${bucket}{provider="acme",operation=~"a|b",outcome="ok",le=~"2(\\\\.0)?"}[5m])) / ` +
      `(sum(increase(${count}{provider="acme",operation=~"a|b",outcome="ok"}[5m])) > 0)`,
  );
});

test('a threshold with a fraction is written the same by every Prometheus', () => {
  expect(badRatio({ ...latency, thresholdMs: 250 }, scope, '5m')).toContain('le="0.25"');
});

test('a job is a call', () => {
  expect(badRatio({ ...latency, of: 'job' }, scope, '5m')).toBe(badRatio(latency, scope, '5m'));
});

test('the samples are the denominator of the ratio', () => {
  for (const objective of [errors, latency]) {
    expect(badRatio(objective, scope, '1h')).toContain(`(${sampleCount(objective, scope, '1h')} > 0)`);
  }
});

test('the quantile is the promised share', () => {
  expect(durationQuantile({ ...latency, objective: 0.95 }, ['a'], { provider: 'acme', job: '$job' }, '5m')).toBe(
    `histogram_quantile(0.95, sum by (le, operation) (rate(${bucket}{provider="acme",job=~"$job",operation="a",outcome="ok"}[5m])))`,
  );
});

test('a duration that is not promised is refused', () => {
  expect(() => badRatio({ ...latency, of: 'attempt' }, scope, '5m')).toThrow(
    'The objective "latency" is about the duration of an attempt, which is not promised here; use "call" or "job".',
  );
});
