import type { JournalEntry } from '@evenkeel/mock-server';
import { neroxProfile } from '@evenkeel/toolkit/providers';
import { expect, it } from 'vitest';
import { entry } from '../assertions/evidence.fixture.ts';
import { lateService } from './late-service.ts';

const served = (lateMs: number, fields: Partial<JournalEntry> = {}): JournalEntry =>
  entry({ operation: 'usage', startMs: 1_000, drawnServiceMs: 100, endMs: 1_100 + lateMs, ...fields });
const times = (count: number, made: JournalEntry): JournalEntry[] => Array.from({ length: count }, () => made);
const slowed = [{ id: 'f', fault: 'latency', hit: true, addedMs: 400 }];

it.each<[string, JournalEntry[]]>([
  ['an empty journal', []],
  ['requests that were served in time', times(100, served(4))],
  ['a few that were late', [...times(95, served(4)), ...times(5, served(300))]],
  ['what a fault has delayed', times(100, served(404, { faults: slowed }))],
  ['a stream, which tells of a job', times(100, served(8_000, { operation: 'job_stream' }))],
  ['what was given up', times(100, served(500, { aborted: true, status: 499 }))],
  ['what was refused', times(100, served(500, { startMs: null, drawnServiceMs: null, status: 429 }))],
])('doubts nothing by %s', (_what, journal) => {
  expect(lateService(journal, neroxProfile)).toEqual([]);
});

it('doubts a mock server that is slower than it was told to be', () => {
  expect(lateService([...times(30, served(2)), ...times(70, served(100))], neroxProfile)).toEqual([
    'The mock server served 70 of 100 requests later than it was to, by 100 ms at the median of all.',
  ]);
});
