import type { SdkAttempt } from './api/attempt.ts';
import type { CallEnd, SdkMeasured } from './judge.ts';

/** A read that was answered at once, and heard of 1 ms later. */
export const seenAttempt = (id: number, call: number, atMs: number, changes: Partial<SdkAttempt> = {}): SdkAttempt => ({
  id,
  call,
  sentAtMs: atMs - 1,
  atMs,
  answer: 'ok',
  answeredAtMs: atMs + 10,
  toldMs: 0,
  heardAtMs: atMs + 11,
  effect: false,
  key: null,
  done: false,
  firstInTime: null,
  ...changes,
});

export const answered = (call: number, answerOf = call): CallEnd => ({ call, answerOf, error: null });
export const thrown = (call: number, error = 'no'): CallEnd => ({ call, answerOf: null, error });

export const goodSdk: SdkMeasured = {
  calls: 1_000,
  ok: 985,
  told: 15,
  lost: 0,
  mixedUp: 0,
  attempts: 1_130,
  refused: 80,
  failed: 50,
  early: 0,
  earliestMs: 0,
  sentAgain: 0,
  doneTwice: 0,
  streams: 200,
  heldBack: 0,
  errors: {},
};
