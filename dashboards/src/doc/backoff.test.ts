import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { expect, test } from 'vitest';
import { spellBackoff } from './backoff.ts';
import { markOurs } from './pointer.ts';

type Backoff = ProviderContract['retry']['backoff'];

const additive: Backoff = { kind: 'additive-jitter', baseMs: 1_000, jitterMs: 500, capMs: 60_000, firstExponent: 0 };
const full: Backoff = { kind: 'full-jitter', baseMs: 2_000, capMs: 30_000, firstExponent: 1 };
const uniform: Backoff = { kind: 'uniform', minMs: 0, maxMs: 1_000 };

const decorrelated: Backoff = { kind: 'decorrelated-jitter', baseMs: 100, capMs: 20_000 };

const cases: [ours: string, Backoff, expected: string][] = [
  ['/elsewhere', additive, 'n from 0: min(1 s × 2^n + uniform(0, 500 ms), 60 s)'],
  ['/retry/backoff', additive, 'n from 0: min(1 s × 2^n + uniform(0, 500 ms), 60 s) *(ours)*'],
  ['/retry/backoff/baseMs', additive, 'n from 0: min(1 s *(ours)* × 2^n + uniform(0, 500 ms), 60 s)'],
  ['/retry/backoff/jitterMs', additive, 'n from 0: min(1 s × 2^n + uniform(0, 500 ms *(ours)*), 60 s)'],
  ['/retry/backoff/capMs', additive, 'n from 0: min(1 s × 2^n + uniform(0, 500 ms), 60 s *(ours)*)'],
  ['/retry/backoff/firstExponent', full, 'n from 1 *(ours)*: uniform(0, min(2 s × 2^n, 30 s))'],
  ['/retry/backoff/capMs', full, 'n from 1: uniform(0, min(2 s × 2^n, 30 s *(ours)*))'],
  ['/retry/backoff/baseMs', decorrelated, 'min(uniform(100 ms *(ours)*, the delay before × 3), 20 s)'],
  ['/retry/backoff/maxMs', uniform, 'uniform(0 s, 1 s *(ours)*)'],
  ['/retry', uniform, 'uniform(0 s, 1 s) *(ours)*'],
];

test.each(cases)('where %s is ours, of %j', (ours, backoff, expected) => {
  expect(spellBackoff(backoff, markOurs({ ours: [ours] }), 'retry', 'backoff')).toBe(expected);
});
