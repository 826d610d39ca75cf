import { describe, expect, it } from 'vitest';
import { GuessedAmount } from './guessed-amount.ts';

/** Lets windows pass that are used up. */
function pass(amount: GuessedAmount, windows: number): void {
  for (let window = 0; window < windows; window += 1) amount.passed(amount.most);
}

describe('GuessedAmount', () => {
  it('knows nothing at first, and then what a window had', () => {
    const amount = new GuessedAmount();
    expect(amount.most).toBe(Number.POSITIVE_INFINITY);
    amount.refused(60, true);
    expect(amount.most).toBe(60);
    amount.refused(3, false);
    expect(amount.most).toBe(Number.POSITIVE_INFINITY);
  });

  it('lets three times as much go as was accepted, and all once that was right', () => {
    const amount = new GuessedAmount();
    amount.refused(60, true);
    expect([1, 4, 60].map((accepted) => amount.allowed(accepted))).toEqual([3, 12, 60]);
    amount.passed(40);
    expect(amount.allowed(1)).toBe(60);
    amount.refused(50, true);
    expect(amount.allowed(1)).toBe(3);
  });

  it('tries more after four windows, and later where that is refused', () => {
    const amount = new GuessedAmount();
    amount.refused(60, true);
    pass(amount, 3);
    expect(amount.most).toBe(60);
    pass(amount, 1);
    expect(amount.most).toBe(75);
    amount.refused(60, true);
    pass(amount, 7);
    expect(amount.most).toBe(60);
    pass(amount, 1);
    expect(amount.most).toBe(75);
  });

  it('does not take a window that was not used up for a proof', () => {
    const amount = new GuessedAmount();
    amount.refused(60, true);
    for (let window = 0; window < 100; window += 1) amount.passed(59);
    expect(amount.most).toBe(60);
  });
});
