import type { ResilienceEvent } from '@evenkeel/toolkit';

/** Each must have been walked by some call: a soak in which nothing waits shows nothing of waiting. */
const paths = [
  'a wait in a pause',
  'a wait for room in a window',
  'a backoff',
  'a retry of what was throttled',
  'a retry of what was overloaded',
  'a retry of what was cut off',
  'a circuit that opened',
  'a call that ended ok',
  'a call that ended with an error',
  'a call that was rejected',
  'a call that was cancelled',
] as const;

export type WalkedPath = (typeof paths)[number];

const ofWaits: Readonly<Record<string, WalkedPath>> = {
  gate: 'a wait in a pause',
  rate: 'a wait for room in a window',
  backoff: 'a backoff',
};
const ofRetries: Readonly<Record<string, WalkedPath>> = {
  throttled: 'a retry of what was throttled',
  overloaded: 'a retry of what was overloaded',
  transient: 'a retry of what was cut off',
};
const ofOutcomes: Readonly<Record<string, WalkedPath>> = {
  ok: 'a call that ended ok',
  error: 'a call that ended with an error',
  rejected: 'a call that was rejected',
  cancelled: 'a call that was cancelled',
};

/** Counts by what calls report which paths they have gone. */
export class WalkedPaths {
  readonly counts = Object.fromEntries(paths.map((path) => [path, 0])) as Record<WalkedPath, number>;

  readonly hear = (event: ResilienceEvent): void => {
    const path = pathOf(event);
    if (path !== undefined) this.counts[path] += 1;
  };
}

function pathOf(event: ResilienceEvent): WalkedPath | undefined {
  switch (event.type) {
    case 'wait-started':
      return ofWaits[event.cause];
    case 'retry-scheduled':
      return ofRetries[event.reason];
    case 'breaker-changed':
      return event.to === 'open' ? 'a circuit that opened' : undefined;
    case 'call-ended':
      return ofOutcomes[event.outcome];
    default:
      return undefined;
  }
}
