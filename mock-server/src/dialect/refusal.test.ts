import type { Rule } from '@evenkeel/toolkit/providers';
import { expect, test } from 'vitest';
import { refusalOf, refusingStatuses } from './refusal.ts';

const decision = { class: 'throttled', retry: true } as const;

test.each<[what: string, rules: Rule[], status: number, headers: object, fields: unknown[]]>([
  ['a status', [{ status: 420, ...decision }], 420, {}, []],
  ['the first of a range', [{ status: [430, 439], ...decision }], 430, {}, []],
  ['a 429 where no rule says it', [], 429, {}, []],
  [
    'the first rule about limits',
    [
      { status: 429, body: { path: 'code', equals: 'spent' }, class: 'quota', retry: false },
      { status: 403, body: { path: 'message', contains: 'rate limit' }, ...decision },
      { status: 429, ...decision },
    ],
    403,
    {},
    [['message', 'rate limit']],
  ],
  [
    'one of several values',
    [{ status: 400, body: { path: 'c', equals: ['a', 'b'] }, ...decision }],
    400,
    {},
    [['c', 'a']],
  ],
  ['a header', [{ status: 403, header: { name: 'x-left', equals: '0' }, ...decision }], 403, { 'x-left': '0' }, []],
  [
    'what is there',
    [{ status: 200, body: { path: 'errors[0].type', exists: true }, ...decision }],
    200,
    {},
    [['errors[0].type', 'there']],
  ],
  [
    'what is there because the path chooses it',
    [{ status: 200, body: { path: 'errors[type=SLOW].type', exists: true }, ...decision }],
    200,
    {},
    [['errors[type=SLOW].type', 'SLOW']],
  ],
  [
    'an error before a success',
    [
      { status: 200, body: { path: 'slow', equals: true }, ...decision },
      { status: 403, ...decision },
    ],
    403,
    {},
    [],
  ],
  [
    'no response that an earlier rule takes for something else',
    [
      { status: 429, class: 'quota', retry: false },
      { status: 403, body: { path: 'c', contains: 'limit' }, class: 'permanent', retry: false },
      { status: 429, ...decision },
      { status: 403, body: { path: 'c', equals: 'rate limit' }, ...decision },
      { status: 200, header: { name: 'x-slow', exists: true }, ...decision },
    ],
    200,
    { 'x-slow': 'there' },
    [],
  ],
  [
    'a status of the range that an earlier rule leaves',
    [
      { status: [400, 404], class: 'permanent', retry: false },
      { status: [400, 499], ...decision },
    ],
    405,
    {},
    [],
  ],
  [
    'a 429 where other rules hide all',
    [
      { status: 420, class: 'quota', retry: false },
      { status: 420, ...decision },
    ],
    429,
    {},
    [],
  ],
  ['what is not there', [{ status: 403, header: { name: 'x', exists: false }, ...decision }], 403, {}, []],
])('a refusal looks as the rules say: %s', (_what, rules, status, headers, fields) => {
  expect(refusalOf(rules)).toEqual({ status, headers, fields });
});

test('statuses that refuse are those of limits and load, and no success', () => {
  expect(
    refusingStatuses([
      { status: 200, body: { path: 'errors[0].type', exists: true }, ...decision },
      { status: [200, 299], class: 'ok', retry: false },
      { status: 429, ...decision },
      { status: 402, class: 'quota', retry: false },
      { status: [503, 504], class: 'overloaded', retry: true },
      { status: 500, class: 'transient', retry: true },
      { failure: 'network', class: 'transient', retry: true },
    ]),
  ).toEqual([
    [429, 429],
    [402, 402],
    [503, 504],
  ]);
});
