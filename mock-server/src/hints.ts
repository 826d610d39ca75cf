import { show, unsupported } from './errors.ts';

/** A hint as the contract describes it: where it stands, what it means, and in which format. */
export interface HintSettings {
  in: 'header' | 'body';
  name: string;
  means: 'limit' | 'remaining' | 'retry-after' | 'reset';
  format: string;
  sentOn: 'all' | '429';
}

/** A key's quota, as a response can tell it. Durations in milliseconds. */
export interface Quota {
  /** Infinity where the requests are not limited. */
  limit: number;
  remaining: number;
  /** How long until the window ends; 0 where none is open. */
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
  // A nested field would need an object that may hold other fields too.
  const placed = hint.in === 'header' || !hint.name.includes('.');
  if (!placed || format === undefined) {
    const known = Object.keys(formats).join(', ');
    throw unsupported(`The hint ${show(hint)} cannot be rendered: use a header or a field, and one of ${known}.`);
  }
  return format;
}

/** Returns the hints of a response with this status, by name and value: headers, or fields of its body. */
export type HintRenderer = (status: number, told: Told) => [name: string, value: number][];

/** Renders the contract's hints that stand in this place. */
export function hintRenderer(hints: readonly HintSettings[], place: HintSettings['in']): HintRenderer {
  const rows = hints
    .filter((hint) => hint.in === place)
    .map((hint) => ({ name: hint.name, on429: hint.sentOn === '429', format: hintFormat(hint) }));
  return (status, told) => {
    const values: [string, number][] = [];
    for (const row of rows) {
      if (row.on429 && status !== 429) continue;
      const value = row.format(told);
      // Without a window the value is infinite, and there is nothing to tell.
      if (Number.isFinite(value)) values.push([row.name, value]);
    }
    return values;
  };
}

/**
 * What to tell about `quota` now: no wait while requests remain, and the rest of
 * the window once they are used up. A refusal or a fault may ask for a wait of
 * `atLeastMs`, but never shortens the window's own wait, since a client that
 * obeyed it would be refused again.
 */
export function tell(quota: Quota, nowMs: number, atLeastMs: number): Told {
  const retryAfterMs = Math.max(quota.remaining > 0 ? 0 : quota.restMs, atLeastMs);
  // Where a client has to wait, the reset that it is told is the end of that wait.
  return { ...quota, restMs: retryAfterMs > 0 ? retryAfterMs : quota.restMs, nowMs, retryAfterMs };
}
