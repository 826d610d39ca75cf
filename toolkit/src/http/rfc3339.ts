const dateTime =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d{2}):(\d{2}))$/;

/**
 * Reads a date-time of RFC 3339, 5.6, such as `2025-06-02T15:15:48Z`; a leap second is the first moment after it.
 *
 * @returns milliseconds since the epoch; undefined if malformed, or no such day or time exists
 */
export function parseRfc3339(text: string): number | undefined {
  const matched = dateTime.exec(text);
  if (matched === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = matched.slice(1, 7).map(Number);
  const [fraction = '0', , sign, offsetHour = '0', offsetMinute = '0'] = matched.slice(7);
  if (hour > 23 || minute > 59 || second > 60 || Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined;
  const midnight = new Date(0);
  // Date.UTC() would take the years 0 to 99 for those of the 20th century.
  midnight.setUTCFullYear(year, month - 1, day);
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return undefined;
  const offsetMs = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000 * (sign === '-' ? -1 : 1);
  const ofDayMs = ((hour * 60 + minute) * 60 + second) * 1_000 + Number(`0.${fraction}`) * 1_000;
  return midnight.getTime() + ofDayMs - offsetMs;
}
