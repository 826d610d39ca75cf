import type { Hint } from '../src/http/hint.ts';

/** What a server wants to say about its limits. */
interface Word {
  /** Whether the response refuses the request. */
  refused: boolean;
  /** How long to wait; undefined if it asks for no wait. */
  waitMs: number | undefined;
  remaining: number;
  /** On the server's own clock, which may be wrong. */
  nowMs: number;
  /** Written so that nobody can read it. */
  garbled: boolean;
}

/** How the server said it, and what that means to its reader. */
export interface Said {
  headers: Record<string, string>;
  body: unknown;
  waitMs: number | undefined;
  remaining: number | undefined;
}

interface Dialect {
  hints: readonly Hint[];
  say: (word: Word) => Said;
}

const acting = { unit: 'requests', sentOn: 'all', obeyedOn: ['throttled', 'nothing-left'] } as const;
const remainingHeader: Hint = { ...acting, header: 'x-ratelimit-remaining', means: 'remaining', format: 'integer' };

const upToSeconds = (ms: number): number => Math.ceil(ms / 1_000);
const httpDate = (seconds: number): string => new Date(seconds * 1_000).toUTCString();

/** A dialect with a header for the wait beside one for what remains. */
function withRemaining(
  hint: Pick<Hint, 'means' | 'format'> & { header: string },
  write: (waitMs: number, nowMs: number) => { value: string; date?: string; waitMs: number },
): Dialect {
  const { header } = hint;
  return {
    hints: [{ ...acting, ...hint }, remainingHeader],
    say: ({ waitMs, remaining, nowMs, garbled }) => {
      const count = { 'x-ratelimit-remaining': String(remaining) };
      if (waitMs === undefined) return { headers: count, body: {}, waitMs, remaining };
      if (garbled) return { headers: { ...count, [header]: 'soon' }, body: {}, waitMs: undefined, remaining };
      const { value, date, waitMs: told } = write(waitMs, nowMs);
      const headers = { ...count, [header]: value, ...(date !== undefined && { date }) };
      return { headers, body: {}, waitMs: told, remaining };
    },
  };
}

/** A date holds whole seconds only, so a careful server rounds the instant up, and its `Date` down. */
function dated(waitMs: number, nowMs: number): { at: number; date: string; waitMs: number } {
  const [at, now] = [upToSeconds(nowMs + waitMs), Math.floor(nowMs / 1_000)];
  return { at, date: httpDate(now), waitMs: (at - now) * 1_000 };
}

/** Whole seconds from now. */
function inSeconds(waitMs: number): { value: string; waitMs: number } {
  const seconds = upToSeconds(waitMs);
  return { value: String(seconds), waitMs: seconds * 1_000 };
}

/** An instant, as this writes whole seconds since the epoch. */
const atInstant =
  (write: (seconds: number) => string) =>
  (waitMs: number, nowMs: number): { value: string; date: string; waitMs: number } => {
    const { at, date, waitMs: told } = dated(waitMs, nowMs);
    return { value: write(at), date, waitMs: told };
  };

/** Minutes and seconds, as Go writes a duration. */
function inMinutes(waitMs: number): { value: string; waitMs: number } {
  const ms = Math.ceil(waitMs);
  return { value: `${Math.floor(ms / 60_000)}m${(ms % 60_000) / 1_000}s`, waitMs: ms };
}

/** Every way of telling a wait that a contract can name. They are written here, since the toolkit only reads them. */
export const dialects = {
  seconds: withRemaining({ header: 'retry-after', means: 'wait', format: 'retry-after' }, inSeconds),
  date: withRemaining({ header: 'retry-after', means: 'wait', format: 'retry-after' }, atInstant(httpDate)),
  milliseconds: withRemaining({ header: 'retry-after-ms', means: 'wait', format: 'milliseconds' }, (waitMs) => ({
    value: String(Math.ceil(waitMs)),
    waitMs: Math.ceil(waitMs),
  })),
  'decimal seconds': withRemaining({ header: 'retry-after', means: 'wait', format: 'seconds' }, (waitMs) => ({
    value: (Math.ceil(waitMs) / 1_000).toFixed(3),
    waitMs: Math.ceil(waitMs),
  })),
  'reset in seconds': withRemaining(
    { header: 'x-ratelimit-reset-after', means: 'reset', format: 'seconds' },
    inSeconds,
  ),
  duration: withRemaining({ header: 'x-ratelimit-reset-requests', means: 'reset', format: 'duration' }, inMinutes),
  'unix reset': withRemaining({ header: 'x-ratelimit-reset', means: 'reset', format: 'unix-s' }, atInstant(String)),
  'unix reset in milliseconds': withRemaining(
    { header: 'x-ratelimit-reset', means: 'reset', format: 'unix-ms' },
    atInstant((seconds) => `${seconds}000`),
  ),
  'reset of RFC 3339': withRemaining(
    { header: 'x-ratelimit-reset', means: 'reset', format: 'rfc3339' },
    atInstant((seconds) => new Date(seconds * 1_000).toISOString()),
  ),
  ietf: {
    hints: (['remaining', 'reset'] as const).map((means) => ({
      ...acting,
      header: 'ratelimit',
      means,
      format: 'ratelimit',
    })),
    say: ({ waitMs, remaining, garbled }) => {
      const count = `"default";r=${remaining}`;
      // A part that cannot be read makes the whole field void.
      if (garbled) {
        return { headers: { ratelimit: `${count};t=soon` }, body: {}, waitMs: undefined, remaining: undefined };
      }
      if (waitMs === undefined) return { headers: { ratelimit: count }, body: {}, waitMs, remaining };
      const seconds = upToSeconds(waitMs);
      return { headers: { ratelimit: `${count};t=${seconds}` }, body: {}, waitMs: seconds * 1_000, remaining };
    },
  },
  /** Is to tell what remains, and tells nothing. */
  silent: {
    hints: [remainingHeader],
    say: () => ({ headers: {}, body: {}, waitMs: undefined, remaining: undefined }),
  },
  /** Never tells what remains, and tells a wait with a refusal only. */
  body: {
    hints: [
      {
        body: 'error.details[kind=wait].ms',
        unit: 'requests',
        means: 'wait',
        format: 'milliseconds',
        sentOn: 'refusals',
        obeyedOn: ['throttled'],
      },
    ],
    say: ({ refused, waitMs, garbled }) => {
      const told = refused && !garbled && waitMs !== undefined ? Math.ceil(waitMs) : undefined;
      const ms = garbled ? 'soon' : told;
      return {
        headers: {},
        body: { error: { details: [{ kind: 'other' }, { kind: 'wait', ms }] } },
        waitMs: told,
        remaining: undefined,
      };
    },
  },
} as const satisfies Record<string, Dialect>;

export type DialectName = keyof typeof dialects;

/** The dialects that tell what remains. */
export const counting = (Object.keys(dialects) as DialectName[]).filter(
  (name) => name !== 'silent' && dialects[name].hints.some(({ means }) => means === 'remaining'),
);
