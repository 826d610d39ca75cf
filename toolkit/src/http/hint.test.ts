import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../properties/runs.ts';
import { nimbusProfile } from '../providers/nimbus/profile.ts';
import { type Hint, readHints } from './hint.ts';

const nowMs = Date.UTC(2026, 0, 1);
/** More than any wait of these tables. */
const maxWaitMs = 1e15;

function respond(headers: Record<string, string>, { status = 429, body = '' } = {}) {
  return { status, header: (name: string) => headers[name], body };
}

const base: Hint = {
  in: 'header',
  name: 'x',
  resource: 'requests',
  means: 'retry-after',
  format: 'delta-s',
  sentOn: 'all',
  actsOn: '429',
};
const hint = (given: Partial<Hint>): Hint => ({ ...base, ...given });

describe('a wait that is too long to be true', () => {
  it.each<[Hint['format'], string, number | undefined]>([
    ['delta-s', '3600', 3_600_000],
    ['delta-s', '3601', undefined],
    ['retry-after', '999999999', undefined],
    ['retry-after', 'Fri, 01 Jan 2038 00:00:00 GMT', undefined],
  ])('%s "%s"', (format, text, waitMs) => {
    const malformed = waitMs === undefined ? ['x'] : [];
    expect(readHints([hint({ format })], respond({ x: text }), nowMs, 3_600_000)).toMatchObject({ waitMs, malformed });
  });
});

