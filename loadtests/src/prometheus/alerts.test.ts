import { expect, it } from 'vitest';
import { AlertsSeen } from './alerts.ts';

const labels = (slo: string, provider = 'nimbus') => ({ alertname: 'A', provider, slo });

it('keeps the worst state, though the alert resolves', () => {
  const seen = new AlertsSeen('nimbus');
  expect(seen.stateOf('errors')).toBe('inactive');
  seen.note(labels('errors'), 'pending');
  expect(seen.stateOf('errors')).toBe('pending');
  seen.note(labels('errors'), 'firing');
  seen.note(labels('errors'), 'inactive');
  expect(seen.stateOf('errors')).toBe('firing');
  expect(seen.stateOf('latency')).toBe('inactive');
});

it("looks away from another provider's alerts, and from those of no objective", () => {
  const seen = new AlertsSeen('nimbus');
  seen.note(labels('errors', 'nerox'), 'firing');
  seen.note({ alertname: 'B', provider: 'nimbus' }, 'firing');
  expect(seen.stateOf('errors')).toBe('inactive');
});
