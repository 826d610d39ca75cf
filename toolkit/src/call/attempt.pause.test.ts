import { expect, it } from 'vitest';
import type { ResultClass } from '../contract/rule.ts';
import { pauseFor } from './attempt.ts';

const HOUR_MS = 3_600_000;

it.each<
  [
    what: string,
    result: ResultClass,
    spent: boolean,
    told: { waitMs?: number; windowMs?: number; quotaMs?: number; pauseMs?: number },
    forMs: number | undefined,
  ]
>([
  ['a window that is spent', 'throttled', true, { waitMs: 7_000 }, 7_025],
  ['a refusal while something is left waits alone', 'throttled', false, { waitMs: 7_000 }, undefined],
  ['a window that is spent, of which nobody says when it ends', 'throttled', true, { windowMs: 10_000 }, 10_025],
  ['nothing is told at all', 'throttled', true, {}, undefined],
  ['an overload', 'overloaded', false, { waitMs: 30_000 }, 30_025],
  ['an overload without a word', 'overloaded', false, {}, undefined],
  ['a wait that is obeyed on a success', 'ok', false, { waitMs: 1_000 }, 1_025],
  ['longer than can be believed', 'throttled', true, { waitMs: 7_200_000 }, HOUR_MS + 25],
  ['a quota with a word', 'quota', false, { waitMs: 5_000 }, 5_025],
  ['a quota without a word', 'quota', false, {}, 60_025],
  ['a quota whose end is known', 'quota', false, { quotaMs: 900_000 }, 900_025],
  ['a quota that ends later than can be believed', 'quota', false, { quotaMs: 7_200_000 }, HOUR_MS + 25],
  ['as the rule says', 'quota', false, { pauseMs: 300_000 }, 300_025],
  ['a quota, whose rule knows better than a window', 'quota', true, { pauseMs: 300_000, windowMs: 1_000 }, 300_025],
  ['as the rule says, of any class', 'throttled', false, { pauseMs: 10_000 }, 10_025],
  ['a word outranks the rule', 'overloaded', false, { waitMs: 1_000, pauseMs: 10_000 }, 1_025],
])('%s', (_what, result, spent, { waitMs, windowMs, quotaMs, pauseMs }, forMs) => {
  const rule = { class: result, retry: false, ...(pauseMs !== undefined && { pauseMs }) };
  expect(pauseFor({ rule, spent, waitMs, windowMs, quotaMs, maxHintMs: HOUR_MS, hintMarginMs: 25 })).toBe(forMs);
});
