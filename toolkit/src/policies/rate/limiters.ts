import type { Clock } from '../../time/clock.ts';
import { BucketLimiter } from './bucket-limiter.ts';
import { CalendarLimiter, type CalendarLimiterOptions } from './calendar-limiter.ts';
import { InFlightLimiter, type ShareSlots } from './in-flight-limiter.ts';
import { LearntLimiter } from './learnt-limiter.ts';
import { PacedRemainingLimiter } from './paced-remaining-limiter.ts';
import type { PermitLimiter } from './permit-limiter.ts';
import { RemainingLimiter } from './remaining-limiter.ts';
import { TokenCycle } from './token-cycle.ts';
import { DEFAULT_FLIGHT_MS, DEFAULT_MARGIN_MS } from './token-cycle-options.ts';

export interface LimiterOptions {
  limit: number;
  windowMs: number;
  /** The share of the limit that may be used at once. */
  burst: number;
  /** Units a second that flow into a bucket; null for a window. */
  refillPerSecond: number | null;
  /** A calendar's period; null for what is no calendar's. */
  calendar: Pick<CalendarLimiterOptions, 'period' | 'zone'> | null;
  clock: Clock;
  /** How many clients share what no store shares out. Default: one. */
  members?: (() => number) | undefined;
  /** Shares what is in flight, where others do. */
  share?: ShareSlots | undefined;
}

/** How a limit is kept to, where nobody shares it. */
export type LimiterKind = 'in-flight' | 'learnt' | 'remaining' | 'bucket' | 'calendar' | 'cycle';

export type MakeLimiter = (options: LimiterOptions) => PermitLimiter;

/** What makes limiters of some kinds. A client has those of its contract. */
export type LimiterMakers = Partial<Record<LimiterKind, MakeLimiter>>;

/** For an API whose answers are known to tell what is left. */
export const makeRemaining: MakeLimiter = ({ limit, windowMs }) => new RemainingLimiter(limit, windowMs);

export const makePacedRemaining: MakeLimiter = (options) => new PacedRemainingLimiter(options);

export const makeBucket: MakeLimiter = ({ limit, refillPerSecond, clock }) =>
  new BucketLimiter({
    limit,
    refillPerSecond: Number(refillPerSecond),
    marginMs: DEFAULT_MARGIN_MS,
    flightMs: DEFAULT_FLIGHT_MS,
    clock,
  });

export const makeCalendar: MakeLimiter = ({ limit, calendar, clock }) =>
  new CalendarLimiter({ limit, ...(calendar as NonNullable<typeof calendar>), clock });

export const makeInFlight: MakeLimiter = ({ limit, share }) =>
  new InFlightLimiter(/* seam: further-slots */ limit, share);

export const makeLearnt: MakeLimiter = ({ clock, members }) => new LearntLimiter(clock, members);

export const makeCycle: MakeLimiter = ({ limit, windowMs, burst, clock }) =>
  new TokenCycle({ limit, windowMs, burst, clock });

/** What makes limiters of each kind. */
export const limiterMakers: Readonly<Record<LimiterKind, MakeLimiter>> = {
  'in-flight': makeInFlight,
  learnt: makeLearnt,
  remaining: makePacedRemaining,
  bucket: makeBucket,
  calendar: makeCalendar,
  cycle: makeCycle,
};

/** @param limit whether it is of what is in flight, whether only responses tell of it, or how much is left of it, and whether it is a bucket, or a calendar's */
export function limiterKind({
  inFlight,
  learnt,
  observable,
  refillPerSecond,
  calendar,
}: Pick<LimiterOptions, 'refillPerSecond' | 'calendar'> & {
  inFlight?: true;
  learnt: boolean;
  observable: boolean;
}): LimiterKind {
  if (inFlight) return 'in-flight';
  if (learnt) return 'learnt';
  if (observable) return 'remaining';
  if (refillPerSecond !== null) return 'bucket';
  return calendar === null ? 'cycle' : 'calendar';
}
