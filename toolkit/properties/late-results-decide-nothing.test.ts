import fc from 'fast-check';
import { expect } from 'vitest';
import { CircuitBreaker } from '../src/policies/breaker/circuit-breaker.ts';
import type { BreakerPermit } from '../src/policies/breaker/circuit-core.ts';
import type { CircuitStateName } from '../src/policies/breaker/circuit-state.ts';
import { OpossumRule } from '../src/policies/breaker/opossum-rule.ts';
import { RollingRatioBreaker } from '../src/policies/breaker/rolling-ratio-breaker.ts';
import type { Outcome } from '../src/policies/outcome.ts';
import type { Clock } from '../src/time/clock.ts';
import { property } from './runs.ts';

const PROBES = 2;
const OPEN_MS = 100;

/** A circuit breaker whose state is known from its reports, and whose states are numbered. */
class Watched {
  state: CircuitStateName = 'closed';
  era = 0;
  readonly breaker: CircuitBreaker;

  constructor(rule: 'ratio' | 'opossum', clock: Clock) {
    const window = { sizeMs: 300, buckets: 3 };
    this.breaker = new CircuitBreaker({
      breaker:
        rule === 'ratio'
          ? new RollingRatioBreaker({ window, minimumCalls: 2, errorRatio: 0.5, compare: '>=' }, clock)
          : new OpossumRule({ rollingCountTimeout: 300, rollingCountBuckets: 3, volumeThreshold: 2, clock }),
      openMs: OPEN_MS,
      probes: PROBES,
      clock,
      onChange: (_from, to) => {
        this.state = to;
        this.era += 1;
      },
    });
  }

  admit(): BreakerPermit | undefined {
    try {
      return this.breaker.admit();
    } catch {
      return undefined;
    }
  }
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ act: 'admit' as const }) },
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('settle' as const),
      /** Which attempt under way: one of the oldest, or of the latest. */
      which: fc.integer({ min: -3, max: 2 }),
      outcome: fc.constantFrom<Outcome>('success', 'failure', 'failure', 'ignored'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('wait' as const), ms: fc.constantFrom(1, 50, OPEN_MS) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('close' as const, 'close' as const, 'isolate' as const) }) },
);
const walks = fc.array(step, { minLength: 10, maxLength: 80 });
const rules = fc.constantFrom('ratio' as const, 'opossum' as const);

property(
  'a breaker goes the same way as one that never hears of late results',
  fc.tuple(rules, walks),
  ([rule, walk]) => {
    let nowMs = 1_000_000;
    const clock: Clock = { now: () => nowMs, setTimeout: () => () => {} };
    const [hearsAll, hearsTimely] = [new Watched(rule, clock), new Watched(rule, clock)];
    const underWay: { all: BreakerPermit; timely: BreakerPermit; era: number }[] = [];
    for (const step of walk) {
      if (step.act === 'wait') nowMs += step.ms;
      else if (step.act === 'admit') {
        const [all, timely] = [hearsAll.admit(), hearsTimely.admit()];
        expect(all === undefined).toBe(timely === undefined);
        // Admission has made an open breaker half-open, so the era is read only now.
        if (all && timely) underWay.push({ all, timely, era: hearsTimely.era });
      } else if (step.act === 'settle') {
        const [attempt] = underWay.splice(step.which, 1);
        if (attempt === undefined) continue;
        hearsAll.breaker.settle(attempt.all, step.outcome);
        if (attempt.era === hearsTimely.era) hearsTimely.breaker.settle(attempt.timely, step.outcome);
      } else for (const { breaker } of [hearsAll, hearsTimely]) breaker[step.act]();
      expect(hearsAll.breaker.toJSON()).toEqual(hearsTimely.breaker.toJSON());
      const probes = underWay.filter(({ era }) => era === hearsTimely.era).length;
      if (hearsAll.state === 'half-open') expect(probes).toBeLessThanOrEqual(PROBES);
    }
  },
);
