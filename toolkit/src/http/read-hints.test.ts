import { describe, expect, it } from 'vitest';
import { nimbusProfile } from '../providers/nimbus/contract.ts';
import type { Hint } from './hint.ts';
import { hintReaders, readHints } from './read-hints.ts';
import { ReceivedResponse } from './received-response.ts';

const nowMs = Date.UTC(2026, 0, 1);

interface Given {
  status?: number;
  body?: string;
  class?: string;
  clientNowMs?: number;
}

const classOf = (status: number): string => (status === 429 ? 'throttled' : status === 503 ? 'overloaded' : 'ok');

function read(
  hints: readonly Hint[],
  headers: Record<string, string>,
  { status = 429, body = '', class: result = classOf(status), clientNowMs = nowMs }: Given = {},
) {
  const response = new ReceivedResponse({ status, header: (name) => headers[name], body });
  const { units, ...reading } = readHints(hints, response, {
    nowMs: clientNowMs,
    class: result,
    readers: hintReaders,
  });
  return { ...reading, units: Object.fromEntries(units) };
}

const base = { means: 'wait', format: 'seconds', unit: 'requests', sentOn: 'all', obeyedOn: ['throttled'] } as const;
const hint = (header: string, given: Partial<Omit<Hint, 'header' | 'body'>> = {}): Hint => ({
  header,
  ...base,
  ...given,
});
const inBody = (body: string, given: Partial<Omit<Hint, 'header' | 'body'>> = {}): Hint => ({
  body,
  ...base,
  ...given,
});

describe('precedence', () => {
  const hints = [hint('first'), hint('second', { format: 'milliseconds' })];
  it.each<[Record<string, string>, number | undefined, string[]]>([
    [{ first: '1', second: '2' }, 1_000, []],
    [{ second: '2' }, 2, []],
    [{ first: 'soon', second: '2' }, 2, ['first']],
    [{}, undefined, []],
  ])('of %j', (headers, waitMs, malformed) => {
    expect(read(hints, headers)).toMatchObject({ waitMs, malformed });
  });

  it('passes over one that does not act here', () => {
    expect(read([hint('first', { obeyedOn: [] }), hint('second')], { first: '1', second: '2' }).waitMs).toBe(2_000);
  });
});

describe('when a hint is obeyed', () => {
  const remaining = hint('left', { means: 'remaining', format: 'integer', obeyedOn: [] });
  it.each<[Hint['obeyedOn'], number, string | undefined, number | undefined]>([
    [['throttled'], 429, undefined, 2_000],
    [['throttled'], 429, '5', 2_000],
    [['throttled'], 503, '0', undefined],
    [['throttled'], 200, '0', undefined],
    [['throttled', 'overloaded'], 503, undefined, 2_000],
    [[503], 503, undefined, 2_000],
    [[503], 429, undefined, undefined],
    [['any'], 200, undefined, 2_000],
    [['throttled', 'nothing-left'], 200, '0', 2_000],
    [['throttled', 'nothing-left'], 503, '0', 2_000],
    [['throttled', 'nothing-left'], 200, '1', undefined],
    [['throttled', 'nothing-left'], 503, undefined, undefined],
    [['throttled', 'nothing-left'], 200, 'none', undefined],
    [[], 429, '0', undefined],
  ])('on %j at a %d with %s remaining: %s', (obeyedOn, status, left, waitMs) => {
    const headers = { x: '2', ...(left !== undefined && { left }) };
    expect(read([hint('x', { obeyedOn }), remaining], headers, { status }).waitMs).toBe(waitMs);
  });

  it('on a class that the rules give to a 200', () => {
    expect(read([hint('x')], { x: '2' }, { status: 200, class: 'throttled' }).waitMs).toBe(2_000);
  });

  it("as Nimbus's contract says", () => {
    const headers = { 'retry-after': '7', 'x-ratelimit-remaining': '0' };
    expect(read(nimbusProfile.hints, headers, { status: 200 })).toEqual({
      waitMs: 7_000,
      units: { requests: { remaining: 0 } },
      malformed: [],
    });
  });
});

