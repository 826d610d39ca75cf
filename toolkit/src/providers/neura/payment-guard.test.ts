import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { invoice } from './client.fixture.ts';
import { PaymentGuard, type PaymentOptions } from './payment-guard.ts';

const options = { maxAmount: 1, maxTotal: 10, currency: 'USDC' };
const refused = expect.objectContaining({ code: 'EVK_PAYMENT_REQUIRED' });

describe('PaymentGuard', () => {
  it.each<[Partial<Record<keyof PaymentOptions, unknown>>, string]>([
    [{ maxAmount: 0 }, 'Option payment.maxAmount is 0'],
    [{ maxAmount: Number.POSITIVE_INFINITY }, 'Option payment.maxAmount is Infinity'],
    [{ maxAmount: '1' }, 'Option payment.maxAmount is "1"'],
    [{ maxTotal: undefined }, 'Option payment.maxTotal is null: give what all payments may add up to'],
    [{ maxTotal: -1 }, 'Option payment.maxTotal is -1'],
    [{ maxTotal: Number.NaN }, 'Option payment.maxTotal is NaN'],
    [{ maxTotal: '10' }, 'Option payment.maxTotal is "10"'],
    [{ currency: '' }, 'Option payment.currency is ""'],
  ])('refuses %o', (wrong, says) => {
    expect(() => new PaymentGuard({ ...options, ...wrong } as PaymentOptions)).toThrow(says);
  });

  it('adds up as people do: three times 0.1 is 0.3', () => {
    const guard = new PaymentGuard({ ...options, maxTotal: 0.3 });
    const tenth = { ...invoice, amount: 0.1 };
    for (let n = 0; n < 3; n += 1) guard.commit(tenth, invoice);
    expect(() => guard.commit(tenth, invoice)).toThrow('of 0.3 USDC for all calls 0.3 are paid');
  });

  it('takes back what was not paid, once', () => {
    const guard = new PaymentGuard({ ...options, maxTotal: 1 });
    const all = { ...invoice, amount: 1 };
    const first = guard.commit(all, invoice);
    first.release();
    first.release();
    guard.commit(all, invoice);
    expect(() => guard.commit(all, invoice)).toThrow(refused);
  });

  it('has no total where it is told so', () => {
    const guard = new PaymentGuard({ ...options, maxTotal: Number.POSITIVE_INFINITY });
    for (let n = 0; n < 1_000; n += 1) guard.commit({ ...invoice, amount: 1 }, invoice);
  });

  it('never lets through more than the total, nor more than the most of one call', () => {
    const amounts = fc.array(fc.tuple(fc.double({ min: 1e-6, max: 2, noNaN: true }), fc.boolean()), { maxLength: 50 });
    fc.assert(
      fc.property(amounts, (payments) => {
        const guard = new PaymentGuard(options);
        let paid = 0;
        for (const [amount, goesThrough] of payments) {
          try {
            const commitment = guard.commit({ ...invoice, amount }, invoice);
            expect(amount).toBeLessThanOrEqual(options.maxAmount);
            if (goesThrough) paid += amount;
            else commitment.release();
          } catch (error) {
            if (amount <= options.maxAmount) expect(paid + amount).toBeGreaterThan(options.maxTotal - 1e-9);
            expect(error).toEqual(refused);
          }
        }
        expect(paid).toBeLessThanOrEqual(options.maxTotal + 1e-9);
      }),
      runs(),
    );
  });
});
