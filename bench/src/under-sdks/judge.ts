import { isAmbiguous, type SdkAttempt } from './api/attempt.ts';

/** How a call ended, as its caller saw it. */
export interface CallEnd {
  call: number;
  /** Of which call the answer was; null where there was none. */
  answerOf: number | null;
  /** What was thrown; null where nothing was. Both are null where it had not ended. */
  error: string | null;
}

/** What a contestant did, by the upstream's journal and its callers. */
export interface SdkMeasured {
  calls: number;
  /** Calls whose callers had their own answers. */
  ok: number;
  /** Calls that failed for good and said so, as they must: what failed may have been done, and must not be repeated. */
  told: number;
  /** Calls without their answers that might have had them, and those that have not ended. */
  lost: number;
  /** Of these, calls that got the answer of another one. */
  mixedUp: number;
  attempts: number;
  refused: number;
  /** 500s, 503s and resets. */
  failed: number;
  early: number;
  /** How long before it might have been sent the earliest came, in milliseconds; 0 where none was early. */
  earliestMs: number;
  /** Attempts of a call that should not have had another: it was done, or may have been and must not be repeated. */
  sentAgain: number;
  /** Calls with an effect that were done more than once. */
  doneTwice: number;
  streams: number;
  /** Streams whose callers had no chunk before the last one was written. */
  heldBack: number;
  errors: Readonly<Record<string, number>>;
}

/**
 * So much later than its network has the head of an answer a client may hand over an attempt that knows nothing of it.
 * What was sent before that is on its way already.
 */
export const HEARD_WITHIN_MS = 20;
/** A timer of Node.js may end so much too soon, and both ends read a clock. */
export const CLOCK_MS = 2;

export function judgeSdk(journal: readonly SdkAttempt[], ends: readonly CallEnd[]): SdkMeasured {
  const byCall = Map.groupBy(journal, ({ call }) => call);
  const attemptsOf = (call: number): readonly SdkAttempt[] => byCall.get(call) ?? [];
  const ok = ends.filter(({ call, answerOf }) => answerOf === call).length;
  const told = ends.filter(({ call, error }) => error !== null && hadToFail(attemptsOf(call).at(-1))).length;
  const earlyMs = journal.map((attempt) => tooEarlyMs(attempt, journal)).filter((ms) => ms > CLOCK_MS);
  const streams = journal.filter(({ firstInTime }) => firstInTime !== null);
  const errors: Record<string, number> = {};
  for (const { error } of ends) if (error !== null) errors[error] = (errors[error] ?? 0) + 1;
  return {
    calls: ends.length,
    ok,
    told,
    lost: ends.length - ok - told,
    mixedUp: ends.filter(({ call, answerOf }) => answerOf !== null && answerOf !== call).length,
    attempts: journal.length,
    refused: journal.filter(({ answer }) => answer === '429').length,
    failed: journal.filter(isAmbiguous).length,
    early: earlyMs.length,
    earliestMs: Math.max(0, ...earlyMs),
    sentAgain: journal.filter((attempt) => attemptsOf(attempt.call).some((before) => forbids(before, attempt))).length,
    doneTwice: [...byCall.values()].filter((attempts) => attempts.filter(({ done }) => done).length > 1).length,
    streams: streams.length,
    heldBack: streams.filter(({ firstInTime }) => firstInTime === false).length,
    errors,
  };
}

/** Whether nobody can know if it was done, and a repeat might do it again. */
const hadToFail = (last: SdkAttempt | undefined): boolean =>
  last !== undefined && isAmbiguous(last) && last.effect && last.key === null;

/** How long before the end of a wait an attempt came whose client had heard of it; what is asked is asked of all calls. */
function tooEarlyMs({ sentAtMs, atMs }: SdkAttempt, journal: readonly SdkAttempt[]): number {
  let mostMs = 0;
  for (const { toldMs, answeredAtMs, heardAtMs } of journal) {
    if (toldMs === 0 || answeredAtMs === null || heardAtMs === null || heardAtMs + HEARD_WITHIN_MS >= sentAtMs)
      continue;
    mostMs = Math.max(mostMs, answeredAtMs + toldMs - atMs);
  }
  return mostMs;
}

/** Whether what became of an attempt forbids a later one of the same call. */
function forbids(before: SdkAttempt, attempt: SdkAttempt): boolean {
  if (before.id >= attempt.id || before.answer === '429') return false;
  // Whatever came of it, nobody could know yet.
  if (before.answeredAtMs === null || before.answeredAtMs > attempt.sentAtMs) return true;
  if (before.answer === 'ok') return true;
  const sameKey = before.key !== null && before.key === attempt.key;
  return before.effect && !sameKey;
}
