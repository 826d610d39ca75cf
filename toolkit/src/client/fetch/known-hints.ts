import type { Hint, HintMeaning } from '../../http/hint.ts';
import {
  type HintReader,
  type HintReaders,
  readDecimal,
  readDuration,
  readHttpDate,
  readInteger,
  readRateLimit,
  readRetryAfter,
  readRfc3339,
  readSeconds,
  readUnixMilliseconds,
  readUnixSeconds,
} from '../../http/read-hints.ts';

// What APIs say in headers of which no contract tells. Names and forms are those of research and of drafts; of what may
// be read in two ways the one counts that no server of today can mean otherwise.

const hint = (header: string, means: HintMeaning, format: Hint['format'], unit = 'requests'): Hint => ({
  ...{ header, means, format, unit },
  sentOn: 'all',
  obeyedOn: means === 'wait' || means === 'reset' ? ['throttled', 'overloaded'] : [],
});

/** What is left, what there is in all, and when it is there again; `@` stands for which of these. */
const families: readonly (readonly [names: string, unit?: string])[] = [
  ['ratelimit-@'],
  ['x-ratelimit-@'],
  ['x-rate-limit-@'],
  ['x-ratelimit-@-requests'],
  ['anthropic-ratelimit-requests-@'],
  ['x-ratelimit-@-tokens', 'tokens'],
  ['anthropic-ratelimit-tokens-@', 'tokens'],
];

/** In the order of their precedence. */
export const knownHints: readonly Hint[] = /* @__PURE__ */ [
  hint('retry-after-ms', 'wait', 'milliseconds'),
  hint('retry-after', 'wait', 'retry-after'),
  hint('ratelimit', 'remaining', 'ratelimit'),
  hint('ratelimit', 'reset', 'ratelimit'),
  hint('ratelimit-policy', 'limit', 'ratelimit'),
  hint('ratelimit-policy', 'window-length', 'ratelimit'),
  hint('x-ratelimit-reset-after', 'reset', 'seconds'),
  ...families.flatMap(([names, unit]) => [
    hint(names.replace('@', 'limit'), 'limit', 'integer', unit),
    { ...hint(names.replace('@', 'remaining'), 'remaining', 'decimal', unit), untold: [-1] },
    hint(names.replace('@', 'reset'), 'reset', 'duration', unit),
  ]),
];

/** The first second, and the first millisecond, that are no durations: in 2001. */
const FIRST_SECOND = 1e9;
const FIRST_MILLISECOND = 1e12;

/** A reset is a duration, or an instant, with a unit or without: a number that is large enough is an instant. */
const readReset: HintReader = (text, context) => {
  const amount = readDecimal(text, context);
  if (typeof amount !== 'number') {
    return readDuration(text, context) ?? readRfc3339(text, context) ?? readHttpDate(text, context);
  }
  if (amount >= FIRST_MILLISECOND) return readUnixMilliseconds(text, context);
  return amount >= FIRST_SECOND ? readUnixSeconds(text, context) : readSeconds(text, context);
};

/** By the formats of {@link knownHints}. */
export const knownReaders: HintReaders = {
  milliseconds: readDecimal,
  seconds: readSeconds,
  decimal: readDecimal,
  integer: readInteger,
  ratelimit: readRateLimit,
  'retry-after': readRetryAfter,
  duration: readReset,
};
