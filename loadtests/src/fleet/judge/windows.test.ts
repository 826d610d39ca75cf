import { expect, it } from 'vitest';
import { admitted, limit, refused } from './journal.fixture.ts';
import { rebuildWindows, unexcused } from './windows.ts';

const at = (...times: number[]) => times.map((time) => admitted(time));
const seen = (journal: Parameters<typeof rebuildWindows>[0]) =>
  rebuildWindows(journal, limit).map(({ startMs, count, exceeded }) => [startMs, count, exceeded]);

it.each([
  { why: 'nothing', journal: [], windows: [] },
  { why: 'a window starts with its first request', journal: at(40, 50, 60), windows: [[40, 3, false]] },
  {
    why: 'and the next one after its end, with the first that comes then',
    journal: at(0, 999, 1_000, 2_500),
    windows: [
      [0, 2, false],
      [1_000, 1, false],
      [2_500, 1, false],
    ],
  },
  { why: 'the order of the journal does not matter', journal: at(60, 40, 50), windows: [[40, 3, false]] },
  { why: 'one too many exceeds it', journal: at(0, 1, 2, 999), windows: [[0, 4, true]] },
  {
    why: 'nothing counts in the block',
    journal: [...at(0, 1, 2), refused(3), refused(4_000), refused(5_002), admitted(5_003)],
    windows: [
      [0, 4, true],
      [5_003, 1, false],
    ],
  },
  {
    why: 'two full windows side by side are none that is exceeded',
    journal: at(0, 998, 999, 1_000, 1_001, 1_002),
    windows: [
      [0, 3, false],
      [1_000, 3, false],
    ],
  },
])('rebuilds windows: $why', ({ journal, windows }) => {
  expect(seen(journal)).toEqual(windows);
});

const window = (startMs: number, exceeded: boolean) => ({ startMs, endMs: startMs + 1_000, count: 4, exceeded });

it.each([
  { why: 'without a disturbance every one is bad', windows: [window(0, true)], disturbed: [], bad: [0] },
  {
    why: 'the one it falls into is excused',
    windows: [window(0, true), window(1_000, false)],
    disturbed: [500],
    bad: [],
  },
  { why: 'and the first one after it', windows: [window(0, false), window(1_000, true)], disturbed: [500], bad: [] },
  {
    why: 'the second one after it is not',
    windows: [window(0, false), window(1_000, true), window(2_000, true)],
    disturbed: [500],
    bad: [2_000],
  },
  {
    why: 'nor is a later one though the first was kept',
    windows: [window(0, false), window(1_000, false), window(2_000, true)],
    disturbed: [500],
    bad: [2_000],
  },
  { why: 'nor one that came before', windows: [window(0, true), window(1_000, false)], disturbed: [1_500], bad: [0] },
  {
    why: 'each disturbance excuses its own',
    windows: [window(0, true), window(1_000, false), window(2_000, true), window(3_000, true)],
    disturbed: [500, 2_500],
    bad: [],
  },
  {
    why: 'between two windows it excuses the next',
    windows: [window(0, true), window(9_000, true)],
    disturbed: [5_000],
    bad: [0],
  },
])('excuses exceeded windows: $why', ({ windows, disturbed, bad }) => {
  expect(unexcused(windows, disturbed).map(({ startMs }) => startMs)).toEqual(bad);
});
