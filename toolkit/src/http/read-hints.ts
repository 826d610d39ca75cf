import { type Scalar, scalarAt } from './body-path.ts';
import { parseDuration } from './duration.ts';
import { type Hint, type HintFormat, type ObeyedOn, placeOf, type UnitReading } from './hint.ts';
import { parseHttpDate, untilMs } from './http-date.ts';
import { parseRateLimit, parseRateLimitPolicy, policiesInUnit } from './ietf-ratelimit.ts';
import { parseRfc3339 } from './rfc3339.ts';
import type { TransportResponse } from './transport.ts';

/** A response, and its JSON body. */
export interface HintedResponse extends Pick<TransportResponse, 'status' | 'header'> {
  /** Parsed when it is first asked for; undefined if the body is not JSON. */
  json(): unknown;
}

export interface HintReading {
  /** What the server asks to wait, in milliseconds from now, if it asks and the contract says to obey. */
  waitMs: number | undefined;
  /** What was told of each unit. */
  units: ReadonlyMap<string, UnitReading>;
  /** Places of hints that were there and could not be read. They are ignored. */
  malformed: readonly string[];
}

export interface ReadHintsOptions {
  /** The client's clock, for a date, if the response has no `Date` of its own that can be believed. */
  nowMs: number;
  /** The class of the response. */
  class: string;
  /** What reads the hints' formats. A hint in another format is malformed. */
  readers: HintReaders;
}

const refusals: readonly string[] = ['throttled', 'overloaded', 'quota'];

/** Reads a response's hints. */
export function readHints(
  hints: readonly Hint[],
  response: HintedResponse,
  { nowMs, class: result, readers }: ReadHintsOptions,
): HintReading {
  // A set, since two hints may read the same field, which is then reported once.
  const malformed = new Set<string>();
  const values = new Map<Hint, number>();
  const refused = refusals.includes(result);
  for (const hint of hints) {
    // A body is parsed only where it may have a hint: most responses are long, and have none.
    if (hint.body !== undefined && hint.sentOn !== 'all' && !refused && !obeyedByStatus(hint, response.status))
      continue;
    const text = hint.header === undefined ? readers.body?.(response.json(), hint.body) : response.header(hint.header);
    if (text === undefined) continue;
    const value = read(String(text).trim(), readers[hint.format], { hint, response, nowMs });
    if (value === 'untold' || (hint.means === 'restore-rate' && value === 0)) continue;
    if (value === undefined) malformed.add(placeOf(hint));
    else values.set(hint, value);
  }
  const units = readUnits(values);
  const acting = /* seam: precedence */ [...values.keys()].filter(
    (hint) => hint.means in waits && /* seam: hint-acts */ acts(hint, response.status, result, units.get(hint.unit)),
  );
  return { waitMs: waitOf(acting, values, units), units, malformed: [...malformed] };
}

function read(text: string, reader: HintReader | undefined, context: HintContext & { hint: Hint }) {
  const { means, format, untold = [] } = context.hint;
  if (/* seam: told-nothing */ untold.some((value) => String(value) === text)) return 'untold';
  const parse = (part: string): HintValue | undefined => reader?.(part, context);
  const value = parse(text);
  return value === undefined && format !== 'ratelimit' ? ofSeveral(means, text.split(betweenValues).map(parse)) : value;
}

/** The comma that joins several fields of one name, and not the one in an HTTP-date. */
const betweenValues = /,(?! \d\d[ -])\s*/;

/** A field that should stand once may come several times: then the value counts that asks for the most restraint. */
function ofSeveral(means: Hint['means'], values: readonly (HintValue | undefined)[]): HintValue | undefined {
  const numbers = values.filter((value) => typeof value === 'number');
  if (values.length < 2 || numbers.length < values.length) return undefined;
  const least = means === 'remaining' || means === 'limit' || means === 'restore-rate';
  return /* seam: of-several-values */ least ? Math.min(...numbers) : Math.max(...numbers);
}

