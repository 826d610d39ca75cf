import type { CallAct, LimitsWorld } from './all-limits-worlds.ts';
import { midnights, type ServedLimit } from './served-limits.ts';

const limits = (...all: readonly [amount: number, windowMs: number][]): ServedLimit[] =>
  all.map(([amount, windowMs]) => ({ kind: 'first-request', amount, windowMs }));

const call = (who: number, count: number, ...parts: readonly number[]): LimitsWorld['steps'][number] => ({
  afterMs: 0,
  what: {
    ...{ act: 'call', who, count, parts, actual: 0, priority: 0, givesUpAfterMs: undefined },
    ...({ tells: 'never', takesSlot: false } satisfies Partial<CallAct>),
  },
});

const but = (step: LimitsWorld['steps'][number], change: Partial<CallAct>): LimitsWorld['steps'][number] => ({
  ...step,
  what: { ...(step.what as CallAct), ...change },
});

const world = (members: number, served: readonly ServedLimit[], steps: LimitsWorld['steps']): LimitsWorld => ({
  ...{ seed: 0, members, limits: served, midnight: midnights[0], ceiling: 3, burst: 1, learns: false },
  ...{ charges: 'estimate, then the rest', longestMs: 0, steps },
});

/** Worlds in which a limit was once exceeded, or a call waited for ever, or for longer than was thought. */
export const brokenWorlds: readonly LimitsWorld[] = [
  // Two processes needed much of two limits, and each had all of the one while it waited for the other.
  world(2, limits([3, 20], [3, 3_600], [14, 3_600]), [call(0, 5, 0.67, 0, 0.86), call(1, 1, 0.3, 0, 0.22)]),
  // One process had what its older call needed, which waited for a younger one of a higher priority, which waited for what
  // the other process had, whose calls needed what the older one was kept.
  world(
    2,
    [
      { kind: 'aligned', amount: 6, windowMs: 116 },
      { kind: 'bucket', amount: 8, windowMs: 3_600 },
      { kind: 'aligned', amount: 13, windowMs: 98 },
    ],
    [
      call(0, 5, 0.57, 0.24, 0.3),
      { ...call(1, 1, 0, 0.79, 0.81), afterMs: 56 },
      { ...but(call(1, 1, 0.76, 0.3, 0.4), { priority: 1 }), afterMs: 600 },
    ],
  ),
  // One needed much of the one limit and little of the other, and the other one the reverse.
  world(3, limits([3, 20], [3, 3_600]), [
    call(2, 1, 0.67, 0.01),
    { afterMs: 0, what: { act: 'die', who: 0 } },
    call(0, 1, 0.01, 0.67),
    { afterMs: 0, what: { act: 'away', forMs: 50, loses: false } },
  ]),
  // More was kept of a bucket than was thought, since estimates had fallen short. The API took the rest with the answer's
  // end, and its bucket had been full meanwhile.
  {
    ...world(
      0,
      [{ kind: 'bucket', amount: 2, windowMs: 20 }],
      [
        but(call(0, 1, 0.01), { actual: 1.01, tells: 'with the answer' }),
        but(call(0, 1, 0.01), { actual: 1.01, tells: 'at the end of its stream' }),
        but(call(0, 1, 0), { givesUpAfterMs: 0 }),
        but(call(0, 1, 0.01), { actual: 0.01, tells: 'with the answer', givesUpAfterMs: 41 }),
        but(call(0, 1, 0.51), { tells: 'with the answer' }),
      ],
    ),
    ...{ learns: true, ceiling: undefined },
  },
  // What a call had cost was told when its process had given all its tokens to another. It paid one a window from then on,
  // though it got more.
  world(2, limits([31, 3_600], [3, 3_600]), [
    but(call(0, 5, 1, 0.01), { actual: 1.01, tells: 'with the answer', takesSlot: true }),
    { ...but(call(0, 1, 0, 0.34), { tells: 'with the answer', givesUpAfterMs: 0 }), afterMs: 96 },
    { ...but(call(1, 5, 1, 0.3), { actual: 2.55, tells: 'at the end of its stream', takesSlot: true }), afterMs: 60 },
  ]),
  // A call took three tokens of the two that its process had, since earlier estimates had fallen short. The third made up
  // for itself when it came back: nothing was owed, and each window was exceeded anew.
  {
    ...world(2, limits([3, 3_600]), [
      but(call(0, 1, 0.1), { actual: 0.01, tells: 'with the answer', givesUpAfterMs: 0 }),
      but(call(0, 1, 0.3), { actual: 1.01, tells: 'with the answer' }),
      but(call(1, 1, 0.3), { tells: 'with the answer' }),
      but(call(0, 1, 0.34), { actual: 1.01, tells: 'with the answer' }),
      but(call(0, 1, 0), { tells: 'with the answer' }),
    ]),
    ...{ learns: true, ceiling: undefined },
  },
  // Two of three a day: each day one is lost.
  {
    ...world(0, [{ kind: 'calendar', amount: 3, windowMs: 20 }], [call(0, 5, 0.34), call(0, 5, 0.01)]),
    ceiling: undefined,
  },
];
