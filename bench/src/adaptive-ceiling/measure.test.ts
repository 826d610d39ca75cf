import type { JournalEntry } from '@evenkeel/mock-server';
import { expect, it } from 'vitest';
import { measure } from './measure.ts';

const entry = (callId: string, status: number, arrivalMs: number, endMs: number, drawnServiceMs = endMs - arrivalMs) =>
  ({ callId, status, arrivalMs, startMs: status === 200 ? arrivalMs : null, endMs, drawnServiceMs }) as JournalEntry;

it('counts calls, 429s and what is lost, from the first request to the last answer', () => {
  const entries = [
    entry('b', 429, 1_010, 1_011),
    entry('a', 200, 1_000, 1_500),
    entry('c', 429, 1_020, 1_021),
    entry('b', 200, 2_500, 2_990, 480),
    entry('c', 503, 2_600, 3_000),
  ];
  expect(measure(entries, 4)).toEqual({
    succeeded: 2,
    refused: 2,
    lost: 2,
    makespanMs: 2_000,
    goodput: 1,
    refusalRatio: 1,
    serverLateMs: expect.closeTo(9.9, 6),
  });
});

it('counts a call once, however often it was served', () => {
  expect(measure([entry('a', 200, 0, 10), entry('a', 200, 5, 15)], 1)).toMatchObject({ succeeded: 1, lost: 0 });
});

it('finds nothing in an empty journal', () => {
  const nothing = { succeeded: 0, refused: 0, makespanMs: 0, goodput: 0, refusalRatio: 0, serverLateMs: 0 };
  expect(measure([], 3)).toEqual({ ...nothing, lost: 3 });
});
