import { parseDuration } from './duration.ts';
import { parseHttpDate } from './http-date.ts';
import { type PolicyFilter, parseRateLimit, parseRateLimitPolicy } from './ietf-ratelimit.ts';
import { parseRfc3339 } from './rfc3339.ts';

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

/** What a value is read against. */
export interface HintContext {
  means: HintMeaning;
  format: HintFormat;
  /** Settles the century of a year of two digits. */
  nowMs: number;
  /** How long it is until an instant of the server's clock, in milliseconds; both count from the epoch. */
  until: (atMs: number) => number;
  /** Which policies of a `ratelimit` field count. */
  counts: PolicyFilter;
}

/** A value that was read: an amount, or milliseconds from now, never negative. `untold`: well-formed, and left out. */
export type HintValue = number | 'untold';

const wholeNumber = /^\d{1,15}$/;
const decimalNumber = /* seam: decimal-number */ /^\d{1,15}(?:\.\d{1,30})?$/;
const usedOfLimit = /^(\d{1,15})\/(\d{1,15})$/;

/** @param exponent of a power of ten to multiply by, exactly: 64.57 s * 1000 is not 64570 ms */
const number = (pattern: RegExp, text: string, exponent = 0): number | undefined =>
  pattern.test(text) ? Number(`${text}e${exponent}`) : undefined;

/** @returns undefined if the text is malformed */
export function parseHintValue(text: string, context: HintContext): HintValue | undefined {
  const { format, means, nowMs } = context;
  const until = (atMs: number | undefined): number | undefined =>
    atMs === undefined ? undefined : /* seam: instant-of-reset */ context.until(atMs);
  switch (format) {
    case 'integer':
      return number(wholeNumber, text);
    case 'decimal':
    case 'milliseconds':
      return number(decimalNumber, text);
    case 'seconds':
      return number(decimalNumber, text, 3);
    case 'duration':
      return parseDuration(text);
    case 'unix-s':
      return until(number(decimalNumber, text, 3));
    case 'unix-ms':
      return until(/* seam: unix-milliseconds */ number(decimalNumber, text));
    case 'rfc3339':
      return until(/* seam: rfc3339 */ parseRfc3339(text));
    case 'http-date':
      return until(/* seam: http-date */ parseHttpDate(text, nowMs));
    case 'retry-after':
      return (
        number(decimalNumber, text, /* seam: retry-after-seconds */ 3) ??
        /* seam: until-a-date */ until(parseHttpDate(text, nowMs))
      );
    case 'used/limit':
      return share(means, text);
    case 'ratelimit':
      return ofRateLimit(text, context);
  }
}

function share(means: HintMeaning, text: string): number | undefined {
  const [, used, limit] = usedOfLimit.exec(text) ?? [];
  if (used === undefined || limit === undefined) return undefined;
  if (means === 'remaining') return /* seam: left-of-a-limit */ Math.max(0, Number(limit) - Number(used));
  return Number(means === 'used' ? used : limit);
}

function ofRateLimit(text: string, { means, counts }: HintContext): HintValue | undefined {
  if (means === 'remaining' || means === 'reset') {
    const state = parseRateLimit(text, counts);
    if (state === undefined || state === 'untold') return state;
    return means === 'remaining' ? state.remaining : (state.resetMs ?? 'untold');
  }
  const quota = parseRateLimitPolicy(text, counts);
  if (quota === undefined || quota === 'untold') return quota;
  return means === 'limit' ? quota.limit : /* seam: window-of-a-policy */ (quota.windowMs ?? 'untold');
}
