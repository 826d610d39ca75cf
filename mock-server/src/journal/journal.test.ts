import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../toolkit/properties/runs.ts';
import type { JournalEntry } from './entry.ts';
import { Journal } from './journal.ts';

function entry(callId: string, fields: Partial<JournalEntry> = {}): Omit<JournalEntry, 'seq'> {
  return {
    provider: 'nimbus',
    operation: 'infer',
    partition: 'infer',
    tier: 'free',
    key: '01234567',
    callId,
    attempt: 1,
    arrivalMs: 1,
    startMs: 1,
    endMs: 2,
    status: 200,
    drawnServiceMs: 1,
    remaining: 9,
    toldWaitMs: null,
    refusedBy: null,
    faults: [],
    aborted: false,
    ...fields,
  };
}

function filled(capacity: number, count: number): Journal {
  const journal = new Journal(capacity);
  for (let n = 1; n <= count; n += 1) journal.add(entry(`call-${n}`));
  return journal;
}

const seqs = (entries: readonly JournalEntry[]) => entries.map(({ seq }) => seq);

test('keeps the latest and says how many had to make room', () => {
  const page = filled(3, 5).query();
  expect(page).toMatchObject({ total: 3, evicted: 2, nextSeq: 6 });
  expect(page.entries.map(({ seq, callId }) => [seq, callId])).toEqual([
    [3, 'call-3'],
    [4, 'call-4'],
    [5, 'call-5'],
  ]);
});

test('at any capacity and length the latest are there, in order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 60 }), (capacity, count) => {
      const { entries, evicted } = filled(capacity, count).query();
      const held = Math.min(capacity, count);
      expect(seqs(entries)).toEqual(Array.from({ length: held }, (_, n) => count - held + n + 1));
      expect(evicted).toBe(count - held);
    }),
    runs(),
  );
});

test('entries that take much memory make room sooner, and the latest one is kept whatever it takes', () => {
  const faults = Array.from({ length: 100 }, (_, n) => ({ id: `f${n}`, fault: 'latency', hit: false, addedMs: 0 }));
  const journal = new Journal(1_000, 100_000);
  for (let n = 1; n <= 20; n += 1) journal.add(entry(`call-${n}`, { faults }));
  expect(journal.query()).toMatchObject({ total: 9, evicted: 11, nextSeq: 21 });
  journal.add(entry('x'.repeat(200_000)));
  expect(seqs(journal.query().entries)).toEqual([21]);
  journal.clear();
  for (let n = 22; n <= 31; n += 1) journal.add(entry(`call-${n}`, { faults }));
  expect(seqs(journal.query().entries)).toEqual([23, 24, 25, 26, 27, 28, 29, 30, 31]);
});

describe('filters', () => {
  const journal = new Journal(10);
  journal.add(entry('batch-a.0', { status: 200 }));
  journal.add(entry('batch-a.1', { status: 429, key: 'ffffffff' }));
  journal.add(entry('batch-b.0', { status: 429, provider: 'other', operation: 'other' }));

  test.each([
    [{}, [1, 2, 3]],
    [{ provider: 'nimbus' }, [1, 2]],
    [{ operation: 'other' }, [3]],
    [{ status: 429 }, [2, 3]],
    [{ key: 'ffffffff' }, [2]],
    [{ call: 'batch-a.0' }, [1]],
    [{ call: 'batch-a' }, []],
    [{ callPrefix: 'batch-a.' }, [1, 2]],
    [{ sinceSeq: 2 }, [2, 3]],
    [{ sinceSeq: 99 }, []],
    [{ status: 429, callPrefix: 'batch-a' }, [2]],
  ])('%o', (filter, expected) => {
    const page = journal.query(filter);
    expect(seqs(page.entries)).toEqual(expected);
    expect(page.total).toBe(expected.length);
  });
});

test('nextSeq leads through all pages, whatever the filter', () => {
  const journal = new Journal(100);
  for (let n = 1; n <= 10; n += 1) journal.add(entry(n % 2 === 0 ? 'even' : 'odd'));
  const seen: number[][] = [];
  let sinceSeq = 0;
  for (let page = 0; page < 4; page += 1) {
    const { entries, nextSeq } = journal.query({ call: 'even', limit: 2, sinceSeq });
    seen.push(seqs(entries));
    sinceSeq = nextSeq;
  }
  expect(seen).toEqual([[2, 4], [6, 8], [10], []]);
  expect(sinceSeq).toBe(11);
});

test('clear forgets the entries and goes on counting', () => {
  const journal = filled(3, 5);
  journal.clear();
  expect(journal.query()).toEqual({ entries: [], total: 0, evicted: 2, nextSeq: 6 });
  for (let n = 0; n < 4; n += 1) journal.add(entry('later'));
  expect(seqs(journal.query().entries)).toEqual([7, 8, 9]);
});
