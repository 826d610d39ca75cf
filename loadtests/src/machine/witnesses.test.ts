import { nimbusProfile } from '@evenkeel/toolkit/providers';
import type { Objective } from '@evenkeel/toolkit/slo';
import { expect, it } from 'vitest';
import { witnesses } from './witnesses.ts';

const [errors, latency] = nimbusProfile.objectives as readonly Objective[] as [Objective, Objective];
const idle = { windows: 20, full: 5 };
const reading = (objective: Objective, k6: number, prometheus?: number) => ({
  objective,
  k6: { bad: k6, total: 1_000 },
  ...(prometheus !== undefined && { prometheus: { bad: prometheus, total: 1_000 } }),
});

it.each([
  ['a machine that is full for a moment', idle, []],
  ['a target, of which k6 alone knows', idle, [reading(latency, 118)]],
  ['an application that is slow', idle, [reading(latency, 118, 115)]],
  ['errors, of which disagreement tells', idle, [reading(errors, 118, 0)]],
  ['a machine that cannot tell', { windows: 0, full: 0 }, []],
])('has none of %s', (_what, host, readings) => {
  expect(witnesses(host, readings)).toEqual([]);
});

it('sees a machine that is full', () => {
  expect(witnesses({ windows: 20, full: 6 }, [])).toEqual(['All processors were busy in 6 of 20 s of the load.']);
});

it('sees a generator that is late', () => {
  expect(witnesses(idle, [reading(latency, 118, 0)])).toEqual([
    '118 calls were slow by k6 and 0 by the application: the others waited in the generator.',
  ]);
});
