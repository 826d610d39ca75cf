import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { runs } from '../../properties/runs.ts';
import { parseHttpDate } from './http-date.ts';

describe('parseHttpDate', () => {
  const nowMs = Date.UTC(2026, 0, 1);

  it.each([
    ['IMF-fixdate', 'Sun, 06 Nov 1994 08:49:37 GMT'],
    ['rfc850-date', 'Sunday, 06-Nov-94 08:49:37 GMT'],
    ['asctime-date', 'Sun Nov  6 08:49:37 1994'],
  ])('reads the example of RFC 9110, 5.6.7: %s', (_form, text) => {
    expect(parseHttpDate(text, nowMs)).toBe(Date.UTC(1994, 10, 6, 8, 49, 37));
  });

  it.each<[string, number]>([
    ['Sun Nov 16 08:49:37 1994', Date.UTC(1994, 10, 16, 8, 49, 37)],
    ['Thu, 29 Feb 2024 00:00:00 GMT', Date.UTC(2024, 1, 29)],
    ['Sat, 31 Dec 2016 23:59:60 GMT', Date.UTC(2017, 0, 1)],
    ['Mon, 06 Nov 1994 08:49:37 GMT', Date.UTC(1994, 10, 6, 8, 49, 37)],
  ])('reads %j', (text, at) => {
    expect(parseHttpDate(text, nowMs)).toBe(at);
  });

  it.each<[why: string, text: string, now: number, year: number]>([
    ['this year', '01-Jan-26', nowMs, 2026],
    ['a little ahead', '01-Jan-27', nowMs, 2027],
    ['50 years ahead to the second', '01-Jan-76', nowMs, 2076],
    ['more than 50 years ahead', '02-Jan-76', nowMs, 1976],
    ['more than 50 years ahead', '01-Jan-77', nowMs, 1977],
    ['last century', '06-Nov-94', nowMs, 1994],
    ['the next century, a second before it', '01-Jan-00', Date.UTC(2099, 11, 31), 2100],
    ['a leap day of the year that is meant', '29-Feb-00', nowMs, 2000],
    ['a leap day 50 years from another', '28-Feb-78', Date.UTC(2028, 1, 29), 2078],
  ])('takes a year of two digits for %s: %s', (_why, date, now, year) => {
    const at = parseHttpDate(`Monday, ${date} 00:00:00 GMT`, now);
    expect(new Date(at ?? Number.NaN).getUTCFullYear()).toBe(year);
  });

  it.each([
    '',
    '5',
    '1994-11-06T08:49:37Z',
    'Sun, 06 Nov 1994 08:49:37',
    'Sun, 06 Nov 1994 08:49:37 CET',
    'Sun, 06 Nov 1994 08:49:37 +0000',
    'Sun, 06 Nov 1994 08:49:37 GMT; x',
    'Sun, 06 Nov 1994 08:49:37 GMT\n',
    'Sun, 6 Nov 1994 08:49:37 GMT',
    'Sun, 06 Foo 1994 08:49:37 GMT',
    'Foo, 06 Nov 1994 08:49:37 GMT',
    'sun, 06 nov 1994 08:49:37 gmt',
    'Sun, 06 Nov 1994 25:49:37 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT',
    'Sun, 06 Nov 1994 08:60:37 GMT',
    'Sun, 06 Nov 1994 08:49:60 GMT',
    'Sun, 06 Nov 0094 08:49:37 GMT',
    'Sun, 00 Nov 1994 08:49:37 GMT',
    'Wed, 31 Nov 1994 08:49:37 GMT',
    'Wed, 29 Feb 2023 08:49:37 GMT',
    'Sun, 06-Nov-94 08:49:37 GMT',
    'Sunday, 06-Nov-1994 08:49:37 GMT',
    'Sunday, 30-Feb-94 08:49:37 GMT',
    'Sun Nov 6 08:49:37 1994',
    'Sun Nov 06 08:49:37 1994 GMT',
    'Sun Feb 29 08:49:37 2023',
  ])('does not read %j', (text) => {
    expect(parseHttpDate(text, nowMs)).toBeUndefined();
  });

  it('never throws, and reads back every date that can be written', () => {
    const second = fc.integer({ min: Date.UTC(1900, 0, 1) / 1_000, max: Date.UTC(9999, 11, 31) / 1_000 });
    fc.assert(
      fc.property(second, fc.string(), (seconds, text) => {
        expect(parseHttpDate(new Date(seconds * 1_000).toUTCString(), nowMs)).toBe(seconds * 1_000);
        expect(Number.isNaN(parseHttpDate(text, nowMs))).toBe(false);
      }),
      runs(),
    );
  });

  it.each(['UTC', 'Asia/Kathmandu', 'America/New_York'])('reads the same in %s', (zone) => {
    vi.stubEnv('TZ', zone);
    try {
      for (const text of [
        'Sun, 27 Mar 2022 02:30:00 GMT',
        'Sunday, 27-Mar-22 02:30:00 GMT',
        'Sun Mar 27 02:30:00 2022',
      ])
        expect(parseHttpDate(text, nowMs)).toBe(Date.UTC(2022, 2, 27, 2, 30));
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
