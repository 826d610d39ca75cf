/** What a hint is about. */
export type HintMeaning =
  /** How long to wait before the next request. */
  | 'wait'
  /** When quota is renewed. */
  | 'reset'
  /** How much is left, is used, and may be used at all. */
  | 'remaining'
  | 'used'
  | 'limit'
  /** How long the API's window lasts, whenever it began. */
  | 'window-length'
  /** Units a second by which a bucket is refilled. */
  | 'restore-rate';

/** How a hint's value is written. */
export type HintFormat =
  /** Digits only. */
  | 'integer'
  /** Digits, with a fraction or without. */
  | 'decimal'
  /** Seconds, milliseconds: from now; digits, with a fraction or without. */
  | 'seconds'
  | 'milliseconds'
  /** `6m0s`; see parseDuration. */
  | 'duration'
  /** Seconds, milliseconds since the epoch; digits, with a fraction or without. */
  | 'unix-s'
  | 'unix-ms'
  | 'rfc3339'
  | 'http-date'
  /** Seconds or an HTTP-date: RFC 9110, 10.2.3. A fraction, which some APIs send, is read, too. */
  | 'retry-after'
  /** `32/40`: used, and the limit. */
  | 'used/limit'
  /** `RateLimit` or `RateLimit-Policy`: draft-ietf-httpapi-ratelimit-headers. */
  | 'ratelimit';

/** What a hint says in a format: an amount, a duration, an instant, or what only the meaning can tell. */
type Kind = 'amount' | 'duration' | 'instant' | 'either' | 'field';

const kinds: Record<HintFormat, Kind> = {
  integer: 'amount',
  decimal: 'amount',
  'used/limit': 'amount',
  seconds: 'duration',
  milliseconds: 'duration',
  duration: 'duration',
  'unix-s': 'instant',
  'unix-ms': 'instant',
  rfc3339: 'instant',
  'http-date': 'instant',
  'retry-after': 'either',
  ratelimit: 'field',
};

const takes: Record<HintMeaning, readonly Kind[]> = {
  wait: ['duration', 'instant', 'either'],
  reset: ['duration', 'instant', 'either', 'field'],
  remaining: ['amount', 'field'],
  used: ['amount'],
  limit: ['amount', 'field'],
  'window-length': ['duration', 'field'],
  'restore-rate': ['amount'],
};

/** The formats in which a hint of this meaning can be written. */
export function formatsFor(means: HintMeaning): HintFormat[] {
  return (Object.keys(kinds) as HintFormat[]).filter((format) => takes[means].includes(kinds[format]));
}

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
  restorePerSecond?: number;
}

export const placeOf = ({ header, body }: HintPlace): string => header ?? body ?? '';
