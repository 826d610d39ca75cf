import { expect, it } from 'vitest';
import { entry, evidence } from '../assertions/evidence.fixture.ts';
import { noEarlyAttempt } from './early-attempts.ts';

const refused = entry({ callId: 'a', attempt: 1, arrivalMs: 0, endMs: 10, status: 429, toldWaitMs: 1_000 });
const after = (arrivalMs: number, fields = {}) => entry({ callId: 'a', attempt: 2, arrivalMs, ...fields });
const seenOf = (...journal: ReturnType<typeof entry>[]) => {
  const { ok, seen, reason } = noEarlyAttempt(evidence({ journal }));
  return { ok, seen, reason };
};

it.each([
  ['comes when the wait is over', after(1_010), 1],
  ['is rounded', after(1_009.2), 1],
  ['is of another call', after(500, { callId: 'b' }), 0],
  ['is of another operation', after(500, { operation: 'usage' }), 0],
])('holds where the next attempt %s', (_how, next, followers) => {
  expect(seenOf(refused, next)).toEqual({ ok: true, seen: `0 of ${followers} came early`, reason: undefined });
});

it('counts each that came early, in whatever order the journal has them', () => {
  const again = after(960, { status: 429, toldWaitMs: 40, endMs: 970 });
  const third = entry({ callId: 'a', attempt: 3, arrivalMs: 990 });
  expect(seenOf(third, again, refused)).toEqual({
    ok: false,
    seen: '2 of 2 came early',
    reason: '2 of 2 attempts came before the wait was over that their call was told, by up to 50 ms.',
  });
});

it('asks nothing of what was accepted, and cannot tell without a journal', () => {
  const accepted = entry({ callId: 'a', arrivalMs: 0, endMs: 10, status: 200, toldWaitMs: 1_000 });
  expect(seenOf(accepted, after(20)).ok).toBe(true);
  expect(noEarlyAttempt(evidence({ journal: null })).ok).toBeNull();
});
