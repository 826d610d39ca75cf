import type { SeenRequest } from './api/journal.ts';
import type { Measurement } from './measure.ts';

/** The measurement of a client that did well. */
export const goodUse: Measurement = {
  calls: 100,
  ok: 100,
  lost: 0,
  unfinished: 0,
  admitted: 100,
  refused: 0,
  refusalRatio: 0,
  usedOfAll: 0.96,
  used: 0.98,
  shares: [1],
  worst: { call: 7, waitMs: 900, boundMs: 1_000 },
  longestWaitMs: 4_000,
  aboveBound: 0,
  tripsPerCall: 0.1,
  tripsPerSecond: 1.1,
  lateMs: 12,
  errors: {},
};

/** An admitted request that took what it was charged. */
export const admitted = (call: number, atMs: number, actual: number, more: Partial<SeenRequest> = {}): SeenRequest => ({
  account: 'one',
  call,
  attempt: 1,
  atMs,
  admitted: true,
  lacking: [],
  toldMs: 0,
  charged: actual,
  actual,
  settledAtMs: atMs,
  level: 0,
  ...more,
});

export const refused = (call: number, atMs: number, toldMs: number): SeenRequest =>
  admitted(call, atMs, 0, { admitted: false, lacking: ['tokens'], toldMs, settledAtMs: null });
