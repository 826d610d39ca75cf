import { describe, expect, it } from 'vitest';
import { classifyResponse } from '../call/classify.ts';
import { ResponseMemory } from '../contract/rule.ts';
import { EvenkeelError } from '../errors/errors.ts';
import { ReceivedResponse } from '../http/received-response.ts';
import { answerOf, classRules, type FunctionEnd, type Meaning, meaningOf } from './meaning.ts';

const failing = (fields: object): FunctionEnd => ({ error: Object.assign(new Error('failed'), fields) });

describe('meaningOf', () => {
  const headers = { 'retry-after': '2' };
  it.each<[string, FunctionEnd, Meaning]>([
    ['a value', { value: { a: 1 } }, { status: 200, body: { a: 1 } }],
    [
      'an error of openai',
      failing({ status: 429, headers, error: { code: 'x' } }),
      { status: 429, headers, body: { error: { code: 'x' } } },
    ],
    [
      'one with the whole body',
      failing({ status: 529, headers, error: { error: {} } }),
      { status: 529, headers, body: { error: {} } },
    ],
    [
      'an error of stripe',
      failing({ statusCode: 400, headers }),
      { status: 400, headers, body: { message: 'failed' } },
    ],
    [
      'an error of axios',
      failing({ response: { status: 503, headers, data: { a: 1 } } }),
      { status: 503, headers, body: { a: 1 } },
    ],
    [
      'an error of AWS',
      failing({ $metadata: { httpStatusCode: 503 }, $response: { headers } }),
      { status: 503, headers, body: { message: 'failed' } },
    ],
    ['a gRPC error that may pass', failing({ code: 14, details: '', metadata: {} }), { class: 'transient' }],
    ['a gRPC error that throttles', failing({ code: 8, details: '', metadata: {} }), { class: 'throttled' }],
    ['a gRPC error that is final', failing({ code: 3, details: '', metadata: {} }), { class: 'permanent' }],
    ['a lost connection', failing({ code: 'ECONNRESET' }), { failure: 'network' }],
    [
      'what fetch() throws',
      { error: new TypeError('fetch failed', { cause: new Error('reset') }) },
      { failure: 'network' },
    ],
    ['a bug', { error: new TypeError('x is not a function') }, { class: 'permanent' }],
    ['something thrown', { error: undefined }, { failure: 'network' }],
    [
      'a refusal of a policy inside',
      { error: new EvenkeelError('EVK_BULKHEAD_FULL', 'Full.') },
      { class: 'permanent', retryAfterMs: undefined },
    ],
    [
      'a 429 of a client inside',
      { error: new EvenkeelError('EVK_THROTTLED', 'Later.', { retryAfterMs: 9 }) },
      { class: 'throttled', retryAfterMs: 9 },
    ],
  ])('%s', (_what, end, meaning) => {
    expect(meaningOf(end)).toEqual(meaning);
  });

  it('a response', () => {
    const response = new Response('{}', { status: 418, headers });
    expect(meaningOf({ value: response })).toEqual({ status: 418, headers: response.headers });
  });
});

describe('answerOf', () => {
  it.each<[Meaning, string, boolean]>([
    [{ class: 'ok' }, 'ok', false],
    [{ class: 'throttled' }, 'throttled', true],
    [{ class: 'quota' }, 'quota', false],
    [{ class: 'relayed', retry: false }, 'relayed', false],
    [{ class: 'permanent', retry: true }, 'permanent', true],
  ])('gives %j to a rule of its own', (meaning, name, retry) => {
    const response = new ReceivedResponse(answerOf({ value: 1 }, meaning) as NonNullable<ReturnType<typeof answerOf>>);
    const rule = classifyResponse({ rules: classRules, shouldRetry: null }, response, new ResponseMemory());
    expect(rule).toMatchObject({ class: name, retry });
  });

  it.each([
    [1_500.2, '1501'],
    [0, '0'],
    [-1, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [undefined, undefined],
  ])('a wait of %s is written as %s', (retryAfterMs, written) => {
    expect(answerOf({ value: 1 }, { class: 'throttled', retryAfterMs })?.header('evenkeel-wait-ms')).toBe(written);
  });

  it('reads headers of any kind', () => {
    const of = (headers: unknown): (string | undefined)[] => {
      const answer = answerOf({ value: 1 }, { status: 200, headers });
      return ['retry-after', 'gone'].map((name) => answer?.header(name));
    };
    expect(of({ 'Retry-After': 3 })).toEqual(['3', undefined]);
    expect(of({ 'retry-after': ['3', '4'] })).toEqual(['3, 4', undefined]);
    expect(of(new Headers({ 'Retry-After': '3' }))).toEqual(['3', undefined]);
    expect(of(undefined)).toEqual([undefined, undefined]);
  });

  it('has the value as its body, and none where that is no JSON', () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    const bodies = [{ usage: 3 }, undefined, circular, 3n].map(
      (value) => answerOf({ value }, { status: 200, body: value })?.body,
    );
    expect(bodies).toEqual(['{"usage":3}', '', '', '']);
  });

  it('of no answer is none', () => {
    expect(answerOf({ error: 1 }, { failure: 'network' })).toBeUndefined();
  });
});
