import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../toolkit/properties/runs.ts';
import { capOf, decide, isHit } from './decide.ts';
import type { ActiveFault } from './fault.ts';

const subject = (n: number, attempt = 1) => ({ key: '01234567', callId: `call-${n}`, attempt });
const fault = { draw: 'http_error', rate: 0.3, per: 'call' as const };
const calls = Array.from({ length: 20_000 }, (_, n) => n);

describe('the share of hits is close to the rate over 20,000 draws', () => {
  test.each([0, 0.001, 0.03, 0.3, 1])('%f', (rate) => {
    const hits = calls.filter((n) => isHit({ ...fault, rate }, 1, subject(n))).length;
    // Four standard deviations of a binomial distribution; 0 at the rates 0 and 1.
    const slack = 4 * Math.sqrt(calls.length * rate * (1 - rate));
    expect(Math.abs(hits - calls.length * rate)).toBeLessThanOrEqual(slack);
  });
});

test('what is decided beside a call does not change its outcome', () => {
  const alone = new Map(calls.slice(0, 200).map((n) => [n, isHit(fault, 1, subject(n))]));
  fc.assert(
    fc.property(fc.shuffledSubarray([...alone.keys()], { minLength: 1 }), (order) => {
      for (const n of order) expect(isHit(fault, 1, subject(n))).toBe(alone.get(n));
    }),
    runs(),
  );
});

test('per call all attempts share one outcome, per attempt each has its own', () => {
  const outcomes = (per: 'call' | 'attempt', n: number) =>
    [1, 2, 3, 4].map((attempt) => isHit({ ...fault, rate: 0.5, per }, 1, subject(n, attempt)));
  const some = calls.slice(0, 100);
  expect(some.every((n) => new Set(outcomes('call', n)).size === 1)).toBe(true);
  expect(some.some((n) => new Set(outcomes('attempt', n)).size === 2)).toBe(true);
});

test('a higher rate hits all that a lower one hits', () => {
  const low = calls.filter((n) => isHit({ ...fault, rate: 0.03 }, 1, subject(n)));
  expect(low.every((n) => isHit({ ...fault, rate: 0.1 }, 1, subject(n)))).toBe(true);
});

test.each([
  ['seed', { ...fault }, 2],
  ['fault', { ...fault, draw: 'latency' }, 1],
])('another %s hits other calls', (_what, other, seed) => {
  const hit = calls.filter((n) => isHit(fault, 1, subject(n)));
  const both = hit.filter((n) => isHit(other, seed, subject(n)));
  expect(both.length / hit.length).toBeCloseTo(fault.rate, 1);
});

test.each([
  [{}, 1, 'discover', true],
  [{ operation: 'invoice_replay' }, 1, 'invoice_replay', true],
  [{ operation: 'invoice_replay' }, 1, 'discover', false],
  [{ operation: 'invoice_replay' }, 1, undefined, false],
  [{ attempts: 'first' as const }, 1, 'discover', true],
  [{ attempts: 'first' as const }, 2, 'discover', false],
])('with %j attempt %i of %s is hit: %s', (more, attempt, operation, hit) => {
  expect(isHit({ ...fault, rate: 1, ...more }, 1, subject(1, attempt), operation)).toBe(hit);
});

describe('several faults at once', () => {
  const acting = (id: string, hooks: ActiveFault['hooks'], rate = 1): ActiveFault => {
    const common = { provider: 'nimbus', fault: id, per: 'call', expiresAtMs: 0, fields: {} } as const;
    return { ...common, id, rate, hooks, draw: id };
  };
  const cap = (id: string, atMost: number) => acting(id, { beforeAdmission: () => ({ atMost }) });
  const delay = (id: string, addedMs: number, rate = 1) => acting(id, { onAnswer: () => ({ addedMs }) }, rate);
  const answer = (id: string, status: number, rate = 1) =>
    acting(id, { onAnswer: () => ({ answer: { status, retryAfterMs: 5 } }) }, rate);
  const silence = (id: string) => acting(id, { onAnswer: () => ({ answer: 'never' }) });

  test.each([
    ['none', [], null, 0, []],
    ['delays add up', [delay('a', 100), delay('b', 20), delay('c', 3, 0)], null, 120, [100, 20, 0]],
    ['an answer adds nothing, and nothing is added to it', [delay('a', 100), answer('b', 500)], 500, 0, [0, 0]],
    ['of several answers the first is given', [answer('a', 500), answer('b', 502)], 500, 0, [0, 0]],
    ['a cap does nothing to what was admitted', [cap('a', 1), delay('b', 7)], null, 7, [0, 7]],
    ['an answer that does not hit is not given', [answer('a', 500, 0), delay('b', 7)], null, 7, [0, 7]],
    ['no answer comes, however late', [delay('a', 100), silence('b')], 'never', 0, [0, 0]],
    ['an answer that comes first is given', [answer('a', 500), silence('b')], 500, 0, [0, 0]],
  ])('%s', (_what, faults, status, delayMs, added) => {
    const outcome = decide(faults, 1, subject(1));
    const answered = outcome.answer === null || outcome.answer === 'never' ? outcome.answer : outcome.answer.status;
    expect([answered, outcome.delayMs]).toEqual([status, delayMs]);
    const decisions = faults.map(({ id, fault, rate }, at) => ({ id, fault, hit: rate === 1, addedMs: added[at] }));
    expect(outcome.decisions).toEqual(decisions);
  });

  test.each([
    ['none', [], Number.POSITIVE_INFINITY],
    ['others', [delay('a', 1), answer('b', 500)], Number.POSITIVE_INFINITY],
    ['one', [delay('a', 1), cap('b', 10)], 10],
    ['several: the lowest', [cap('a', 7), cap('b', 0), cap('c', 3)], 0],
  ])('the cap of %s', (_what, faults, max) => {
    expect(capOf(faults)).toBe(max);
  });
});
