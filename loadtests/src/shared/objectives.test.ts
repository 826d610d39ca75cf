import { nimbusProfile } from '@evenkeel/toolkit/providers';
import { describe, expect, it } from 'vitest';
import { percentile, percentileName, pick, tailObjective, thresholdsFor } from './objectives.ts';

describe('thresholdsFor', () => {
  it("says what the contract's objectives say", () => {
    expect(thresholdsFor(nimbusProfile, ['errors', 'latency'])).toEqual({
      evenkeel_errors_bad: ['rate<=0.01'],
      evenkeel_latency_bad: ['rate<=0.01'],
      evenkeel_call_duration: ['p(99)<=2000'],
    });
  });

  it('follows the contract', () => {
    const objectives = nimbusProfile.objectives.map((objective) =>
      objective.sli === 'latency' ? { ...objective, thresholdMs: 1_500, objective: 0.999 } : objective,
    );
    expect(thresholdsFor({ name: 'nimbus', objectives }, ['latency'])).toEqual({
      evenkeel_latency_bad: ['rate<=0.001'],
      evenkeel_call_duration: ['p(99.9)<=1500'],
    });
  });

  it('leaves out what the scenario does not exercise', () => {
    expect(Object.keys(thresholdsFor(nimbusProfile, ['errors']))).toEqual(['evenkeel_errors_bad']);
  });
});

it('names the objective that a contract lacks', () => {
  expect(() => pick(nimbusProfile, ['error'])).toThrow(
    'objectives: nimbus has no objective "error"; it has errors, latency.',
  );
});

it.each([
  [0.99, 'p(99)', 'p99'],
  [0.999, 'p(99.9)', 'p99.9'],
  [0.95, 'p(95)', 'p95'],
])('%d is %s for k6, and %s for people', (objective, name, short) => {
  expect(percentile({ objective })).toBe(name);
  expect(percentileName({ objective })).toBe(short);
});

it('takes the tail from the objective for latency', () => {
  expect(tailObjective(nimbusProfile)).toBe(nimbusProfile.objectives[1]);
  expect(tailObjective({ objectives: nimbusProfile.objectives.slice(0, 1) })).toBeNull();
});
