import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { FakeClock } from '../../testing/index.ts';
import { RetryBudget } from './retry-budget.ts';

function make({ ratio = 0.2, floorPerWindow = 3 } = {}): { budget: RetryBudget; clock: FakeClock } {
  const clock = new FakeClock();
  return { clock, budget: new RetryBudget({ ratio, floorPerWindow, windowMs: 1_000, clock }) };
}

const withdrawals = (budget: RetryBudget, tries = 100): number =>
  Array.from({ length: tries }, () => budget.withdraw()).filter(Boolean).length;

describe('RetryBudget', () => {
  it.each([
    { ratio: 0.2, floorPerWindow: 3, calls: 0, retries: 3 },
    { ratio: 0.2, floorPerWindow: 3, calls: 4, retries: 3 },
    { ratio: 0.2, floorPerWindow: 3, calls: 5, retries: 4 },
    { ratio: 0.2, floorPerWindow: 3, calls: 100, retries: 23 },
    { ratio: 0.1, floorPerWindow: 0, calls: 9, retries: 0 },
    { ratio: 0.1, floorPerWindow: 0, calls: 10, retries: 1 },
    { ratio: 0, floorPerWindow: 0, calls: 10, retries: 0 },
    { ratio: 2, floorPerWindow: 0, calls: 10, retries: 20 },
  ])('with ratio $ratio and floor $floorPerWindow allows $retries retries after $calls calls', (given) => {
    const { budget } = make(given);
    for (let call = 0; call < given.calls; call += 1) budget.deposit();
    expect(withdrawals(budget)).toBe(given.retries);
    expect(budget.withdraw()).toBe(false);
  });

  it('tells its balance, which a withdrawal lowers and a refused one does not', () => {
    const { budget } = make({ ratio: 0.5, floorPerWindow: 1 });
    budget.deposit();
    expect(budget.balance).toBe(1.5);
    expect(budget.withdraw()).toBe(true);
    expect(budget.balance).toBe(0.5);
    expect(budget.withdraw()).toBe(false);
    expect(budget.balance).toBe(0.5);
  });

  it('forgets calls after the window, and retries no earlier than their calls', async () => {
    const { budget, clock } = make({ ratio: 1, floorPerWindow: 0 });
    for (let call = 0; call < 10; call += 1) budget.deposit();
    expect(withdrawals(budget, 4)).toBe(4);
    await clock.advance(899);
    expect(budget.balance).toBe(6);
    await clock.advance(101);
    expect(budget.balance).toBe(0);
    await clock.advance(100);
    budget.deposit();
    expect(budget.balance).toBe(1);
  });

  it('gives the floor anew after a window, however long it was idle, and runs no timer', async () => {
    const { budget, clock } = make();
    expect(withdrawals(budget)).toBe(3);
    await clock.advance(1_000);
    // This call counts beside the retries of a window ago; it does not replace them.
    budget.deposit();
    expect(budget.withdraw()).toBe(false);
    await clock.advance(100);
    expect(withdrawals(budget)).toBe(3);
    await clock.advance(3_600_000);
    expect(withdrawals(budget)).toBe(3);
    expect(clock.pending).toBe(0);
  });

  it('allows no more than ratio x calls + floor in the window that ends with any retry', async () => {
    const step = fc.record({
      waitMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 400 })),
      calls: fc.nat(6),
      tries: fc.nat(6),
    });
    const settings = fc.record({ ratio: fc.double({ min: 0, max: 1.5, noNaN: true }), floorPerWindow: fc.nat(4) });
    await fc.assert(
      fc.asyncProperty(settings, fc.array(step, { maxLength: 40 }), async ({ ratio, floorPerWindow }, steps) => {
        const { budget, clock } = make({ ratio, floorPerWindow });
        const calls: number[] = [];
        const retries: number[] = [];
        for (const { waitMs, calls: made, tries } of steps) {
          if (waitMs > 0) await clock.advance(waitMs);
          for (let call = 0; call < made; call += 1) {
            budget.deposit();
            calls.push(clock.now());
          }
          for (let retry = 0; retry < tries; retry += 1) {
            if (!budget.withdraw()) continue;
            retries.push(clock.now());
            const inWindow = (at: number): boolean => at > clock.now() - 1_000;
            const allowed = ratio * calls.filter(inWindow).length + floorPerWindow;
            expect(retries.filter(inWindow).length).toBeLessThanOrEqual(allowed);
          }
        }
      }),
      runs(),
    );
  });

  it.each([
    ['ratio', -0.1],
    ['ratio', Number.NaN],
    ['ratio', Number.POSITIVE_INFINITY],
    ['floorPerWindow', -1],
    ['floorPerWindow', 1.5],
    ['windowMs', 0],
  ])('refuses %s = %d', (option, value) => {
    const options = { ratio: 0.2, floorPerWindow: 3, windowMs: 1_000, [option]: value };
    expect(() => new RetryBudget(options)).toThrow(new RegExp(`^Option ${option} is ${value}`));
  });
});
