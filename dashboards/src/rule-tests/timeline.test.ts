import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../../toolkit/properties/runs.ts';
import { timelineOf } from './timeline.ts';

test('the shipped alerts are watched every half minute', () => {
  expect(timelineOf({ windowMs: 300_000, forMs: 60_000 })).toEqual({
    stepMs: 30_000,
    firesAtMs: 90_000,
    endMs: 1_170_000,
    steps: 39,
  });
});

test('an alert fires after its `for` and before one step more, and is watched until it has left the window', () => {
  const alerts = fc.record({ windowMs: fc.integer({ min: 2, max: 1e8 }), forMs: fc.integer({ min: 0, max: 1e8 }) });
  fc.assert(
    fc.property(alerts, ({ windowMs, forMs }) => {
      const { stepMs, firesAtMs, endMs } = timelineOf({ windowMs, forMs });
      expect(firesAtMs).toBeGreaterThanOrEqual(forMs + stepMs);
      expect(firesAtMs).toBeLessThan(forMs + 2 * stepMs);
      expect(windowMs).toBeGreaterThanOrEqual(2 * stepMs);
      expect(endMs).toBeGreaterThan(3 * windowMs);
    }),
    runs(),
  );
});
