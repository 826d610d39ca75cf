import { type Ended, GRAIN_MS, type TimedEvent } from './simulation.ts';

type CallEvent = Extract<TimedEvent, { callId: string }>;

/** A call's story has one letter for each event. */
const letters: Partial<Record<CallEvent['type'], string>> = {
  'wait-started': 'w',
  'wait-ended': 'W',
  'attempt-started': 'a',
  'attempt-ended': 'A',
  'retry-scheduled': 's',
  'retries-exhausted': 'x',
  'rate-limited': 'l',
  'call-ended': 'e',
};

/** Waits and an attempt, repeated while retries are scheduled. A call may end in any of its waits. */
const story = /^(?:(?:wW)*aAl?swW)*(?:wW)*(?:aAl?x?)?l?e$/;

/**
 * The reports on each call, without closed gates: a late response may close one when its call is over, for all calls.
 */
export function reportsByCall(events: readonly TimedEvent[]): Map<string, CallEvent[]> {
  const told = events.flatMap((event) => ('callId' in event && event.type !== 'gate-closed' ? event : []));
  return Map.groupBy(told, ({ callId }) => callId);
}

export function attemptsOf(reports: readonly CallEvent[]): number[] {
  return reports.flatMap((event) => (event.type === 'attempt-started' ? event.attempt : []));
}

/**
 * What is wrong with the reports on a call. `end` is how it ended for its caller; undefined if nobody waited for it.
 */
export function faultsOf(reports: readonly CallEvent[], end: Ended | undefined, deadlineMs: number): string[] {
  const told = reports.map(({ type }) => letters[type]).join('');
  const last = reports.at(-1);
  if (!story.test(told) || last?.type !== 'call-ended') return [`its story is ${told}`];
  const attempts = attemptsOf(reports);
  const { outcome, code, durationMs } = last;
  const faults = [
    attempts.some((attempt, at) => attempt !== at + 1) && `its attempts are ${attempts}`,
    last.attempts !== attempts.length && `${last.attempts} of ${attempts.length} attempts are reported`,
    durationMs > deadlineMs + GRAIN_MS && `it took ${durationMs} ms of ${deadlineMs}`,
    end && (end.error?.outcome ?? 'ok') !== outcome && `its outcome is reported as ${outcome}`,
    end && end.error?.code !== code && `its code is reported as ${code}`,
    end?.error && end.error.attempts !== attempts.length && `its error tells of ${end.error.attempts} attempts`,
  ];
  return faults.filter((fault) => typeof fault === 'string');
}
