import { expect, test } from 'vitest';
import { BadRequest } from '../errors.ts';
import { parseJournalQuery } from './query.ts';

test('reads every parameter', () => {
  const words = { provider: 'nimbus', operation: 'infer', key: '0123abcd', call: 'a', callPrefix: 'b' };
  const parsed = parseJournalQuery({ ...words, status: '429', sinceSeq: '0', limit: '5' });
  expect(parsed).toEqual({ ...words, status: 429, sinceSeq: 0, limit: 5 });
  expect(parseJournalQuery({})).toEqual({});
});

test.each([
  [{ limt: '5' }, '"limt" is not a parameter'],
  [{ status: 'ok' }, 'status is "ok"'],
  [{ status: '99' }, 'from 100 to 599'],
  [{ status: '' }, 'status is ""'],
  [{ limit: '0' }, 'limit is "0"'],
  [{ limit: '1e3' }, 'limit is "1e3"'],
  [{ sinceSeq: '-1' }, 'sinceSeq is "-1"'],
  [{ call: ['a', 'b'] }, '"call" is given more than once'],
])('%o is refused: %s', (query, message) => {
  expect(() => parseJournalQuery(query)).toThrow(BadRequest);
  expect(() => parseJournalQuery(query)).toThrow(message);
});

test('a pasted key is refused without repeating it', () => {
  expect(() => parseJournalQuery({ key: 'nmb_secret' })).toThrow(/^key is not a fingerprint(?!.*nmb_secret)/);
});
