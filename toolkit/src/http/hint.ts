import { bodyField } from './body-field.ts';
import { parseHttpDate } from './http-date.ts';
import { parseRateLimit, parseRateLimitPolicy } from './ietf-ratelimit.ts';
import type { TransportResponse } from './transport.ts';

export type Resource = 'requests' | 'tokens' | 'jobs';

/**
 * What a response says about the limits, and how: the client parses it, the mock server renders it. The order of the
 * hints in a contract is their precedence.
 */
export interface Hint {
  in: 'header' | 'body';
  /** A header's name in lower case, or a dotted path into a JSON body. */
  name: string;
  resource: Resource;
  means: 'limit' | 'remaining' | 'retry-after' | 'reset';
  /**
   * `ietf-ratelimit`: a field of draft-ietf-httpapi-ratelimit-headers. `remaining` and `reset` are read from
   * `RateLimit`, `limit` from `RateLimit-Policy`.
   */
  format: 'integer' | 'delta-s' | 'delta-ms' | 'unix-s' | 'retry-after' | 'ietf-ratelimit';
  sentOn: 'all' | '429';
  /** When a client must obey it. A hint that does not act is only shown. */
  actsOn: '429' | '429-or-zero-remaining' | 'never';
}

export interface HintReading {
  /** What the server asks to wait, in milliseconds from now, if it asks and the contract says to obey. */
  waitMs: number | undefined;
  remaining: { resource: Resource; left: number } | undefined;
  /**
   * Names of hints that were there and could not be read or believed. They are ignored: RFC 9110, 10.2.3, gives two
   * forms only.
   */
  malformed: readonly string[];
}

/**
 * Reads a response's hints.
 *
 * @param nowMs the client's clock, for a date, if the response has no `Date` of its own
 * @param maxWaitMs a longer wait is not believed, since one wrong header would stop a client for good
 */
export function readHints(
  hints: readonly Hint[],
  response: TransportResponse,
  nowMs: number,
  maxWaitMs: number,
): HintReading {
  // A set, since two hints may read the same field, which is then reported once.
  const malformed = new Set<string>();
  const values = new Map<Hint, number>();
  for (const hint of hints) {
    const text = hint.in === 'header' ? response.header(hint.name) : inBody(hint, response);
    if (text === undefined) continue;
    const value = parse(hint, text, () => serverNowMs(response, nowMs));
    if (value === 'untold') continue;
    if (value === undefined || /* seam: hint-too-long */ (isWait(hint) && value > maxWaitMs)) malformed.add(hint.name);
    else values.set(hint, value);
  }
  const read = /* seam: precedence */ hints.filter((hint) => values.has(hint));
  const remainingHint = read.find((hint) => hint.means === 'remaining');
  const left = remainingHint && values.get(remainingHint);
  const waitHint = read.find((hint) => isWait(hint) && /* seam: hint-acts */ acts(hint, response.status, left));
  return {
    waitMs: waitHint && values.get(waitHint),
    remaining: remainingHint && left !== undefined ? { resource: remainingHint.resource, left } : undefined,
    malformed: [...malformed],
  };
}

/** Parses a body only where the hint is sent: most responses are long, and have none. */
function inBody({ name, sentOn }: Hint, { status, body }: TransportResponse): string | undefined {
  return sentOn === 'all' || status === 429 ? bodyField(body, name)?.toString() : undefined;
}

function isWait({ means }: Hint): boolean {
  return means === 'retry-after' || means === 'reset';
}

function acts({ actsOn }: Hint, status: number, left: number | undefined): boolean {
  if (actsOn === 'never') return false;
  return status === 429 || /* seam: nothing-left */ (actsOn === '429-or-zero-remaining' && left === 0);
}

/**
 * The time on the server's clock, by the response's own `Date`: a hint's date is on that clock, so skew does not
 * matter.
 */
function serverNowMs(response: TransportResponse, nowMs: number): number {
  return /* seam: servers-clock */ parseHttpDate(response.header('date') ?? '', nowMs) ?? nowMs;
}

const wholeNumber = /* seam: whole-number */ /^\d{1,15}$/;

/** The hint's value; `untold` if the text is well-formed but leaves it out, undefined if the text is malformed. */
function parse({ format, means }: Hint, text: string, serverNow: () => number): number | 'untold' | undefined {
  const trimmed = text.trim();
  const digits = wholeNumber.test(trimmed) ? Number(trimmed) : undefined;
  switch (format) {
    case 'integer':
    case 'delta-ms':
      return digits;
    case 'delta-s':
      return digits === undefined ? undefined : digits * 1_000;
    case 'unix-s':
      return digits === undefined ? undefined : /* seam: instant-of-reset */ Math.max(0, digits * 1_000 - serverNow());
    case 'retry-after':
      return digits === undefined
        ? untilHttpDateMs(trimmed, serverNow())
        : /* seam: retry-after-seconds */ digits * 1_000;
    case 'ietf-ratelimit':
      return means === 'limit' ? parseRateLimitPolicy(text) : ofRateLimit(means, text);
  }
}

function ofRateLimit(means: Hint['means'], text: string): number | 'untold' | undefined {
  const state = parseRateLimit(text);
  return means === 'remaining' ? state?.remaining : state && (state.resetMs ?? 'untold');
}

function untilHttpDateMs(text: string, nowMs: number): number | undefined {
  const at = parseHttpDate(text, nowMs);
  return at === undefined ? undefined : /* seam: until-a-date */ Math.max(0, at - nowMs);
}