describe('readHints: formats', () => {
  it.each<[Hint['format'], string, number]>([
    ['integer', '7', 7],
    ['delta-ms', '1500', 1_500],
    ['delta-s', '2', 2_000],
    ['delta-s', ' 2 ', 2_000],
    ['delta-s', '0', 0],
    ['retry-after', '120', 120_000],
    ['retry-after', 'Thu, 01 Jan 2026 00:00:05 GMT', 5_000],
    ['retry-after', 'Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['unix-s', String(nowMs / 1_000 + 3), 3_000],
    ['unix-s', String(nowMs / 1_000 - 3), 0],
    // RFC 9110, 5.6.7: a recipient must accept the obsolete forms as well.
    ['retry-after', 'Thursday, 01-Jan-26 00:00:05 GMT', 5_000],
    ['retry-after', 'Thu Jan  1 00:00:05 2026', 5_000],
    ['ietf-ratelimit', '"default";r=0;t=5', 5_000],
  ])('%s "%s" is %d', (format, text, waitMs) => {
    expect(readHints([hint({ format })], respond({ x: text }), nowMs, maxWaitMs)).toEqual({
      waitMs,
      remaining: undefined,
      malformed: [],
    });
  });

  it.each<[Hint['format'], string]>([
    ['integer', ''],
    ['integer', 'many'],
    ['integer', '-1'],
    ['integer', '1.5'],
    ['integer', '1e3'],
    ['integer', '5, 5'],
    ['integer', '9'.repeat(16)],
    ['delta-ms', '0x10'],
    ['delta-s', '+5'],
    ['delta-s', 'Thu, 01 Jan 2026 00:00:05 GMT'],
    ['retry-after', '1.5'],
    ['retry-after', 'tomorrow'],
    ['retry-after', '2026-01-01T00:00:05Z'],
    ['unix-s', 'Thu, 01 Jan 2026 00:00:05 GMT'],
    ['retry-after', 'Thu, 30 Feb 2026 00:00:05 GMT'],
    ['ietf-ratelimit', '5'],
    ['ietf-ratelimit', '"default";r=0;t=-5'],
  ])('%s "%s" is malformed, and ignored', (format, text) => {
    expect(readHints([hint({ format })], respond({ x: text }), nowMs, maxWaitMs)).toEqual({
      waitMs: undefined,
      remaining: undefined,
      malformed: ['x'],
    });
  });

  it('never asks for a negative or unreal wait, whatever the text', () => {
    const formats = ['integer', 'delta-s', 'delta-ms', 'unix-s', 'retry-after', 'ietf-ratelimit'] as const;
    const meanings = ['retry-after', 'reset', 'remaining', 'limit'] as const;
    const near = fc
      .tuple(
        fc.constantFrom('"a";r=', 'a;q=', 'Thu Jan  1 00:00:05 ', ''),
        fc.integer(),
        fc.constantFrom(';t=', ';w=', ''),
      )
      .map(([before, number, behind]) => `${before}${number}${behind && `${behind}${number}`}`);
    const text = fc.oneof(fc.string({ unit: 'binary' }), near);
    fc.assert(
      fc.property(fc.constantFrom(...formats), fc.constantFrom(...meanings), text, (format, means, x) => {
        const reading = readHints([hint({ format, means })], respond({ x }), nowMs, maxWaitMs);
        const value = reading.waitMs ?? reading.remaining?.left ?? 0;
        expect(Number.isFinite(value)).toBe(true);
        expect(value).toBeGreaterThanOrEqual(0);
        if (reading.malformed.length > 0) expect(reading).toMatchObject({ waitMs: undefined, remaining: undefined });
      }),
      runs({ numRuns: 2_000 }),
    );
  });
});

describe('readHints: the IETF fields', () => {
  const ietf = (given: Partial<Hint>): Hint =>
    hint({ name: 'ratelimit', format: 'ietf-ratelimit', actsOn: '429-or-zero-remaining', ...given });
  const dialect = [
    hint({ name: 'retry-after', format: 'retry-after' }),
    ietf({ means: 'reset' }),
    ietf({ means: 'remaining' }),
    ietf({ name: 'ratelimit-policy', means: 'limit', actsOn: 'never' }),
  ];
  it.each<{
    why: string;
    headers: Record<string, string>;
    status: number;
    waitMs?: number;
    left?: number;
    malformed?: string[];
  }>([
    { why: 'both values of one field', headers: { ratelimit: '"a";r=0;t=30' }, status: 200, waitMs: 30_000, left: 0 },
    { why: 'nothing to wait for yet', headers: { ratelimit: '"a";r=50;t=30' }, status: 200, left: 50 },
    {
      why: 'Retry-After takes precedence, as the draft demands',
      headers: { 'retry-after': '7', ratelimit: '"a";r=0;t=30' },
      status: 429,
      waitMs: 7_000,
      left: 0,
    },
    {
      why: 'a malformed Retry-After does not hide the reset',
      headers: { 'retry-after': 'soon', ratelimit: '"a";r=0;t=30' },
      status: 429,
      waitMs: 30_000,
      left: 0,
      malformed: ['retry-after'],
    },
    { why: 'a reset that is left out is not malformed', headers: { ratelimit: '"a";r=0' }, status: 429, left: 0 },
    { why: 'a malformed field counts once', headers: { ratelimit: '"a";r=x' }, status: 429, malformed: ['ratelimit'] },
    {
      why: 'a malformed policy takes nothing from the field beside it',
      headers: { ratelimit: '"a";r=1;t=2', 'ratelimit-policy': '"a";w=60' },
      status: 429,
      waitMs: 2_000,
      left: 1,
      malformed: ['ratelimit-policy'],
    },
    {
      why: 'two lines of one field, joined as HTTP joins them',
      headers: { ratelimit: '"a";r=5;t=2, "b";r=0;t=9', 'ratelimit-policy': '"a";q=9;w=2, "b";q=50;w=60' },
      status: 429,
      waitMs: 9_000,
      left: 0,
    },
  ])('$why', ({ headers, status, waitMs, left, malformed = [] }) => {
    const remaining = left === undefined ? undefined : { resource: 'requests', left };
    expect(readHints(dialect, respond(headers, { status }), nowMs, maxWaitMs)).toEqual({
      waitMs,
      remaining,
      malformed,
    });
  });
});

describe("readHints: the server's clock", () => {
  it.each<[Hint['format'], string]>([
    ['retry-after', 'Thu, 01 Jan 2026 00:00:10 GMT'],
    ['unix-s', String(nowMs / 1_000 + 10)],
  ])('reads %s against the response, not against a client whose clock is off', (format, text) => {
    const response = respond({ x: text, date: 'Thu, 01 Jan 2026 00:00:04 GMT' });
    for (const clientNowMs of [nowMs - 3_600_000, nowMs, nowMs + 3_600_000]) {
      expect(readHints([hint({ format })], response, clientNowMs, maxWaitMs).waitMs).toBe(6_000);
    }
  });

  it('takes its own clock where the response has no date that can be read', () => {
    const response = respond({ x: 'Thu, 01 Jan 2026 00:00:10 GMT', date: 'today' });
    expect(readHints([hint({ format: 'retry-after' })], response, nowMs + 1_000, maxWaitMs).waitMs).toBe(9_000);
  });
});

describe('readHints: precedence', () => {
  const hints = [hint({ name: 'first', means: 'reset' }), hint({ name: 'second' })];
  it.each<{ headers: Record<string, string>; waitMs: number | undefined; malformed: string[] }>([
    { headers: { first: '1', second: '2' }, waitMs: 1_000, malformed: [] },
    { headers: { second: '2' }, waitMs: 2_000, malformed: [] },
    { headers: { first: 'soon', second: '2' }, waitMs: 2_000, malformed: ['first'] },
    { headers: {}, waitMs: undefined, malformed: [] },
  ])('of $headers', ({ headers, waitMs, malformed }) => {
    expect(readHints(hints, respond(headers), nowMs, maxWaitMs)).toMatchObject({ waitMs, malformed });
  });

  it('passes over one that does not act here', () => {
    const [first, second] = [hint({ name: 'first', actsOn: 'never' }), hint({ name: 'second' })];
    expect(readHints([first, second], respond({ first: '1', second: '2' }), nowMs, maxWaitMs).waitMs).toBe(2_000);
  });
});

describe('readHints: when a hint acts', () => {
  const remaining = hint({ name: 'left', means: 'remaining', format: 'integer' });
  it.each<[Hint['actsOn'], number, string | undefined, number | undefined]>([
    ['429', 429, undefined, 2_000],
    ['429', 429, '5', 2_000],
    ['429', 503, '0', undefined],
    ['429', 200, '0', undefined],
    ['429-or-zero-remaining', 429, '5', 2_000],
    ['429-or-zero-remaining', 200, '0', 2_000],
    ['429-or-zero-remaining', 503, '0', 2_000],
    ['429-or-zero-remaining', 200, '1', undefined],
    ['429-or-zero-remaining', 503, undefined, undefined],
    ['429-or-zero-remaining', 200, 'none', undefined],
    ['never', 429, '0', undefined],
  ])('%s on a %d with %s remaining: %s', (actsOn, status, left, waitMs) => {
    const headers = { x: '2', ...(left === undefined ? {} : { left }) };
    expect(readHints([hint({ actsOn }), remaining], respond(headers, { status }), nowMs, maxWaitMs).waitMs).toBe(
      waitMs,
    );
  });

  it("reads Nimbus's headers as its contract says", () => {
    const response = respond({ 'retry-after': '7', 'x-ratelimit-remaining': '0' }, { status: 200 });
    expect(readHints(nimbusProfile.hints, response, nowMs, maxWaitMs)).toEqual({
      waitMs: 7_000,
      remaining: { resource: 'requests', left: 0 },
      malformed: [],
    });
  });
});

describe('readHints: the body', () => {
  const nested = hint({ in: 'body', name: 'error.retryAfter' });
  it.each([
    ['{"error":{"retryAfter":5}}', 5_000, []],
    ['{"error":{"retryAfter":"5"}}', 5_000, []],
    ['{"error":{"retryAfter":1.5}}', undefined, ['error.retryAfter']],
    ['{"error":{"retryAfter":null}}', undefined, []],
    ['{"error":"retryAfter"}', undefined, []],
    ['{"error":null}', undefined, []],
    ['[]', undefined, []],
    ['null', undefined, []],
    ['<html>', undefined, []],
    ['', undefined, []],
  ])('%s', (body, waitMs, malformed) => {
    expect(readHints([nested], respond({}, { body }), nowMs, maxWaitMs)).toMatchObject({ waitMs, malformed });
  });
});
