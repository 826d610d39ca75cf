import type { JournalEntry } from '@evenkeel/mock-server';
import { type ProviderContract, wireOperation } from '@evenkeel/toolkit/providers';
import { formatCount, formatDuration } from '@evenkeel/tools/command-line';

/** Timers and the event loop of a quiet machine are late by a few milliseconds. */
const LATE_MS = 50;
/** The share of requests that may be served later than that: a garbage collector's. */
const MAY_BE_LATE = 0.05;

/** By how much a request was served later than was drawn, and faults added; null where it was not served to its end. */
const latenessOf = ({ aborted, drawnServiceMs, endMs, faults, startMs, status }: JournalEntry): number | null =>
  aborted || drawnServiceMs === null || startMs === null || status >= 400
    ? null
    : endMs - startMs - drawnServiceMs - faults.reduce((sum, { addedMs }) => sum + addedMs, 0);

/**
 * Whether the mock server was as fast as it was told to be: it stands in for the API, and its delay is nobody's fault.
 * Streams take as long as what they tell of.
 */
export function lateService(journal: readonly JournalEntry[], contract: ProviderContract): string[] {
  const streams = Object.keys(contract.operations).filter((name) =>
    ['stream', 'events'].includes(wireOperation(contract, name).returns),
  );
  const whole = journal.filter(({ operation }) => !streams.includes(operation));
  const lateness = whole.flatMap((entry) => latenessOf(entry) ?? []).sort((one, other) => one - other);
  const late = lateness.filter((ms) => ms > LATE_MS).length;
  if (late <= MAY_BE_LATE * lateness.length) return [];
  const requests = `${formatCount(late)} of ${formatCount(lateness.length)} requests`;
  const median = formatDuration(lateness[lateness.length >> 1] ?? 0);
  return [`The mock server served ${requests} later than it was to, by ${median} at the median of all.`];
}
