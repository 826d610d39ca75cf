import { expect, it } from 'vitest';
import { optionFaults } from './check-options.ts';

it.each([
  { options: undefined },
  { options: {} },
  { options: { vus: 1, iterations: 1, thresholds: { http_reqs: ['count>0'] } } },
  { options: { scenarios: { a: { executor: 'constant-arrival-rate', rate: 1, timeUnit: '1s', preAllocatedVUs: 1 } } } },
])('accepts $options', ({ options }) => {
  expect(optionFaults(options)).toEqual([]);
});

it.each([
  { options: { tresholds: {} }, says: 'options: unknown option "tresholds". Did you mean "thresholds"?' },
  { options: { scenario: {} }, says: 'options: unknown option "scenario". Did you mean "scenarios"?' },
  { options: [], says: 'options: expected an object, got [].' },
  {
    options: { scenarios: { a: { executor: 'constant-arival-rate' } } },
    says: 'options.scenarios.a.executor: unknown "constant-arival-rate". Did you mean "constant-arrival-rate"?',
  },
  {
    options: { scenarios: { a: { executor: 'constant-vus', vus: 1, durations: '1s' } } },
    says: 'options.scenarios.a: unknown option "durations". Did you mean "duration"?',
  },
  { options: { scenarios: { a: 3 } }, says: 'options.scenarios.a: expected an object, got 3.' },
])('says $says', ({ options, says }) => {
  expect(optionFaults(options)).toEqual([says]);
});
