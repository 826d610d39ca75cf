/** Undoes what was scheduled; calling it twice, or late, does nothing. */
export type Cancel = () => void;

/** Time as an argument, so that tests run on a clock of their own. */
export interface Clock {
  /** Milliseconds since the epoch, with fractions; never goes back. */
  now(): number;
  /** Calls `fn` once, `delayMs` from now; a delay at or below 0 means the next turn of the event loop. */
  setTimeout(fn: () => void, delayMs: number): Cancel;
}

/** Uniform in [0, 1). */
export type Random = () => number;

/** Platforms fire a longer timer at once (Node.js prints a warning), so longer waits are chained. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

// k6's runtime has no `performance`; there the wall clock has to do.
const monotonic =
  typeof performance === 'undefined' ? () => Date.now() : () => performance.timeOrigin + performance.now();

function startTimer(fn: () => void, delayMs: number): Cancel {
  let timer: ReturnType<typeof setTimeout>;
  const arm = (leftMs: number): void => {
    const stepMs = Math.min(leftMs, LONGEST_TIMER_MS);
    timer = setTimeout(() => (leftMs > stepMs ? arm(leftMs - stepMs) : fn()), stepMs);
  };
  arm(Math.max(0, delayMs));
  return () => clearTimeout(timer);
}

export const systemClock: Clock = { now: monotonic, setTimeout: startTimer };

export const systemRandom: Random = () => Math.random();

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const longDays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const month = `(${months.join('|')})`;
// 23:59:60 is a leap second.
const time = String.raw`((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d|23:59:60)`;

/**
 * IMF-fixdate, which senders must write, and the two obsolete forms that recipients must read: RFC 9110, 5.6.7. With what
 * each group is, in order: k6's runtime has no named groups.
 */
const httpDates: readonly (readonly [form: string, groups: readonly (keyof DateParts)[]])[] = [
  [String.raw`(?:${days.join('|')}), (\d\d) ${month} (\d{4}) ${time} GMT`, ['day', 'month', 'year', 'time']],
  [String.raw`(?:${longDays.join('|')}), (\d\d)-${month}-(\d\d) ${time} GMT`, ['day', 'month', 'year', 'time']],
  [String.raw`(?:${days.join('|')}) ${month} (\d\d| \d) ${time} (\d{4})`, ['month', 'day', 'time', 'year']],
];
const patterns = httpDates.map(([form, groups]) => ({ pattern: new RegExp(`^${form}$`), groups }));

interface DateParts {
  day: string;
  month: string;
  year: string;
  time: string;
}

function dateParts(text: string): DateParts | undefined {
  for (const { pattern, groups } of patterns) {
    const found = pattern.exec(text);
    if (found !== null) return Object.fromEntries(groups.map((group, at) => [group, found[at + 1]])) as never;
  }
  return undefined;
}

/**
 * Reads an HTTP date, in any of its three forms. The name of the day decides nothing.
 *
 * @param nowMs settles the century of a year of two digits
 * @returns milliseconds since the epoch, or undefined for anything else
 */
export function parseHttpDate(text: string, nowMs = systemClock.now()): number | undefined {
  const parts = dateParts(text);
  if (parts === undefined) return undefined;
  const { day, month: name, year, time: clockTime } = parts;
  const [hours = 0, minutes = 0, seconds = 0] = clockTime.split(':').map(Number);
  const inYear = (of: number): number | undefined => {
    const midnight = Date.UTC(of, months.indexOf(name), Number(day));
    // A day that its month does not have would be one of the next month; a year before 100 would be one of the 1900s.
    const real = new Date(midnight).getUTCDate() === Number(day) && new Date(midnight).getUTCFullYear() === of;
    return real ? midnight + ((hours * 60 + minutes) * 60 + seconds) * 1_000 : undefined;
  };
  if (year.length === 4) return inYear(Number(year));
  // What seems to lie more than 50 years ahead is meant as the latest such year in the past.
  const horizonMs = new Date(nowMs).setUTCFullYear(new Date(nowMs).getUTCFullYear() + 50);
  const horizonYear = new Date(horizonMs).getUTCFullYear();
  const latest = horizonYear - ((horizonYear - Number(year)) % 100);
  const at = inYear(latest);
  return at !== undefined && at > horizonMs ? inYear(latest - 100) : at;
}
