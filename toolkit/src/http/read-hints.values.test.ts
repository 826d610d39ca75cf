import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../properties/runs.ts';
import { formatsFor, type HintFormat, type HintMeaning } from './hint.ts';
import { hintReaders } from './read-hints.ts';

const nowMs = Date.UTC(2026, 0, 1);
const parse = (format: HintFormat, text: string, means: HintMeaning = 'wait') =>
  hintReaders[format](text, { hint: { means, unit: 'requests' }, response: { header: () => undefined }, nowMs });

describe('a wait', () => {
  it.each<[HintFormat, string, number]>([
    ['seconds', '2', 2_000],
    ['seconds', '0', 0],
    ['seconds', '64.57', 64_570],
    ['milliseconds', '1500', 1_500],
    ['milliseconds', '0.5', 0.5],
    ['duration', '6m0s', 360_000],
    ['unix-s', String(nowMs / 1_000 + 3), 3_000],
    ['unix-s', `${nowMs / 1_000 + 3}.123`, 3_123],
    ['unix-s', String(nowMs / 1_000 - 3), 0],
    ['unix-ms', String(nowMs + 3), 3],
    ['rfc3339', '2026-01-01T00:00:05Z', 5_000],
    ['http-date', 'Thu, 01 Jan 2026 00:00:05 GMT', 5_000],
    ['retry-after', '120', 120_000],
    ['retry-after', '1.5', 1_500],
    ['seconds', '1.3370001316070557', 1_337.0001316070557],
    ['seconds', '64.57', 64_570],
    ['retry-after', 'Thu, 01 Jan 2026 00:00:05 GMT', 5_000],
    ['retry-after', 'Wed, 31 Dec 2025 23:59:00 GMT', 0],
    // RFC 9110, 5.6.7: a recipient must accept the obsolete forms as well.
    ['retry-after', 'Thursday, 01-Jan-26 00:00:05 GMT', 5_000],
    ['retry-after', 'Thu Jan  1 00:00:05 2026', 5_000],
  ])('%s "%s" is %d ms', (format, text, ms) => {
    expect(parse(format, text)).toBeCloseTo(ms, 6);
  });

  it.each<[HintFormat, string]>([
    ['seconds', ''],
    ['seconds', '-1'],
    ['seconds', '+5'],
    ['seconds', '1.'],
    ['seconds', '.5'],
    ['seconds', '1e3'],
    ['seconds', 'Thu, 01 Jan 2026 00:00:05 GMT'],
    ['milliseconds', '0x10'],
    ['milliseconds', '9'.repeat(16)],
    ['duration', '5'],
    ['unix-s', '-5'],
    ['unix-ms', 'Thu, 01 Jan 2026 00:00:05 GMT'],
    ['rfc3339', '2026-01-01'],
    ['http-date', '5'],
    ['http-date', 'Thu, 30 Feb 2026 00:00:05 GMT'],
    ['retry-after', 'tomorrow'],
    ['retry-after', '2026-01-01T00:00:05Z'],
    ['retry-after', 'Thu, 30 Feb 2026 00:00:05 GMT'],
  ])('%s "%s" is malformed', (format, text) => {
    expect(parse(format, text)).toBeUndefined();
  });
});

describe('an amount', () => {
  it.each<[HintMeaning, HintFormat, string, number | 'untold' | undefined]>([
    ['remaining', 'integer', '7', 7],
    ['remaining', 'integer', '1.5', undefined],
    ['remaining', 'integer', 'many', undefined],
    ['remaining', 'decimal', '999.5', 999.5],
    ['limit', 'decimal', '1000.0', 1_000],
    ['used', 'used/limit', '32/40', 32],
    ['limit', 'used/limit', '32/40', 40],
    ['remaining', 'used/limit', '32/40', 8],
    ['remaining', 'used/limit', '41/40', 0],
    ['remaining', 'used/limit', '32', undefined],
    ['remaining', 'used/limit', '32/', undefined],
    ['remaining', 'ratelimit', '"a";r=5;t=3', 5],
    ['reset', 'ratelimit', '"a";r=5;t=3', 3_000],
    ['reset', 'ratelimit', '"a";r=5', 'untold'],
    ['limit', 'ratelimit', '"a";q=5;w=60', 5],
    ['window-length', 'ratelimit', '"a";q=5;w=60', 60_000],
    ['window-length', 'ratelimit', '"a";q=5', 'untold'],
    ['limit', 'ratelimit', '5', undefined],
    ['remaining', 'ratelimit', '5', undefined],
  ])('%s as %s "%s" is %s', (means, format, text, value) => {
    expect(parse(format, text, means)).toBe(value);
  });
});

describe('formatsFor', () => {
  it.each<[HintMeaning, number, HintFormat]>([
    ['wait', 8, 'retry-after'],
    ['reset', 9, 'ratelimit'],
    ['remaining', 4, 'used/limit'],
    ['used', 3, 'integer'],
    ['limit', 4, 'ratelimit'],
    ['window-length', 4, 'milliseconds'],
    ['restore-rate', 3, 'decimal'],
  ])('of %s has %d formats, %s among them', (means, many, one) => {
    expect(formatsFor(means)).toHaveLength(many);
    expect(formatsFor(means)).toContain(one);
  });
});

it('is never negative or unreal, whatever the text', () => {
  const means = fc.constantFrom<HintMeaning>(
    'wait',
    'reset',
    'remaining',
    'used',
    'limit',
    'window-length',
    'restore-rate',
  );
  const meaning = means.chain((each) => fc.tuple(fc.constant(each), fc.constantFrom(...formatsFor(each))));
  const near = fc
    .tuple(
      fc.constantFrom('"a";r=', 'a;q=', 'Thu Jan  1 00:00:05 ', ''),
      fc.integer(),
      fc.constantFrom(';t=', ';w=', '/', 's', ''),
    )
    .map(([before, number, behind]) => `${before}${number}${behind && `${behind}${number}`}`);
  const text = fc.oneof(fc.string({ unit: 'binary' }), near);
  fc.assert(
    fc.property(meaning, text, ([of, format], given) => {
      const value = parse(format, given, of);
      if (typeof value !== 'number') return;
      expect(Number.isFinite(value)).toBe(true);
      expect(value).toBeGreaterThanOrEqual(0);
    }),
    runs({ numRuns: 2_000 }),
  );
});
