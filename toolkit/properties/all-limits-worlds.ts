import fc from 'fast-check';
import { FLIGHT_MS, type FleetAct, fleetActs, freezeOf } from './fleet-history.ts';
import { type Charges, type Midnight, midnights, type ServedLimit } from './served-limits.ts';

/** A stream goes on for so long after the beginning of its answer. */
export const STREAM_MS = 300;
/** How many processes there are at most. */
export const MOST = 3;

export interface CallAct {
  act: 'call';
  who: number;
  /** So many at once. */
  count: number;
  /** For each limit over time, the part of it that the call is thought to take; 0: it does not stand under it. */
  parts: readonly number[];
  /** The part of the estimate that it does take. */
  actual: number;
  tells: 'with the answer' | 'at the end of its stream' | 'never';
  takesSlot: boolean;
  priority: number;
  givesUpAfterMs: number | undefined;
}

export interface LimitsWorld {
  seed: number;
  /** How many processes share the limits at first; 0: there is one, and it shares nothing. */
  members: number;
  limits: readonly ServedLimit[];
  midnight: Midnight;
  /** How many calls may be in flight; undefined: any number. */
  ceiling: number | undefined;
  /** The part of a window that may be sent at once after a quiet time. */
  burst: number;
  /** Whether later calls reserve what earlier estimates fell short of. */
  learns: boolean;
  charges: Charges;
  longestMs: number;
  steps: readonly { afterMs: number; what: CallAct | FleetAct }[];
}

/** A double would nearly always be tiny. */
const upTo = (most: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: 100 * most }).map((n) => n / 100);
const part = fc.oneof(fc.constantFrom(0, 0.1, 0.3, 1), upTo(1));

const call = (mostActual: number): fc.Arbitrary<CallAct> =>
  fc.record({
    act: fc.constant('call'),
    who: fc.nat({ max: MOST - 1 }),
    count: fc.constantFrom(1, 1, 1, 5),
    parts: fc.tuple(part, part, part),
    actual: upTo(mostActual),
    tells: fc.constantFrom('with the answer', 'at the end of its stream', 'never'),
    takesSlot: fc.boolean(),
    priority: fc.constantFrom(0, 0, 1),
    givesUpAfterMs: fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, fc.nat({ max: 600 })),
  });

interface Plan {
  isShared: boolean;
  mostActual: number;
  more: readonly fc.Arbitrary<FleetAct>[];
}

const worldOf = ({ isShared, mostActual, more }: Plan): fc.Arbitrary<LimitsWorld> => {
  const calls = call(mostActual);
  const others = isShared ? [...Object.values(fleetActs(MOST)), ...more] : [];
  const acts = [{ arbitrary: calls, weight: 2 * others.length + 1 }, ...others] as const;
  const what: fc.Arbitrary<CallAct | FleetAct> = fc.oneof(...acts);
  return fc.record({
    seed: fc.nat(),
    members: isShared ? fc.integer({ min: 1, max: MOST }) : fc.constant(0),
    limits: fc.array(
      fc.record({
        // To processes that share it, a calendar is a window as long as its longest period.
        kind: fc.constantFrom('first-request', 'aligned', 'rolling', 'bucket', isShared ? 'aligned' : 'calendar'),
        // Without the store, each process keeps one.
        amount: fc.integer({ min: isShared ? MOST : 1, max: 40 }),
        // Longer than a lease, too: who dies may leave its part empty until after that has ended.
        windowMs: fc.oneof(fc.integer({ min: 20, max: 400 }), fc.constant(isShared ? 3_600 : 400)),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    midnight: fc.constantFrom(...midnights),
    ceiling: fc.option(fc.integer({ min: isShared ? MOST : 1, max: 8 }), { nil: undefined, freq: 3 }),
    burst: fc.constantFrom(1, 0.05),
    learns: fc.boolean(),
    charges: fc.constantFrom('estimate, then the rest', 'all at once', 'all with the answer'),
    longestMs: fc.integer({ min: 0, max: FLIGHT_MS / 2 }),
    steps: fc.array(fc.record({ afterMs: fc.nat({ max: isShared ? 400 : 100 }), what }), {
      minLength: 1,
      maxLength: isShared ? 20 : 30,
    }),
  });
};

/** Worlds of one process, and of those that share. In half of them, no estimate is too low. */
export const limitsWorlds: fc.Arbitrary<LimitsWorld> = fc.oneof(
  ...[false, true].flatMap((isShared) => [1, 3].map((mostActual) => worldOf({ isShared, mostActual, more: [] }))),
);

/** Worlds in which processes stand still. */
export const standstillWorlds: fc.Arbitrary<LimitsWorld> = worldOf({
  isShared: true,
  mostActual: 1,
  more: [freezeOf(MOST), freezeOf(MOST)],
});
