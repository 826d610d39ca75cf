import type { Hint } from '../src/http/hint.ts';

/** What a server wants to say about its limits. */
interface Word {
  status: number;
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

const acting = { resource: 'requests', sentOn: 'all', actsOn: '429-or-zero-remaining' } as const;
const header = { ...acting, in: 'header' } as const;
const remainingHeader: Hint = { ...header, name: 'x-ratelimit-remaining', means: 'remaining', format: 'integer' };

const upToSeconds = (ms: number): number => Math.ceil(ms / 1_000);
const httpDate = (seconds: number): string => new Date(seconds * 1_000).toUTCString();

/** A dialect with a header for the wait beside one for what remains. */
function withRemaining(
  hint: Omit<Hint, keyof typeof header>,
  write: (waitMs: number, nowMs: number) => { headers: Record<string, string>; waitMs: number },
): Dialect {
  return {
    hints: [{ ...header, ...hint }, remainingHeader],
    say: ({ waitMs, remaining, nowMs, garbled }) => {
      const count = { [remainingHeader.name]: String(remaining) };
      if (waitMs === undefined) return { headers: count, body: {}, waitMs, remaining };
      if (garbled) return { headers: { ...count, [hint.name]: 'soon' }, body: {}, waitMs: undefined, remaining };
      const written = write(waitMs, nowMs);
      return { headers: { ...count, ...written.headers }, body: {}, waitMs: written.waitMs, remaining };
    },
  };
}

/** A date holds whole seconds only, so a careful server rounds the instant up, and its `Date` down. */
function dated(waitMs: number, nowMs: number): { at: number; date: string; waitMs: number } {
  const [at, now] = [upToSeconds(nowMs + waitMs), Math.floor(nowMs / 1_000)];
  return { at, date: httpDate(now), waitMs: (at - now) * 1_000 };
}

/** Every way of telling a wait that a contract can name. They are written here, since the toolkit only reads them. */
export const dialects = {
  seconds: withRemaining({ name: 'retry-after', means: 'retry-after', format: 'retry-after' }, (waitMs) => {
    const seconds = upToSeconds(waitMs);
    return { headers: { 'retry-after': String(seconds) }, waitMs: seconds * 1_000 };
  }),
  date: withRemaining({ name: 'retry-after', means: 'retry-after', format: 'retry-after' }, (waitMs, nowMs) => {
    const { at, date, waitMs: told } = dated(waitMs, nowMs);
    return { headers: { 'retry-after': httpDate(at), date }, waitMs: told };
  }),
  milliseconds: withRemaining({ name: 'retry-after-ms', means: 'retry-after', format: 'delta-ms' }, (waitMs) => {
    const whole = Math.ceil(waitMs);
    return { headers: { 'retry-after-ms': String(whole) }, waitMs: whole };
  }),
  'reset in seconds': withRemaining(
    { name: 'x-ratelimit-reset-after', means: 'reset', format: 'delta-s' },
    (waitMs) => {
      const seconds = upToSeconds(waitMs);
      return { headers: { 'x-ratelimit-reset-after': String(seconds) }, waitMs: seconds * 1_000 };
    },
  ),
  'unix reset': withRemaining({ name: 'x-ratelimit-reset', means: 'reset', format: 'unix-s' }, (waitMs, nowMs) => {
    const { at, date, waitMs: told } = dated(waitMs, nowMs);
    return { headers: { 'x-ratelimit-reset': String(at), date }, waitMs: told };
  }),
  ietf: {
    hints: (['remaining', 'reset'] as const).map((means) => ({
      ...header,
      name: 'ratelimit',
      means,
      format: 'ietf-ratelimit',
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
  /** Never tells what remains, and tells a wait with a 429 only. */
  body: {
    hints: [
      {
        in: 'body',
        name: 'error.retry_after_ms',
        resource: 'requests',
        means: 'retry-after',
        format: 'delta-ms',
        sentOn: '429',
        actsOn: '429',
      },
    ],
    say: ({ status, waitMs, garbled }) => {
      const told = status === 429 && !garbled && waitMs !== undefined ? Math.ceil(waitMs) : undefined;
      const written = garbled ? 'soon' : told;
      return { headers: {}, body: { error: { retry_after_ms: written } }, waitMs: told, remaining: undefined };
    },
  },
} as const satisfies Record<string, Dialect>;

export type DialectName = keyof typeof dialects;

/** The dialects that tell what remains: without that a client cannot keep to a window. */
export const counting = (Object.keys(dialects) as DialectName[]).filter((name) =>
  dialects[name].hints.some(({ means }) => means === 'remaining'),
);
