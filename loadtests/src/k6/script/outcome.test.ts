import { nimbusProfile } from '@evenkeel/toolkit/providers';
import { describe, expect, it } from 'vitest';
import { pick } from '../../shared/objectives.ts';
import { isBad, outcomeOf } from './outcome.ts';

it.each([
  [200, 'ok'],
  [499, 'cancelled'],
  [503, 'rejected'],
  [502, 'error'],
  [504, 'error'],
  [400, 'error'],
  [429, 'error'],
  [0, 'error'],
])('%d is %s', (status, outcome) => {
  expect(outcomeOf(status)).toBe(outcome);
});

describe('isBad', () => {
  const [errors] = pick(nimbusProfile, ['errors']);
  const [latency] = pick(nimbusProfile, ['latency']);
  if (errors === undefined || latency === undefined) throw new Error('Nimbus has two objectives.');

  it.each([
    { objective: errors, operation: 'infer', status: 200, bad: false },
    { objective: errors, operation: 'infer_batch', status: 502, bad: true },
    { objective: errors, operation: 'infer', status: 503, bad: true },
    { objective: errors, operation: 'infer', status: 0, bad: true },
    { objective: errors, operation: 'infer', status: 499, bad: null },
    { objective: errors, operation: 'elsewhere', status: 502, bad: null },
    { objective: latency, operation: 'infer', status: 200, ms: 2_000, bad: false },
    { objective: latency, operation: 'infer', status: 200, ms: 2_000.1, bad: true },
    { objective: latency, operation: 'infer', status: 502, ms: 9_000, bad: null },
    { objective: latency, operation: 'infer', status: 200, bad: null },
    { objective: latency, operation: 'infer_batch', status: 200, ms: 9_000, bad: null },
  ])('$objective.name of $operation, $status after $ms ms: $bad', ({ objective, operation, status, ms, bad }) => {
    expect(isBad(objective, operation, status, ms)).toBe(bad);
  });
});
