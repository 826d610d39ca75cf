const longDays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const days = longDays.map((day) => day.slice(0, 3));
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const month = `(${months.join('|')})`;
// 23:59:60 is a leap second.
const time = String.raw`((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d|23:59:60)`;

/**
 * IMF-fixdate, which senders must write, and the two obsolete forms that recipients must read: RFC 9110, 5.6.7. Each
 * form lists what its groups are, in order, since k6's runtime has no named groups.
 */
const httpDates: readonly (readonly [form: string, groups: readonly (keyof DateParts)[]])[] = [
  [
    /* seam: imf-fixdate */ String.raw`(?:${days.join('|')}), (\d\d) ${month} (\d{4}) ${time} GMT`,
    ['day', 'month', 'year', 'time'],
  ],
  [
    /* seam: rfc850-date */ String.raw`(?:${longDays.join('|')}), (\d\d)-${month}-(\d\d) ${time} GMT`,
    ['day', 'month', 'year', 'time'],
  ],
  [
    /* seam: asctime-date */ String.raw`(?:${days.join('|')}) ${month} (\d\d| \d) ${time} (\d{4})`,
    ['month', 'day', 'time', 'year'],
  ],
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
 * Reads an HTTP date, in any of its three forms. The day's name need not fit the date.
 *
 * @param nowMs settles the century of a year of two digits
 * @returns milliseconds since the epoch, or undefined for anything else
 */
export function parseHttpDate(text: string, nowMs: number): number | undefined {
  const parts = dateParts(text);
  if (parts === undefined) return undefined;
  const { day, month: name, year, time: clockTime } = parts;
  const [hours = 0, minutes = 0, seconds = 0] = clockTime.split(':').map(Number);
  const inYear = (of: number): number | undefined => {
    const midnight = Date.UTC(of, months.indexOf(name), Number(day));
    // Date.UTC makes a day that its month does not have one of the next month, and a year before 100 one of the 1900s.
    const real =
      /* seam: day-of-its-month */ new Date(midnight).getUTCDate() === Number(day) &&
      new Date(midnight).getUTCFullYear() === of;
    return real ? midnight + ((hours * 60 + minutes) * 60 + seconds) * 1_000 : undefined;
  };
  if (year.length === 4) return inYear(Number(year));
  // A year of two digits that seems more than 50 years ahead is the latest past year with these digits.
  const horizonMs = new Date(nowMs).setUTCFullYear(new Date(nowMs).getUTCFullYear() + 50);
  const horizonYear = new Date(horizonMs).getUTCFullYear();
  const latest = horizonYear - ((horizonYear - Number(year)) % 100);
  const at = inYear(latest);
  return at !== undefined && at > horizonMs ? inYear(latest - 100) : at;
}

const DAY_MS = 86_400_000;

/** The longest renewal that an API may mean: a month. */
const isLikely = (ms: number): boolean => ms >= 0 && ms <= 32 * DAY_MS;

/**
 * How long it is until an instant. It is on the server's clock, which the response's own `Date` tells, so skew does not
 * matter. A `Date` that lies must not make a wait none, or endless: where it is more than a day from the client's
 * clock, and makes an unlikely wait, that clock decides.
 */
export function untilMs(atMs: number, date: string | undefined, nowMs: number): number {
  const byClient = atMs - nowMs;
  const serverNowMs = parseHttpDate(date ?? '', nowMs);
  const byServer = serverNowMs === undefined ? byClient : /* seam: servers-clock */ atMs - serverNowMs;
  const lies =
    /* seam: lying-date */ !isLikely(byServer) && Math.abs(byServer - byClient) > DAY_MS && isLikely(byClient);
  return Math.max(0, lies ? byClient : byServer);
}