describe('several units', () => {
  // The headers of OpenAI's API.
  const both = (unit: string): Hint[] => [
    hint(`x-ratelimit-limit-${unit}`, { unit, means: 'limit', format: 'integer', obeyedOn: [] }),
    hint(`x-ratelimit-remaining-${unit}`, { unit, means: 'remaining', format: 'integer', obeyedOn: [] }),
    hint(`x-ratelimit-reset-${unit}`, { unit, means: 'reset', format: 'duration' }),
  ];
  const dialect = [hint('retry-after'), ...both('requests'), ...both('tokens')];
  const told = (requests: number, tokens: number) => ({
    'x-ratelimit-limit-requests': '500',
    'x-ratelimit-remaining-requests': String(requests),
    'x-ratelimit-reset-requests': '12ms',
    'x-ratelimit-limit-tokens': '30000',
    'x-ratelimit-remaining-tokens': String(tokens),
    'x-ratelimit-reset-tokens': '6m0s',
  });

  it('are read apart', () => {
    expect(read(dialect, told(499, 0), { status: 200 }).units).toEqual({
      requests: { limit: 500, remaining: 499, resetMs: 12 },
      tokens: { limit: 30_000, remaining: 0, resetMs: 360_000 },
    });
  });

  it.each<[what: string, requests: number, tokens: number, waitMs: number]>([
    ['the unit of which nothing is left', 0, 100, 12],
    ['the other one', 3, 0, 360_000],
    ['the longer of both', 0, 0, 360_000],
    ['the longer, where something is left of each', 3, 100, 360_000],
  ])('of several resets counts that of %s', (_what, requests, tokens, waitMs) => {
    expect(read(dialect, told(requests, tokens)).waitMs).toBe(waitMs);
  });

  it('yield to a wait', () => {
    expect(read(dialect, { ...told(0, 0), 'retry-after': '56' }).waitMs).toBe(56_000);
  });
});

describe('the RateLimit fields', () => {
  const ietf = (means: Hint['means'], given: Partial<Hint> = {}) =>
    hint(means === 'limit' || means === 'window-length' ? 'ratelimit-policy' : 'ratelimit', {
      means,
      format: 'ratelimit',
      obeyedOn: means === 'reset' ? ['throttled', 'nothing-left'] : [],
      ...given,
    } as Partial<Omit<Hint, 'header' | 'body'>>);
  const dialect = [hint('retry-after', { format: 'retry-after' }), ietf('reset'), ietf('remaining'), ietf('limit')];

  it.each<
    [why: string, headers: Record<string, string>, status: number, waitMs?: number, left?: number, malformed?: string[]]
  >([
    ['both values of one field', { ratelimit: '"a";r=0;t=30' }, 200, 30_000, 0],
    ['nothing to wait for yet', { ratelimit: '"a";r=50;t=30' }, 200, undefined, 50],
    ['Retry-After wins, as the draft demands', { 'retry-after': '7', ratelimit: '"a";r=0;t=30' }, 429, 7_000, 0],
    [
      'a malformed Retry-After hides nothing',
      { 'retry-after': 'soon', ratelimit: '"a";r=0;t=30' },
      429,
      30_000,
      0,
      ['retry-after'],
    ],
    ['a reset that is left out is not malformed', { ratelimit: '"a";r=0' }, 429, undefined, 0],
    ['a malformed field counts once', { ratelimit: '"a";r=x' }, 429, undefined, undefined, ['ratelimit']],
    [
      'a malformed policy',
      { ratelimit: '"a";r=1;t=2', 'ratelimit-policy': '"a";w=60' },
      429,
      2_000,
      1,
      ['ratelimit-policy'],
    ],
    ['two lines of one field, joined', { ratelimit: '"a";r=5;t=2, "b";r=0;t=9' }, 429, 9_000, 0],
    [
      'a policy of another unit does not count',
      { ratelimit: '"a";r=5;t=2, "b";r=0;t=9', 'ratelimit-policy': '"a";q=9;w=2, "b";q=5000;qu="content-bytes";w=60' },
      200,
      undefined,
      5,
    ],
    [
      'nothing is told where all are of another unit',
      { ratelimit: '"b";r=0;t=9', 'ratelimit-policy': '"b";q=5000;qu="content-bytes";w=60' },
      429,
    ],
  ])('%s', (_why, headers, status, waitMs, left, malformed = []) => {
    const reading = read(dialect, headers, { status });
    expect({ ...reading, units: reading.units.requests?.remaining }).toEqual({ waitMs, units: left, malformed });
  });

  it('has only the policies that the contract names', () => {
    const headers = {
      ratelimit: '"burst";r=0;t=2, "daily";r=7;t=900',
      'ratelimit-policy': '"burst";q=9;w=2, "daily";q=50;w=900',
    };
    const daily = (['remaining', 'reset', 'limit', 'window-length'] as const).map((means) =>
      ietf(means, { policies: ['daily'] }),
    );
    expect(read(daily, headers, { status: 200 }).units.requests).toEqual({
      remaining: 7,
      resetMs: 900_000,
      limit: 50,
      windowMs: 900_000,
    });
  });
});

