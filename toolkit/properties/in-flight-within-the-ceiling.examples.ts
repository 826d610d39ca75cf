import type { World } from './worlds.ts';

const call = { payloads: undefined, abort: undefined, leaveAfter: undefined, priority: 0 };
const batch = { ...call, payloads: 2 };
const failure = { status: 500, class: 'transient' } as const;

/** A lower ceiling was set while refusals had lowered it already: for an instant the one of before held again. */
export const lowered: World = {
  seed: 1_630_759_939,
  client: {
    ...{ maxAttempts: 2, attemptTimeoutMs: 50, deadlineMs: 1_500, maxQueued: 1_000, budget: null, breaks: false },
    ...{ backoff: { kind: 'decorrelated-jitter', baseMs: 1, capMs: 300 }, hintJitterMs: 0, hintMarginMs: 0 },
  },
  server: {
    ...{
      ceiling: 2,
      window: { limit: 2, windowMs: 100, starts: 'aligned' },
      dialect: 'seconds',
      refusal: 429,
      failure,
    },
    ...{ longestDelayMs: 77, longestServiceMs: 3, counts: 'at-admission', skewMs: 0, aborts: 'never' },
    ...{ failing: 0, busy: 0.12, lost: 0, garbled: 0 },
  },
  plans: [
    { ...batch, atMs: 43 },
    { ...batch, atMs: 42, abort: { afterMs: 0 } },
    { ...call, atMs: 42 },
    { ...call, atMs: 43 },
  ],
  acts: [{ kind: 'ceiling', atMs: 368, to: 1 }],
};

/** An answer told that nothing was left, and not until when, as others had told before: a timer spun for good. */
export const untoldEnd: World = {
  seed: 1_738_904_938,
  client: {
    ...{ maxAttempts: 1, attemptTimeoutMs: 1_315, deadlineMs: 1_502, maxQueued: 1, breaks: false, hintJitterMs: 148 },
    ...{ backoff: { kind: 'equal-jitter', baseMs: 9, factor: 1.5, capMs: 732, firstExponent: 0 }, hintMarginMs: 16 },
    budget: { ratio: 0.8, floorPerWindow: 1, windowMs: 107, charges: ['transient'] },
  },
  server: {
    ...{ ceiling: 2, window: null, dialect: 'unix reset', refusal: 429, failure },
    ...{ longestDelayMs: 298, longestServiceMs: 118, counts: 'at-completion', skewMs: -7_777, aborts: 'at-once' },
    ...{ failing: 0.16, busy: 0.27, lost: 0.16, garbled: 0.5 },
  },
  plans: [
    { ...call, atMs: 317 },
    { ...call, atMs: 1_258, priority: 1 },
    { ...batch, atMs: 286, payloads: 0, priority: 1 },
    { ...batch, atMs: 429, abort: { afterMs: 976 }, priority: 1 },
    { ...batch, atMs: 1_023, payloads: 3 },
    { ...call, atMs: 3, abort: { onEvent: 6 } },
  ],
  acts: [{ kind: 'window', atMs: 1_344, to: 6 }],
};
