import { show, unsupported } from '../errors.ts';

/** What a response can say about a key's quota. Durations in milliseconds. */
export interface Quota {
  /** Infinity where nothing limits the requests. */
  limit: number;
  remaining: number;
  /** Until the window ends; 0 where none is open. */
  restMs: number;
}

/** A quota at the moment its response is written. */
export interface Told extends Quota {
  nowMs: number;
  /** How long to wait before the next request; 0: not at all. */
  retryAfterMs: number;
}

type Format = (told: Told) => number;

const seconds = (ms: number): number => Math.ceil(ms / 1_000);

/** Whole seconds are rounded up: a client that obeys must never be early. */
const formats: Readonly<Record<string, Format>> = {
  'limit integer': (told) => told.limit,
  'remaining integer': (told) => told.remaining,
  'retry-after retry-after': (told) => seconds(told.retryAfterMs),
  'retry-after delta-s': (told) => seconds(told.retryAfterMs),
  'retry-after delta-ms': (told) => Math.ceil(told.retryAfterMs),
  'reset delta-s': (told) => seconds(told.restMs),
  'reset delta-ms': (told) => Math.ceil(told.restMs),
  'reset unix-s': (told) => seconds(told.nowMs + told.restMs),
};

/**
 * How a hint's value is computed.
 * @throws RangeError for a hint that the mock server does not render.
 */
export function hintFormat(hint: { in: string; name: string; means: string; format: string }): Format {
  const format = formats[`${hint.means} ${hint.format}`];
  // A field within a field would need an object that is not the hint's own.
  const placed = hint.in === 'header' || !hint.name.includes('.');
  if (!placed || format === undefined) {
    const known = Object.keys(formats).join(', ');
    throw unsupported(`The hint ${show(hint)} cannot be rendered: use a header or a field, and one of ${known}.`);
  }
  return format;
}
