import { expect, it } from 'vitest';
import { windowFigures } from './measure.ts';
import { windowOptimumMs, windowPlanFor } from './plan.ts';

const plan = { ...windowPlanFor({ quick: true, seed: 1 }), calls: 5, admits: 2 };
const told = { done: 5, failed: 0, tookMs: 1.5 * windowOptimumMs(plan), errors: {} };
const request = (window: number, admitted = true, call = 0) => ({ call, admitted, window });

it('counts what the server refused in its first window, and later', () => {
  const journal = [
    ...[request(1), request(1), request(1, false), request(1, false), request(1, false)],
    ...[request(2), request(2), request(2, false), request(3), request(3), request(3, false)],
  ];
  expect(windowFigures(journal, told, plan)).toEqual({
    ...told,
    lost: 0,
    admitted: 6,
    refused: 3,
    refusedLater: 2,
    ofOptimum: 1.5,
  });
});

it('takes for lost what its caller got no answer to, whatever the server has done', () => {
  const journal = [request(1), request(1), request(2), request(2), request(3)];
  const stopped = { ...told, done: 2, failed: 1, errors: { EVK_QUEUE_TIMEOUT: 1 } };
  expect(windowFigures(journal, stopped, plan)).toMatchObject({ admitted: 5, lost: 3, failed: 1 });
});
