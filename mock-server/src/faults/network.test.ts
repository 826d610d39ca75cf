import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../toolkit/properties/runs.ts';
import { active } from '../injection/active.fixture.ts';
import { transportOf } from '../injection/decide.ts';
import type { ActiveFault } from '../injection/fault.ts';
import network from './network.ts';

const subject = (n: number) => ({ key: '01234567', callId: `call-${n}`, attempt: 1 });

const fault = (minMs: number, maxMs: number, more: Partial<ActiveFault> = {}): ActiveFault =>
  active(network, { minMs, maxMs }, more);

test('each way takes between the two, and the same call the same', () => {
  fc.assert(
    fc.property(fc.nat(1_000), fc.nat(1_000), fc.nat(), fc.nat(), (minMs, more, n, seed) => {
      const faults = [fault(minMs, minMs + more)];
      const { inboundMs, outboundMs } = transportOf(faults, seed, subject(n), 'discover');
      for (const ms of [inboundMs, outboundMs]) {
        expect(ms).toBeGreaterThanOrEqual(minMs);
        expect(ms).toBeLessThanOrEqual(minMs + more);
      }
      expect(transportOf(faults, seed, subject(n), 'discover')).toEqual({ inboundMs, outboundMs });
    }),
    runs(),
  );
});

test('it is uniform, and the way back does not depend on the way there', () => {
  const ways = Array.from({ length: 4_000 }, (_, n) => transportOf([fault(1, 30)], 1, subject(n), 'discover'));
  const mean = (all: number[]) => all.reduce((sum, ms) => sum + ms, 0) / all.length;
  for (const all of [ways.map(({ inboundMs }) => inboundMs), ways.map(({ outboundMs }) => outboundMs)]) {
    // Four standard errors of a uniform draw's mean.
    expect(Math.abs(mean(all) - 15.5)).toBeLessThan((4 * 29) / Math.sqrt(12 * all.length));
    expect(all.filter((ms) => ms < 8.25).length / all.length).toBeCloseTo(0.25, 1);
  }
  const product = mean(ways.map(({ inboundMs, outboundMs }) => (inboundMs - 15.5) * (outboundMs - 15.5)));
  expect(Math.abs(product / (29 ** 2 / 12))).toBeLessThan(0.1);
});

describe('what is spared', () => {
  test.each<[string, Partial<ActiveFault>, number]>([
    ['nobody, unless it says so', {}, 5],
    ['by the rate', { rate: 0 }, 0],
    ['other operations', { operation: 'agent_call' }, 0],
    ['its own not', { operation: 'discover' }, 5],
  ])('%s', (_what, more, ms) => {
    const transport = transportOf([fault(5, 5, more)], 1, subject(1), 'discover');
    expect(transport).toEqual({ inboundMs: ms, outboundMs: ms });
  });
});

test('two networks, one behind the other, take as long as both', () => {
  const transport = transportOf([fault(5, 5), fault(7, 7, { draw: 'network#2' })], 1, subject(1), 'discover');
  expect(transport).toEqual({ inboundMs: 12, outboundMs: 12 });
});
