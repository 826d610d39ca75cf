import { describe, expect, it } from 'vitest';
import type { SdkAttempt } from './api/attempt.ts';
import { answered, seenAttempt, thrown } from './judge.fixture.ts';
import { judgeSdk } from './judge.ts';

const refusal = (toldMs = 1_000): Partial<SdkAttempt> => ({ answer: '429', toldMs });
const write = { effect: true, done: true };

describe('calls', () => {
  it.each([
    ['answered', [seenAttempt(0, 0, 100)], answered(0), { ok: 1, told: 0, lost: 0 }],
    ['answered with what another one asked for', [seenAttempt(0, 0, 100)], answered(0, 1), { lost: 1, mixedUp: 1 }],
    ['refused for good', [seenAttempt(0, 0, 100, refusal())], thrown(0), { ok: 0, told: 0, lost: 1 }],
    ['never sent', [], thrown(0), { lost: 1 }],
    ['still waiting', [], { call: 0, answerOf: null, error: null }, { told: 0, lost: 1 }],
    ['failed, though it can be repeated', [seenAttempt(0, 0, 100, { answer: '500' })], thrown(0), { lost: 1 }],
    [
      'failed, though it has a key',
      [seenAttempt(0, 0, 100, { ...write, answer: 'reset', key: 'k' })],
      thrown(0),
      { told: 0, lost: 1 },
    ],
    [
      'failed, and must not be repeated',
      [seenAttempt(0, 0, 100, refusal()), seenAttempt(1, 0, 1_200, { ...write, answer: 'reset' })],
      thrown(0),
      { ok: 0, told: 1, lost: 0, refused: 1, failed: 1 },
    ],
    ['answered all the same, but thrown away', [seenAttempt(0, 0, 100, write)], thrown(0), { ok: 0, told: 0, lost: 1 }],
  ] as const)('one that was %s', (_what, journal, end, measured) => {
    expect(judgeSdk(journal, [end])).toMatchObject(measured);
  });

  it('counts why they failed', () => {
    const { errors, calls } = judgeSdk([], [thrown(0, 'a'), thrown(1, 'b'), thrown(2, 'a'), answered(3)]);
    expect([errors, calls]).toEqual([{ a: 2, b: 1 }, 4]);
  });
});

describe('early attempts', () => {
  // Answered at 110, heard at 111: nothing until 1,110.
  const hint = seenAttempt(0, 0, 100, refusal());
  it.each([
    ['on its way before the answer was there', { sentAtMs: 105, atMs: 140 }, 0],
    ['sent in the instant in which the answer came', { sentAtMs: 131, atMs: 140 }, 0],
    ['sent by a client that knew', { sentAtMs: 132, atMs: 140 }, 970],
    ['sent just too soon', { sentAtMs: 1_100, atMs: 1_105 }, 5],
    ['sent in time, by a timer that ends too soon', { sentAtMs: 1_107, atMs: 1_108 }, 0],
    ['sent when it may be', { sentAtMs: 1_115, atMs: 1_116 }, 0],
  ])('one that is %s', (_what, changes, earliestMs) => {
    for (const call of [0, 1]) {
      const next = seenAttempt(1, call, 0, { ...changes, answeredAtMs: 2_000 });
      const seen = judgeSdk([hint, next], []);
      expect([seen.early, seen.earliestMs]).toEqual([earliestMs === 0 ? 0 : 1, earliestMs]);
    }
  });

  it('holds a 503 to what it asks, and the longest wait of several', () => {
    const longest = seenAttempt(0, 0, 100, { answer: '503', toldMs: 3_000 });
    const journal = [longest, seenAttempt(1, 1, 120, refusal(500)), seenAttempt(2, 2, 1_500)];
    expect(judgeSdk(journal, [])).toMatchObject({ early: 1, earliestMs: 1_610 });
  });

  it('asks nothing of who has not heard', () => {
    const unheard = { ...hint, heardAtMs: null };
    expect(judgeSdk([unheard, seenAttempt(1, 1, 500)], [])).toMatchObject({ early: 0 });
  });
});

describe('what is sent again', () => {
  const [keyed, otherKey] = [
    { ...write, key: 'k' },
    { ...write, key: 'l' },
  ];
  it.each([
    ['after a 429', refusal(), write, 0],
    ['after a 500 of a read', { answer: '500' }, {}, 0],
    ['after a reset, with its key', { ...keyed, answer: 'reset' }, { ...keyed, done: false }, 0],
    ['after a reset, without a key', { ...write, answer: 'reset' }, { ...write, done: false }, 1],
    ['after a 503, without a key', { ...write, answer: '503', done: false }, write, 1],
    ['after a reset, with another key', { ...keyed, answer: 'reset' }, otherKey, 1],
    ['after it was answered', { answer: 'ok' }, {}, 1],
    ['before it was answered', { answer: '500', answeredAtMs: 5_001 }, {}, 1],
    ['though it never was', { answer: '500', answeredAtMs: null }, {}, 1],
  ] as const)('%s', (_what, first, second, sentAgain) => {
    const journal = [seenAttempt(0, 0, 100, first), seenAttempt(1, 0, 5_000, { sentAtMs: 4_999, ...second })];
    expect(judgeSdk(journal, [])).toMatchObject({ sentAgain });
  });

  it('counts what was done twice', () => {
    const journal = [
      seenAttempt(0, 0, 100, { ...write, answer: '500' }),
      seenAttempt(1, 0, 900, write),
      seenAttempt(2, 1, 100, write),
    ];
    expect(judgeSdk(journal, [])).toMatchObject({ sentAgain: 1, doneTwice: 1 });
  });
});

it('counts the streams whose first chunk was held back', () => {
  const journal = [true, false, true, null].map((firstInTime, id) => seenAttempt(id, id, 100, { firstInTime }));
  expect(judgeSdk(journal, [])).toMatchObject({ streams: 3, heldBack: 1 });
});
