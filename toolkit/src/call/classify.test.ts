import { describe, expect, it } from 'vitest';
import { ResponseMemory, type Rule } from '../contract/rule.ts';
import { nimbusProfile } from '../providers/nimbus/profile.ts';
import { classifyFailure, classifyResponse } from './classify.ts';

const rules: Rule[] = [
  { failure: 'timeout', class: 'transient', retry: true },
  { status: 503, class: 'throttled', retry: true },
  { status: [500, 599], class: 'transient', retry: true },
  { status: [200, 299], class: 'ok', retry: false },
];

const classifyStatus = (among: readonly Rule[], status: number) =>
  classifyResponse(among, { status, body: '' }, new ResponseMemory());

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
  const relayed = { status: [200, 599], body: { path: 'a.ok', is: 'equal', value: false } } as const;
  const onBody: Rule[] = [
    { ...relayed, class: 'relayed', retry: true },
    { status: 500, body: { path: 'timestamp', is: 'unchanged' }, class: 'throttled', retry: true },
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
    expect(classifyResponse(onBody, { status: 200, body }, new ResponseMemory()).class).toBe(resultClass);
  });

  it('compares with the response before that had the status, of whatever call, and with no other memory', () => {
    const at = (timestamp: string) => ({ status: 500, body: JSON.stringify({ timestamp }) });
    const [memory, other] = [new ResponseMemory(), new ResponseMemory()];
    const seen = ['T1', 'T2', 'T2', 'T2', 'T1'].map((one) => classifyResponse(onBody, at(one), memory).class);
    expect(seen).toEqual(['transient', 'transient', 'throttled', 'throttled', 'transient']);
    expect(classifyResponse(onBody, { ...at('T1'), status: 501 }, memory).class).toBe('transient');
    expect(classifyResponse(onBody, at('T1'), other).class).toBe('transient');
    expect(classifyResponse(onBody, { status: 500, body: '' }, memory).class).toBe('transient');
    expect(classifyResponse(onBody, at('T1'), memory).class).toBe('throttled');
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
