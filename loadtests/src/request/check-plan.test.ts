import { expect, it } from 'vitest';
import { checkPlan } from './check-plan.ts';
import type { Plan } from './plan.ts';

const plan: Plan = {
  title: 'a scenario',
  provider: 'nimbus',
  tier: 'pro',
  objectives: ['errors'],
  load: { kind: 'rate', perSecond: 10, durationMs: 1_000, vus: 5 },
  assertions: [],
  byDefault: false,
};

it('takes a plan, and returns the very same', () => {
  expect(checkPlan('mine', plan)).toBe(plan);
});

it.each<[string, Record<string, unknown>, string]>([
  ['no assertions', { assertions: undefined }, 'assertions is missing: give a list.'],
  ['assertions that are none', { assertions: ['errors'] }, 'assertions.0 is "errors": give a function.'],
  ['an unknown field', { objetives: [] }, 'objetives is unknown. Did you mean "objectives"?'],
  ['a title of another type', { title: 7 }, 'title is 7: give a text.'],
  ['a load of another kind', { load: { kind: 'spike' } }, 'load.kind is "spike": give rate, batches, own or fleet.'],
  ['no load', { load: undefined }, 'load is missing: give rate, batches, own or fleet.'],
  [
    'a rate of 0',
    { load: { kind: 'rate', perSecond: 0, durationMs: 1_000, vus: 5 } },
    'load.perSecond is 0: give a number above 0.',
  ],
  [
    'half a virtual user',
    { load: { kind: 'rate', perSecond: 1, durationMs: 1_000, vus: 0.5 } },
    'load.vus is 0.5: give a whole number of at least 1.',
  ],
  [
    'a field of another load',
    { load: { kind: 'rate', perSecond: 1, durationMs: 1_000, vus: 1, size: 5 } },
    'load.size is unknown, or not for this kind of load.',
  ],
  ['a number in the environment', { gateway: { PORT: 80 } }, 'gateway.PORT is 80: give a text.'],
  ['a word for a flag', { byDefault: 'no' }, 'byDefault is "no": give true or false.'],
])('refuses %s', (_what, fields, says) => {
  expect(() => checkPlan('mine', { ...plan, ...fields })).toThrow(`mine/plan.ts: ${says}`);
});

it('names all that is wrong at once, and a plan that is none', () => {
  expect(() => checkPlan('mine', { ...plan, title: '', tier: 1 })).toThrow(
    'mine/plan.ts: title is "": give a text. tier is 1: give a text.',
  );
  expect(() => checkPlan('mine', undefined)).toThrow(
    'mine/plan.ts: the plan is missing: give an object as the default export.',
  );
});
