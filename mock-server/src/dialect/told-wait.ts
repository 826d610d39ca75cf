import type { Hint, HintFormat } from '@evenkeel/toolkit/providers';
import type { Told } from './quota.ts';

/** What a response has told. */
export interface WrittenHints {
  /** What the tightest quota says is left; null without a window. */
  remaining: number | null;
  /** What it asks to wait, in milliseconds; null if nothing. */
  waitMs: number | null;
}

const SECOND_MS = 1_000;
const wholeSeconds = (ms: number): number => Math.ceil(ms / SECOND_MS) * SECOND_MS;

/** How long a wait is by what is written: most formats round it up. */
const asWritten: Partial<Record<HintFormat, (told: Told) => number>> = {
  seconds: ({ retryAfterMs }) => wholeSeconds(retryAfterMs),
  'retry-after': ({ retryAfterMs }) => wholeSeconds(retryAfterMs),
  milliseconds: ({ retryAfterMs }) => Math.ceil(retryAfterMs),
  duration: ({ retryAfterMs }) => Math.ceil(retryAfterMs),
  'unix-s': ({ nowMs, retryAfterMs }) => wholeSeconds(nowMs + retryAfterMs) - nowMs,
  rfc3339: ({ nowMs, retryAfterMs }) => wholeSeconds(nowMs + retryAfterMs) - nowMs,
  'http-date': ({ nowMs, retryAfterMs }) => wholeSeconds(nowMs + retryAfterMs) - nowMs,
  'unix-ms': ({ nowMs, retryAfterMs }) => Math.ceil(nowMs + retryAfterMs) - nowMs,
};

/**
 * What a response asks to wait, in milliseconds: the least where several hints ask, so that nobody is called early who
 * has obeyed one of them.
 *
 * @param refuses whether the response refuses its request
 * @returns null where it asks for nothing
 */
export function toldWaitMs(hints: readonly Hint[], refuses: boolean, told: readonly Told[]): number | null {
  const waits = hints.flatMap(({ means, format, sentOn, unit }) => {
    if (means !== 'wait' || (sentOn === 'refusals' && !refuses)) return [];
    const quota = told.find((each) => each.unit === unit);
    if (quota === undefined || !(quota.retryAfterMs > 0)) return [];
    return asWritten[format]?.(quota) ?? [];
  });
  return waits.length === 0 ? null : Math.min(...waits);
}
