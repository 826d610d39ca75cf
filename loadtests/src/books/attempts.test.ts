import { expect, it } from 'vitest';
import { entry } from '../assertions/evidence.fixture.ts';
import { attemptDoubts } from './attempts.ts';

const journal = [
  entry({ callId: 'a' }),
  entry({ callId: 'b', status: 429 }),
  entry({ callId: 'b', attempt: 2 }),
  entry({ callId: 'c', status: 503 }),
  entry({ callId: 'c', attempt: 2 }),
];
const metered = { first: 3, retry: 2, cancelled: 0, throttled: 1, durations: 5, hits: 1, scheduled: 2, unfinished: 0 };

it('doubts nothing where all are equal', () => {
  expect(attemptDoubts(metered, journal)).toEqual([]);
});

it('allows for what was cancelled on its way, and for retries that never left', () => {
  const cancelled = { ...metered, first: 4, cancelled: 1, durations: 6 };
  expect(attemptDoubts(cancelled, journal)).toEqual([]);
  expect(attemptDoubts({ ...metered, scheduled: 3, unfinished: 1 }, journal)).toEqual([]);
});

it.each<[string, Partial<typeof metered>, typeof journal, string[]]>([
  [
    'counts too many',
    { first: 6, durations: 8 },
    journal,
    ['The application counted 8 attempts, the mock server wrote of 5.'],
  ],
  [
    'misses one',
    {},
    [...journal, entry({ callId: 'd' })],
    ['The application counted 5 attempts, the mock server wrote of 6.'],
  ],
  [
    'counts durations twice',
    { durations: 10 },
    journal,
    ["The application's metrics contradict each other: 10 durations of attempts, and 5."],
  ],
  [
    'counts retries twice',
    { scheduled: 4 },
    journal,
    ["The application's metrics contradict each other: 4 retries that were scheduled, and 2."],
  ],
  [
    'counts 429s twice',
    { hits: 2 },
    journal,
    ["The application's metrics contradict each other: 2 429s from upstream, and 1."],
  ],
  [
    'takes a 429 for something else',
    { throttled: 0, hits: 0 },
    journal,
    ['The application counted 0 429s, the mock server wrote of 1.'],
  ],
])('tells of an application that %s', (_what, fields, written, says) => {
  expect(attemptDoubts({ ...metered, ...fields }, written)).toEqual(says);
});

it('tells of an attempt that is sent twice, and counted twice', () => {
  const doubled = [...journal, entry({ callId: 'a' })];
  expect(attemptDoubts({ ...metered, first: 4, durations: 6 }, doubled)).toEqual([
    '1 attempts came more than once, by their ids.',
  ]);
});
