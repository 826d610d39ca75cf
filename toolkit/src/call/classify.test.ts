import { describe, expect, it } from 'vitest';
import { ResponseMemory, type Rule } from '../contract/rule.ts';
import { ReceivedResponse } from '../http/received-response.ts';
import { nimbusProfile } from '../providers/nimbus/contract.ts';
import { classifyFailure, classifyResponse } from './classify.ts';

const rules: Rule[] = [
  { failure: 'timeout', class: 'transient', retry: true },
  { status: 503, class: 'throttled', retry: true },
  { status: [500, 599], class: 'transient', retry: true },
  { status: [200, 299], class: 'ok', retry: false },
];

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

const respond = ({ status, headers = {}, body = '' }: Answer) =>
  new ReceivedResponse({ status, body, header: (name) => headers[name] });

const classifyBy = (among: readonly Rule[], answer: Answer, memory = new ResponseMemory()) =>
  classifyResponse({ rules: among, shouldRetry: null }, respond(answer), memory);
const classifyStatus = (among: readonly Rule[], status: number) => classifyBy(among, { status });

describe('classifyResponse', () => {
  it.each([
    [199, 'permanent', false],
    [200, 'ok', false],
    [299, 'ok', false],
    [300, 'permanent', false],
    [499, 'permanent', false],
    [500, 'transient', true],
    [503, 'throttled', true],
    [599, 'transient', true],
    [600, 'permanent', false],
  ] as const)('%d is %s, retried: %s', (status, resultClass, retry) => {
    expect(classifyStatus(rules, status)).toMatchObject({ class: resultClass, retry });
  });

  it.each([
    [200, 'ok', false],
    [301, 'permanent', false],
    [400, 'permanent', false],
    [401, 'permanent', false],
    [429, 'throttled', true],
    [500, 'transient', true],
  ] as const)("by Nimbus's rules %d is %s, retried: %s", (status, resultClass, retry) => {
    expect(classifyStatus(nimbusProfile.rules, status)).toMatchObject({ class: resultClass, retry });
  });
});

describe('a rule on the body', () => {
  const relayed = { status: [200, 599], body: { path: 'a.ok', equals: false } } as const;
  const onBody: Rule[] = [
    { ...relayed, class: 'relayed', retry: true },
    { status: 500, body: { path: 'timestamp', unchanged: true }, class: 'throttled', retry: true },
    { status: [200, 599], class: 'transient', retry: true },
  ];

  it.each([
    ['{"a":{"ok":false}}', 'relayed'],
    ['{"a":{"ok":true}}', 'transient'],
    ['{"a":{"ok":"false"}}', 'transient'],
    ['{"a":{}}', 'transient'],
    ['{"a":false}', 'transient'],
    ['null', 'transient'],
    ['not JSON', 'transient'],
    ['', 'transient'],
  ])('%s is %s', (body, resultClass) => {
    expect(classifyBy(onBody, { status: 200, body }).class).toBe(resultClass);
  });

  it('compares with the response before that had the status, of whatever call, and with no other memory', () => {
    const at = (timestamp: string) => ({ status: 500, body: JSON.stringify({ timestamp }) });
    const [memory, other] = [new ResponseMemory(), new ResponseMemory()];
    const seen = ['T1', 'T2', 'T2', 'T2', 'T1'].map((one) => classifyBy(onBody, at(one), memory).class);
    expect(seen).toEqual(['transient', 'transient', 'throttled', 'throttled', 'transient']);
    expect(classifyBy(onBody, { ...at('T1'), status: 501 }, memory).class).toBe('transient');
    expect(classifyBy(onBody, at('T1'), other).class).toBe('transient');
    expect(classifyBy(onBody, { status: 500, body: '' }, memory).class).toBe('transient');
    expect(classifyBy(onBody, at('T1'), memory).class).toBe('throttled');
  });
});

describe('what a rule matches', () => {
  const decision = { class: 'throttled', retry: true } as const;
  it.each<[what: string, rule: Rule, answer: Answer, fits: boolean]>([
    [
      'one of several values',
      { status: 429, body: { path: 'c', equals: ['a', 'b'] }, ...decision },
      { status: 429, body: '{"c":"b"}' },
      true,
    ],
    [
      'none of several values',
      { status: 429, body: { path: 'c', equals: ['a', 'b'] }, ...decision },
      { status: 429, body: '{"c":"ab"}' },
      false,
    ],
    [
      'a part of a text',
      { status: 403, body: { path: 'm', contains: 'secondary rate' }, ...decision },
      { status: 403, body: '{"m":"a secondary rate limit"}' },
      true,
    ],
    [
      'another text',
      { status: 403, body: { path: 'm', contains: 'secondary rate' }, ...decision },
      { status: 403, body: '{"m":"no permission"}' },
      false,
    ],
    [
      'what is there',
      { status: 200, body: { path: 'errors[type=RATE_LIMITED].type', exists: true }, ...decision },
      { status: 200, body: '{"errors":[{"type":"RATE_LIMITED"}]}' },
      true,
    ],
    [
      'what is not there',
      { status: 200, body: { path: 'errors[0].type', exists: true }, ...decision },
      { status: 200, body: '{"data":{}}' },
      false,
    ],
    [
      'what must not be there',
      { status: 403, header: { name: 'retry-after', exists: false }, ...decision },
      { status: 403 },
      true,
    ],
    [
      'what must not be there, and is',
      { status: 403, header: { name: 'retry-after', exists: false }, ...decision },
      { status: 403, headers: { 'retry-after': '1' } },
      false,
    ],
    [
      'a header',
      { status: 403, header: { name: 'x-ratelimit-remaining', equals: '0' }, ...decision },
      { status: 403, headers: { 'x-ratelimit-remaining': '0' } },
      true,
    ],
    [
      'another value of it',
      { status: 403, header: { name: 'x-ratelimit-remaining', equals: '0' }, ...decision },
      { status: 403, headers: { 'x-ratelimit-remaining': '9' } },
      false,
    ],
    [
      'header and body',
      { status: 403, header: { name: 'a', exists: true }, body: { path: 'b', equals: 1 }, ...decision },
      { status: 403, headers: { a: '' }, body: '{"b":2}' },
      false,
    ],
  ])('%s', (_what, rule, answer, fits) => {
    expect(classifyBy([rule], answer).class).toBe(fits ? 'throttled' : 'permanent');
  });
});

describe('a header that says whether to retry', () => {
  const shouldRetry = { header: 'x-should-retry', yes: 'true', no: 'false' };
  it.each([
    [400, 'true', true, 'permanent'],
    [500, 'false', false, 'transient'],
    [503, ' False ', false, 'throttled'],
    [500, 'perhaps', true, 'transient'],
    [400, undefined, false, 'permanent'],
    [200, 'true', false, 'ok'],
  ])('outranks the rule: %d and %s', (status, said, retry, resultClass) => {
    const headers: Record<string, string> = said === undefined ? {} : { 'x-should-retry': said };
    const by = classifyResponse({ rules, shouldRetry }, respond({ status, headers }), new ResponseMemory());
    expect(by).toMatchObject({ retry, class: resultClass });
  });
});

describe('classifyFailure', () => {
  it.each([
    ['timeout', 'transient', true],
    ['network', 'permanent', false],
  ] as const)('%s is %s, retried: %s', (failure, resultClass, retry) => {
    expect(classifyFailure(rules, failure)).toMatchObject({ class: resultClass, retry });
  });
});