/** What the hints say of each unit; of two that say the same thing, the first. */
function readUnits(values: ReadonlyMap<Hint, number>): Map<string, UnitReading> {
  const units = new Map<string, UnitReading>();
  const used = new Map<string, number>();
  for (const [{ unit, means }, value] of values) {
    const field = fields[means];
    if (field === undefined && means !== 'used') continue;
    const reading = units.get(unit) ?? {};
    units.set(unit, reading);
    if (field !== undefined) reading[field] ??= value;
    else used.set(unit, value);
  }
  for (const [unit, amount] of used) {
    const reading = units.get(unit);
    if (reading?.limit !== undefined)
      reading.remaining ??= /* seam: limit-less-used */ Math.max(0, reading.limit - amount);
  }
  return units;
}

const fields: Partial<Record<Hint['means'], keyof UnitReading>> = {
  limit: 'limit',
  remaining: 'remaining',
  reset: 'resetMs',
  'window-length': 'windowMs',
  'restore-rate': 'restorePerSecond',
};

/** What a wait is by each meaning that tells one. */
const waits: Partial<Record<Hint['means'], (value: number, unit: UnitReading | undefined) => number>> = {
  wait: (value) => value,
  reset: (value) => value,
  'window-length': (value) => /* seam: window-length */ value,
  // Until one unit is there.
  'restore-rate': (perSecond, unit) =>
    /* seam: restore-rate */ (Math.max(0, 1 - (unit?.remaining ?? 0)) / perSecond) * 1_000,
};

function acts(hint: Hint, status: number, result: string, unit: UnitReading | undefined): boolean {
  // While a unit is there, how fast more of them come tells no wait.
  if (hint.means === 'restore-rate' && unit?.remaining !== undefined && unit.remaining >= 1) return false;
  const fits = (on: ObeyedOn): boolean =>
    on === result || (on === 'nothing-left' && /* seam: nothing-left */ unit?.remaining === 0);
  return obeyedByStatus(hint, status) || hint.obeyedOn.some(fits);
}

const obeyedByStatus = ({ obeyedOn }: Hint, status: number): boolean =>
  obeyedOn.some((on) => /* seam: obeyed-on-any */ on === 'any' || /* seam: obeyed-on-a-status */ on === status);

/** The wait of the first hint that acts. Of resets, that of the units of which nothing is left, or the longest. */
function waitOf(
  acting: readonly Hint[],
  values: ReadonlyMap<Hint, number>,
  units: ReadonlyMap<string, UnitReading>,
): number | undefined {
  const [first] = acting;
  if (first === undefined) return undefined;
  const several = /* seam: all-the-resets */ first.means === 'reset';
  const alike = several ? acting.filter(({ means }) => means === 'reset') : [first];
  const spent = alike.filter(({ unit }) => units.get(unit)?.remaining === 0);
  const noneIsSpent = /* seam: units-that-are-spent */ spent.length === 0;
  const waitsMs = (noneIsSpent ? alike : spent).map((hint) => {
    const value = values.get(hint) ?? 0;
    const waitMs = waits[hint.means]?.(value, units.get(hint.unit)) ?? 0;
    return Math.max(waitMs, /* seam: least-wait */ hint.atLeastMs ?? 0);
  });
  return Math.max(...waitsMs);
}

/** What a value is read against. */
export interface HintContext {
  hint: Pick<Hint, 'means' | 'unit' | 'policies'>;
  response: Pick<HintedResponse, 'header'>;
  /** Settles the century of a year of two digits. */
  nowMs: number;
}

/** A value that was read: an amount, or milliseconds from now, never negative. `untold`: well-formed, and left out. */
export type HintValue = number | 'untold';

/** Reads a value; undefined if the text is malformed. */
export type HintReader = (text: string, context: HintContext) => HintValue | undefined;

