import type { HintFormat, HintMeaning } from './hint-value.ts';

/** When a hint to wait must be obeyed: at a class of result, a status, on any response, or while nothing is left. */
export type ObeyedOn = 'throttled' | 'overloaded' | 'quota' | 'nothing-left' | 'any' | number;

/**
 * What a response says about the limits, and how: the client parses it, the mock server renders it. The order of the
 * hints in a contract is their precedence.
 */
export type Hint = HintPlace & {
  means: HintMeaning;
  format: HintFormat;
  /** The unit that it is about, such as `requests`. */
  unit: string;
  /** The only policies of a `ratelimit` field that count, by name. Default: all in this unit. */
  policies?: readonly string[];
  /** `refusals`: only on responses of the classes throttled, overloaded and quota. */
  sentOn: 'all' | 'refusals';
  /** When a client must obey it; empty for a hint that is only shown. */
  obeyedOn: readonly ObeyedOn[];
  /** Values that tell nothing, such as -1. */
  untold?: readonly (string | number)[];
  /** A shorter wait than this is taken for this. Default 0. */
  atLeastMs?: number;
  /** What a reset renews: all of the quota, or some of it. Default `all`. */
  renews?: 'all' | 'some';
};

/** A header, by its name in lower case, or a path into a JSON body; see parseBodyPath. */
export type HintPlace = { header: string; body?: never } | { body: string; header?: never };

/** What is known of one unit. Durations in milliseconds from now. */
export interface UnitReading {
  limit?: number;
  remaining?: number;
  resetMs?: number;
  windowMs?: number;
}

export const placeOf = ({ header, body }: HintPlace): string => header ?? body ?? '';
