import { expect, it } from 'vitest';
import { defineProvider } from './define.ts';
import { hintPlacesOf } from './hint-places.ts';

it('names each place once where a hint stands, or what a call has cost', () => {
  const contract = defineProvider({
    name: 'weather',
    limits: ['points', 'tokens'].map((unit) => ({ kind: 'bucket', unit, amount: 9, refillPerSecond: 1 })),
    operations: {
      ask: { method: 'POST', path: '/ask', costs: { points: { estimate: 1, settled: { header: 'x-cost' } } } },
      again: { method: 'POST', path: '/again', costs: { points: { estimate: 1, settled: { body: 'cost.actual' } } } },
      stream: { method: 'POST', path: '/stream', costs: { points: { estimate: 1, settled: { lastEvent: 'cost' } } } },
      alias: { via: 'ask' },
    },
    hints: [
      { header: 'x-cost', means: 'used', format: 'integer', unit: 'points' },
      { header: 'x-left', means: 'remaining', format: 'integer', unit: 'points' },
    ],
  });
  expect(hintPlacesOf(contract)).toEqual(['x-cost', 'x-left', 'usage', 'cost.actual', 'cost']);
});
