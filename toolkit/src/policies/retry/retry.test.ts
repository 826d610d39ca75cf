import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { nimbusProfile } from '../../providers/nimbus/profile.ts';
import { seededRandom } from '../../testing/index.ts';
import { type RetryDelayFacts, type RetrySettings, retryDelayMs } from './retry.ts';

const settings: RetrySettings = {
  maxAttempts: 4,
  backoff: { kind: 'additive-jitter', baseMs: 1_000, jitterMs: 1_000, capMs: 60_000, firstExponent: 0 },
  hintJitter: { kind: 'uniform', minMs: 0, maxMs: 800 },
  hintMarginMs: 25,
  maxHintMs: 3_600_000,
  budget: null,
};
const failed = (given: Partial<RetryDelayFacts>): RetryDelayFacts => ({
  attempt: 1,
  hintMs: undefined,
  backoff: undefined,
  ...given,
});

describe('retryDelayMs', () => {
  it.each([
    { what: 'counts retries from 0', given: failed({ attempt: 1 }), delayMs: 1_500 },
    {
      what: 'passes on the backoff before this one',
      given: failed({ backoff: { kind: 'decorrelated-jitter', baseMs: 100, capMs: 60_000 }, previousMs: 1_000 }),
      delayMs: 1_550,
    },
    { what: 'grows with each attempt', given: failed({ attempt: 3 }), delayMs: 4_500 },
    {
      what: "prefers the rule's own backoff",
      given: failed({ backoff: { kind: 'uniform', minMs: 10_000, maxMs: 30_000 } }),
      delayMs: 20_000,
    },
    { what: 'waits out a hint, a margin and the jitter', given: failed({ hintMs: 7_000 }), delayMs: 7_425 },
    { what: 'takes a hint of 0 as a hint', given: failed({ attempt: 3, hintMs: 0 }), delayMs: 425 },
    {
      what: "lets a hint win over the rule's backoff",
      given: failed({ hintMs: 1_000, backoff: { kind: 'uniform', minMs: 9_000, maxMs: 9_000 } }),
      delayMs: 1_425,
    },
  ])('$what', ({ given, delayMs }) => {
    expect(retryDelayMs(settings, given, () => 0.5)).toBe(delayMs);
  });

  it('is never shorter than the hint and the margin', () => {
    const { retry } = nimbusProfile;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(1e9), fc.nat(), (attempt, hintMs, seed) => {
        const delayMs = retryDelayMs(retry, failed({ attempt, hintMs }), seededRandom(seed));
        expect(delayMs).toBeGreaterThanOrEqual(hintMs + retry.hintMarginMs);
      }),
      runs(),
    );
  });
});
