/** How far a zone's clock is ahead of UTC at an instant, in milliseconds. */
function offsetMs(atMs: number, format: Intl.DateTimeFormat): number {
  const parts = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  return local - Math.floor(atMs / 1_000) * 1_000;
}

const numeric = {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;

/** When the day, or the month, of a time zone ends in which an instant lies; both in epoch milliseconds. */
export function endOfPeriod(atMs: number, period: 'day' | 'month', zone: string): number {
  const format = new Intl.DateTimeFormat('en', { ...numeric, timeZone: zone });
  const local = new Date(atMs + offsetMs(atMs, format));
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  const next = period === 'day' ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1);
  // The offset at the end may be another one than now, and a guess that is off by it finds it.
  const guess = next - offsetMs(atMs, format);
  return next - offsetMs(guess, format);
}
