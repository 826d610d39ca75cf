import type { Hint, HintFormat, HintMeaning } from '@evenkeel/toolkit/providers';
import type { Told } from './quota.ts';

/** What a hint says: an amount, or milliseconds from now. Undefined where there is nothing to tell. */
function amountOf(means: HintMeaning, told: Told): number | undefined {
  const amounts: Record<HintMeaning, number | undefined> = {
    limit: told.limit,
    remaining: told.remaining,
    used: told.limit - told.remaining,
    wait: told.retryAfterMs,
    reset: told.restMs,
    'window-length': told.windowMs,
    'restore-rate': told.restorePerSecond,
  };
  const amount = amounts[means];
  // Without a limit the amount is infinite.
  return Number.isFinite(amount) ? amount : undefined;
}

// All are rounded up: a client that obeys must never be early.
const seconds = (ms: number): number => Math.ceil(ms / 1_000);

function duration(ms: number): string {
  const whole = Math.ceil(ms);
  if (whole < 1_000) return `${whole}ms`;
  const [minutes, rest] = [Math.floor(whole / 60_000), (whole % 60_000) / 1_000];
  return `${minutes > 0 ? `${minutes}m` : ''}${rest}s`;
}

const date = (atMs: number): Date => new Date(atMs);

/** An instant as an HTTP-date, which has whole seconds: the one that it lies in. */
export const httpDate = (atMs: number): string => date(atMs).toUTCString();

/** Writes a value, as text where it is no number. */
const writers: Record<
  Exclude<HintFormat, 'used/limit' | 'ratelimit'>,
  (amount: number, nowMs: number) => number | string
> = {
  integer: Math.floor,
  decimal: (amount) => amount,
  seconds,
  milliseconds: Math.ceil,
  duration,
  'unix-s': (ms, nowMs) => seconds(nowMs + ms),
  'unix-ms': (ms, nowMs) => Math.ceil(nowMs + ms),
  rfc3339: (ms, nowMs) =>
    date(seconds(nowMs + ms) * 1_000)
      .toISOString()
      .replace('.000Z', 'Z'),
  'http-date': (ms, nowMs) => date(seconds(nowMs + ms) * 1_000).toUTCString(),
  'retry-after': seconds,
};

/** The fields of draft-ietf-httpapi-ratelimit-headers, with a single policy. */
function ratelimit(means: HintMeaning, told: Told, policy: string): string | undefined {
  if (!Number.isFinite(told.limit)) return undefined;
  if (means === 'remaining' || means === 'reset') {
    return `"${policy}";r=${Math.floor(told.remaining)};t=${seconds(told.restMs)}`;
  }
  const unit = told.unit === 'requests' ? '' : `;qu="${told.unit}"`;
  const window = told.windowMs === undefined ? '' : `;w=${seconds(told.windowMs)}`;
  return `"${policy}";q=${told.limit}${unit}${window}`;
}

export interface Rendered {
  means: HintMeaning;
  format: HintFormat;
  /** The name of the policy in a `ratelimit` field. */
  policy: string;
}

/** The value of a hint; undefined where there is nothing to tell. */
export function renderValue({ means, format, policy }: Rendered, told: Told): number | string | undefined {
  const amount = amountOf(means, told);
  if (amount === undefined) return undefined;
  if (format === 'ratelimit') return ratelimit(means, told, policy);
  if (format === 'used/limit') return `${told.limit - told.remaining}/${told.limit}`;
  return writers[format](amount, told.nowMs);
}

/** The hints of a response, by the names of headers, or by paths into its body. */
export type HintRenderer = (refuses: boolean, told: readonly Told[]) => [place: string, value: number | string][];

/**
 * Renders the contract's hints that stand in this place.
 *
 * @param policy the name of the only policy in `RateLimit` fields, unless a hint names another
 */
export function hintRenderer(hints: readonly Hint[], place: 'header' | 'body', policy: string): HintRenderer {
  const rows = hints.flatMap((hint) => {
    const at = hint[place];
    return at === undefined ? [] : [{ ...hint, at, policy: hint.policies?.[0] ?? policy }];
  });
  return (refuses, told) => {
    const values = new Map<string, number | string>();
    for (const row of rows) {
      if (row.sentOn === 'refusals' && !refuses) continue;
      const quota = told.find(({ unit }) => unit === row.unit);
      const value = quota && renderValue(row, quota);
      if (value !== undefined) values.set(row.at, value);
    }
    return [...values];
  };
}
