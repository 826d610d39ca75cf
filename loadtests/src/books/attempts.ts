import type { JournalEntry } from '@evenkeel/mock-server';
import { formatCount } from '@evenkeel/tools/command-line';
import type { MeteredAttempts } from '../shared/evidence.ts';

/**
 * Where the application's metrics and the API's journal differ on attempts, as sentences. What was cancelled may never
 * have arrived, and a retry that was scheduled need not have left; all else is equal, to the unit.
 */
export function attemptDoubts(metered: MeteredAttempts, journal: readonly JournalEntry[]): string[] {
  const { first, retry, cancelled, throttled, durations, hits, scheduled, unfinished } = metered;
  const all = first + retry;
  const retried = journal.filter(({ attempt }) => attempt > 1).length;
  const refused = journal.filter(({ status }) => status === 429).length;
  return [
    ...differ('attempts', all, journal.length, cancelled),
    ...differ('retries', retry, retried, cancelled),
    ...differ('429s', throttled, refused),
    ...within('durations of attempts', durations, all),
    ...within('429s from upstream', hits, throttled),
    ...within('retries that were scheduled', scheduled, retry, unfinished),
    ...twice(journal),
  ];
}

/** @param more how many more the application may have counted */
function differ(what: string, metered: number, journalled: number, more = 0): string[] {
  if (metered >= journalled && metered - journalled <= more) return [];
  const [counted, written] = [formatCount(metered), formatCount(journalled)];
  return [`The application counted ${counted} ${what}, the mock server wrote of ${written}.`];
}

/** The same of two metrics of the application. */
function within(what: string, one: number, other: number, more = 0): string[] {
  if (one >= other && one - other <= more) return [];
  return [`The application's metrics contradict each other: ${formatCount(one)} ${what}, and ${formatCount(other)}.`];
}

/** An attempt has a number within its call, and is sent once. */
function twice(journal: readonly JournalEntry[]): string[] {
  const sent = new Map<string, number>();
  for (const { operation, callId, attempt } of journal) {
    const key = `${operation} ${callId} ${attempt}`;
    sent.set(key, (sent.get(key) ?? 0) + 1);
  }
  const again = [...sent.values()].filter((times) => times > 1).length;
  return again === 0 ? [] : [`${formatCount(again)} attempts came more than once, by their ids.`];
}
