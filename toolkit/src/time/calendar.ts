const fields = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a zone show at an instant, as if they showed UTC. */
function shownMs(atMs: number, zone: string): number {
  let format = formats.get(zone);
  if (format === undefined) {
    const numeric = Object.fromEntries(fields.map((field) => [field, 'numeric']));
    format = new Intl.DateTimeFormat('en', { hourCycle: 'h23', ...numeric, timeZone: zone });
    formats.set(zone, format);
  }
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = fields.map((field) => parts.get(field));
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** How far a zone's clock is ahead of UTC at an instant, in milliseconds. */
const offsetMs = (atMs: number, zone: string): number => shownMs(atMs, zone) - Math.floor(atMs / 1_000) * 1_000;

/**
 * When the day, or the month, of a time zone ends in which an instant lies; both in milliseconds since the epoch.
 *
 * @param zone an IANA name, such as `America/Los_Angeles`
 */
export function endOfPeriod(atMs: number, period: 'day' | 'month', zone: string): number {
  const shown = new Date(shownMs(atMs, zone));
  const [year, month, day] = [shown.getUTCFullYear(), shown.getUTCMonth(), shown.getUTCDate()];
  const next = period === 'day' ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1);
  // The offset at the end may be another one than now, and a guess that is off by it finds it.
  const guess = next - offsetMs(atMs, zone);
  return next - offsetMs(guess, zone);
}
