import { describe, expect, it } from 'vitest';
import { nimbusProfile } from '../providers/nimbus/profile.ts';
import { classifyFailure, classifyStatus, type Rule } from './rule.ts';

const rules: Rule[] = [
  { failure: 'timeout', class: 'transient', retry: true },
  { status: 503, class: 'throttled', retry: true },
  { status: [500, 599], class: 'transient', retry: true },
  { status: [200, 299], class: 'ok', retry: false },
];

describe('classifyStatus', () => {
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

describe('classifyFailure', () => {
  it.each([
    ['timeout', 'transient', true],
    ['network', 'permanent', false],
  ] as const)('%s is %s, retried: %s', (failure, resultClass, retry) => {
    expect(classifyFailure(rules, failure)).toMatchObject({ class: resultClass, retry });
  });
});