it('a body is read where the hint is obeyed by its status, though the response is no refusal', () => {
  const wait = inBody('wait', { sentOn: 'refusals', obeyedOn: ['throttled', 503] });
  const read503 = (result: string) => read([wait], {}, { status: 503, class: result, body: '{"wait":30}' }).waitMs;
  expect([read503('transient'), read503('overloaded')]).toEqual([30_000, 30_000]);
  expect(read([wait], {}, { status: 500, class: 'transient', body: '{"wait":30}' }).waitMs).toBeUndefined();
});

describe('waits that are no hint to wait', () => {
  const left = hint('left', { means: 'remaining', format: 'decimal', obeyedOn: [] });
  it.each<[Record<string, string>, number | undefined]>([
    [{ rate: '50', left: '0' }, 20],
    [{ rate: '50', left: '0.5' }, 10],
    [{ rate: '50', left: '7' }, undefined],
    [{ rate: '50' }, 20],
    [{ rate: '0', left: '0' }, undefined],
  ])('a restore rate, by what is missing of one unit: %j', (headers, waitMs) => {
    const rate = hint('rate', { means: 'restore-rate', format: 'decimal' });
    expect(read([rate, left], headers).waitMs).toBe(waitMs);
  });

  it("a window's length, since it may have begun just now", () => {
    const window = hint('interval', { means: 'window-length', format: 'milliseconds' });
    expect(read([hint('retry-after'), window], { interval: '10000' })).toMatchObject({
      waitMs: 10_000,
      units: { requests: { windowMs: 10_000 } },
    });
  });
});

describe('values that tell nothing, and bounds', () => {
  it.each(['-1', '0'])('%s of Azure', (text) => {
    const reading = read([hint('x', { untold: [-1, '0'] })], { x: text });
    expect(reading).toEqual({ waitMs: undefined, units: {}, malformed: [] });
  });

  it.each([
    ['0', 60_000],
    ['59', 60_000],
    ['61', 61_000],
  ])('%s s where a minute is the least', (text, waitMs) => {
    expect(read([hint('x', { atLeastMs: 60_000 })], { x: text }).waitMs).toBe(waitMs);
  });

  it('what is used, of a limit', () => {
    const used = [
      hint('used', { means: 'used', format: 'integer' }),
      hint('limit', { means: 'limit', format: 'integer' }),
    ];
    expect(read(used, { used: '9', limit: '60' }).units.requests).toEqual({ limit: 60, remaining: 51 });
    expect(read(used, { used: '9' }).units.requests).toEqual({});
  });
});

