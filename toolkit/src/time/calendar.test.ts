import { expect, test } from 'vitest';
import { endOfPeriod } from './calendar.ts';

test.each([
  ['2026-03-07T12:34:56Z', 'day', 'UTC', '2026-03-08T00:00:00Z'],
  ['2026-03-07T00:00:00Z', 'day', 'UTC', '2026-03-08T00:00:00Z'],
  ['2026-03-07T12:34:56Z', 'month', 'UTC', '2026-04-01T00:00:00Z'],
  ['2026-12-31T23:59:59.999Z', 'month', 'UTC', '2027-01-01T00:00:00Z'],
  ['2026-01-15T07:59:00Z', 'day', 'America/Los_Angeles', '2026-01-15T08:00:00Z'],
  ['2026-01-15T08:00:00Z', 'day', 'America/Los_Angeles', '2026-01-16T08:00:00Z'],
  // The clocks go forward on this day, and back on that one.
  ['2026-03-08T09:00:00Z', 'day', 'America/Los_Angeles', '2026-03-09T07:00:00Z'],
  ['2026-11-01T08:00:00Z', 'day', 'America/Los_Angeles', '2026-11-02T08:00:00Z'],
  ['2026-03-07T12:00:00Z', 'month', 'America/Los_Angeles', '2026-04-01T07:00:00Z'],
  ['2026-03-07T18:29:59Z', 'day', 'Asia/Kolkata', '2026-03-07T18:30:00Z'],
] as const)('of %s the %s in %s ends at %s', (at, period, zone, end) => {
  expect(endOfPeriod(Date.parse(at), period, zone)).toBe(Date.parse(end));
});
