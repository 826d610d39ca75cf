import type { JournalEntry } from '@evenkeel/mock-server';
import { expect, it } from 'vitest';
import { measureBatch } from './measure.ts';

const entry = (callId: string, status: number, arrivalMs: number, endMs: number) =>
  ({ callId, status, arrivalMs, endMs, drawnServiceMs: status === 200 ? endMs - arrivalMs : null }) as JournalEntry;

it('counts 429s and what is lost, and compares the makespan with the greedy schedule of the same service times', () => {
  const entries = [
    entry('call.1', 429, 1_000, 1_001),
    entry('call.0', 200, 1_000, 1_300),
    entry('call.2', 200, 1_010, 1_110),
    entry('call.1', 200, 2_100, 2_500),
  ];
  // In two slots: 300 ms and, beside it, 400 ms; the last 100 ms follow the first.
  expect(measureBatch(entries, 4, 2)).toEqual({
    succeeded: 3,
    refused: 1,
    refusalRatio: 1 / 3,
    lost: 1,
    makespanMs: 1_500,
    optimumMs: 400,
    ofOptimum: 3.75,
  });
});

it('finds nothing in an empty journal', () => {
  expect(measureBatch([], 3, 2)).toMatchObject({ succeeded: 0, refused: 0, lost: 3, ofOptimum: Number.NaN });
});