describe('a field that comes several times', () => {
  it.each<[what: string, given: Hint, text: string, value: number | undefined]>([
    ['waits', hint('x', { format: 'retry-after' }), '0, 2', 2_000],
    ['waits in another order', hint('x', { format: 'retry-after' }), '3, 2', 3_000],
    [
      'dates',
      hint('x', { format: 'retry-after' }),
      'Thu, 01 Jan 2026 00:00:05 GMT, Thu, 01 Jan 2026 00:00:09 GMT',
      9_000,
    ],
    ['a date and seconds', hint('x', { format: 'retry-after' }), '7, Thu, 01 Jan 2026 00:00:05 GMT', 7_000],
    ['one that is malformed', hint('x', { format: 'retry-after' }), '7, soon', undefined],
    ['an empty one', hint('x', { format: 'retry-after' }), '7,', undefined],
  ])('%s: the longest counts', (_what, given, text, waitMs) => {
    expect(read([given], { x: text })).toMatchObject({ waitMs, malformed: waitMs === undefined ? ['x'] : [] });
  });

  it('of what is left, the least', () => {
    expect(read([hint('x', { means: 'remaining', format: 'integer' })], { x: '5, 3' }).units.requests?.remaining).toBe(
      3,
    );
  });
});

describe("the server's clock", () => {
  const at10s = { x: 'Thu, 01 Jan 2026 00:00:10 GMT' };
  const dated = [hint('x', { format: 'retry-after' })];

  it.each([-3_600_000, 0, 3_600_000])('counts, where that of the client is off by %d ms', (offMs) => {
    const headers = { ...at10s, date: 'Thu, 01 Jan 2026 00:00:04 GMT' };
    expect(read(dated, headers, { clientNowMs: nowMs + offMs }).waitMs).toBe(6_000);
  });

  it.each(['today', ''])('is not known from the date %j', (date) => {
    expect(read(dated, { ...at10s, date }, { clientNowMs: nowMs + 1_000 }).waitMs).toBe(9_000);
  });

  it.each<[what: string, date: string, clientNowMs: number, waitMs: number]>([
    ['a Date of the far future lies', 'Fri, 31 Dec 9999 23:59:59 GMT', nowMs + 7_000, 3_000],
    ['a Date of the past lies', 'Thu, 01 Jan 1970 00:00:00 GMT', nowMs + 7_000, 3_000],
    ["a client's clock that was never set", 'Thu, 01 Jan 2026 00:00:04 GMT', 0, 6_000],
    ["a client's clock a year ahead", 'Thu, 01 Jan 2026 00:00:04 GMT', nowMs + 365 * 86_400_000, 6_000],
    ['both are later', 'Fri, 31 Dec 9999 23:59:59 GMT', nowMs + 11_000, 0],
  ])('is not believed blindly: %s', (_what, date, clientNowMs, waitMs) => {
    expect(read(dated, { ...at10s, date }, { clientNowMs }).waitMs).toBe(waitMs);
  });
});

describe('the body', () => {
  const nested = inBody('error.retryAfter');
  it.each([
    ['{"error":{"retryAfter":5}}', 5_000, []],
    ['{"error":{"retryAfter":"5"}}', 5_000, []],
    ['{"error":{"retryAfter":1.5}}', 1_500, []],
    ['{"error":{"retryAfter":"soon"}}', undefined, ['error.retryAfter']],
    ['{"error":{"retryAfter":null}}', undefined, []],
    ['{"error":"retryAfter"}', undefined, []],
    ['{"error":null}', undefined, []],
    ['[]', undefined, []],
    ['null', undefined, []],
    ['<html>', undefined, []],
    ['', undefined, []],
  ])('%s', (body, waitMs, malformed) => {
    expect(read([nested], {}, { body })).toMatchObject({ waitMs, malformed });
  });

  it('is not even parsed where the API tells nothing', () => {
    const spent = hint('left', { means: 'remaining', format: 'integer' });
    const told = inBody('retryAfter', { sentOn: 'refusals', obeyedOn: ['nothing-left'] });
    expect(read([spent, told], { left: '0' }, { status: 200, body: '{"retryAfter":5}' }).waitMs).toBeUndefined();
    expect(read([spent, told], { left: '0' }, { status: 429, body: '{"retryAfter":5}' }).waitMs).toBe(5_000);
  });
});