/** What reads some formats, and fields of bodies. A client has those of its contract. */
export type HintReaders = Partial<Record<HintFormat, HintReader>> & {
  /** Without it, no hint that is in a body is read. */
  body?: (body: unknown, path: string) => Scalar | undefined;
};

const wholeNumber = /^\d{1,15}$/;
const decimalNumber = /* seam: decimal-number */ /^\d{1,15}(?:\.\d{1,30})?$/;
const usedOfLimit = /^(\d{1,15})\/(\d{1,15})$/;

/** @param exponent of a power of ten to multiply by, exactly: 64.57 s * 1000 is not 64570 ms */
const number = (pattern: RegExp, text: string, exponent = 0): number | undefined =>
  pattern.test(text) ? Number(`${text}e${exponent}`) : undefined;

/** How long it is until an instant of the server's clock, in milliseconds; both count from the epoch. */
const until = (atMs: number | undefined, { response, nowMs }: HintContext): number | undefined =>
  atMs === undefined ? undefined : /* seam: instant-of-reset */ untilMs(atMs, response.header('date'), nowMs);

/** Reads a field of a body. */
export const readField = scalarAt;
export const readInteger: HintReader = (text) => number(wholeNumber, text);
export const readDecimal: HintReader = (text) => number(decimalNumber, text);
export const readSeconds: HintReader = (text) => number(decimalNumber, text, 3);
export const readDuration: HintReader = (text) => parseDuration(text);
export const readUnixSeconds: HintReader = (text, context) => until(number(decimalNumber, text, 3), context);
export const readUnixMilliseconds: HintReader = (text, context) =>
  until(/* seam: unix-milliseconds */ number(decimalNumber, text), context);
export const readRfc3339: HintReader = (text, context) => until(/* seam: rfc3339 */ parseRfc3339(text), context);
export const readHttpDate: HintReader = (text, context) =>
  until(/* seam: http-date */ parseHttpDate(text, context.nowMs), context);
export const readRetryAfter: HintReader = (text, context) =>
  number(decimalNumber, text, /* seam: retry-after-seconds */ 3) ??
  /* seam: until-a-date */ until(parseHttpDate(text, context.nowMs), context);

export const readUsedOfLimit: HintReader = (text, { hint: { means } }) => {
  const [, used, limit] = usedOfLimit.exec(text) ?? [];
  if (used === undefined || limit === undefined) return undefined;
  if (means === 'remaining') return /* seam: left-of-a-limit */ Math.max(0, Number(limit) - Number(used));
  return Number(means === 'used' ? used : limit);
};

export const readRateLimit: HintReader = (text, { hint: { means, unit, policies }, response }) => {
  const counts =
    policies === undefined
      ? policiesInUnit(unit, response.header('ratelimit-policy'))
      : (name: string): boolean => /* seam: policies-by-name */ policies.includes(name);
  if (means === 'remaining' || means === 'reset') {
    const state = parseRateLimit(text, counts);
    if (state === undefined || state === 'untold') return state;
    return means === 'remaining' ? state.remaining : (state.resetMs ?? 'untold');
  }
  const quota = parseRateLimitPolicy(text, counts);
  if (quota === undefined || quota === 'untold') return quota;
  return means === 'limit' ? quota.limit : /* seam: window-of-a-policy */ (quota.windowMs ?? 'untold');
};

/** What reads each format, and fields of bodies. */
export const hintReaders: Readonly<Required<HintReaders>> = {
  body: readField,
  integer: readInteger,
  decimal: readDecimal,
  seconds: readSeconds,
  milliseconds: readDecimal,
  duration: readDuration,
  'unix-s': readUnixSeconds,
  'unix-ms': readUnixMilliseconds,
  rfc3339: readRfc3339,
  'http-date': readHttpDate,
  'retry-after': readRetryAfter,
  'used/limit': readUsedOfLimit,
  ratelimit: readRateLimit,
};
