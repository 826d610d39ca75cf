import { expect, it } from 'vitest';
import { compare } from './compare.ts';
import { caseOf, contestantOf } from './run.fixture.ts';

const surroundings = {
  signal: new AbortController().signal,
  onProgress: () => {},
  paint: (_: string, text: string) => text,
};
const date = caseOf('date');
const timeout = caseOf('timeout', { run: async (check) => void check.timeout(5) });
const late = caseOf('late', { run: () => Promise.reject(new Error('too late')) });
const rooms = { hints: [date], empty: [], timeouts: [timeout, late] };
const part = { execute: () => Promise.reject(new Error('unused')) };
const ours = contestantOf('evenkeel', { timeout: () => part });
const peer = contestantOf('opossum');

it('prints who passes what, what ours fails, and the figure', async () => {
  const comparison = { rooms, cases: [date, timeout, late], contestants: [ours, peer], rounds: 2, whole: false };
  const { verdict, lines, json } = await compare({ ...comparison, why: false }, surroundings);
  expect(verdict).toBe('FAIL');
  expect(lines.slice(2).map((line) => line.trim().split(/ {2,}/).slice(0, 3))).toEqual([
    ['hints'],
    ['date', '✓', '✓'],
    ['timeouts'],
    ['timeout', '✓', '–'],
    ['late', '✗', '✗'],
    ['passed/applicable', '2/3', '1/2'],
    ['✗ evenkeel fails late: Error: too late'],
    ['conformance: evenkeel passes 2 of 3 cases; opossum 1 of 2'],
  ]);
  expect(json).toMatchObject({ verdict: 'FAIL', rounds: 2, cases: [{ id: 'date', room: 'hints' }, {}, {}] });
  const withWhy = await compare({ ...comparison, why: true }, surroundings);
  expect(withWhy.lines).toContain('✗ opossum fails late: Error: too late');
});

it('leaves out the rooms of which nothing was chosen', async () => {
  const comparison = { rooms, cases: [date], contestants: [ours], rounds: 1, whole: false, why: false };
  const { verdict, lines } = await compare(comparison, surroundings);
  expect(verdict).toBe('PASS');
  expect(lines).not.toContain('timeouts');
  expect(lines).toHaveLength(6);
});
