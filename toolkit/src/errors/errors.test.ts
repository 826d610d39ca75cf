import { isBrokenCircuitError, isBulkheadRejectedError, isIsolatedCircuitError, isTaskCancelledError } from 'cockatiel';
import { describe, expect, it } from 'vitest';
import { type ErrorCode, EvenkeelError, errorCodes, isEvenkeelError, OptionError, requireInteger } from './errors.ts';

describe('EvenkeelError', () => {
  it.each<[ErrorCode, string]>([
    ['EVK_CANCELLED', 'cancelled'],
    ['EVK_CIRCUIT_OPEN', 'rejected'],
    ['EVK_CIRCUIT_ISOLATED', 'rejected'],
    ['EVK_BULKHEAD_FULL', 'rejected'],
    ['EVK_GATE_CLOSED', 'rejected'],
    ['EVK_RATE_LIMITED', 'rejected'],
    ['EVK_THROTTLED_LOCALLY', 'rejected'],
    ['EVK_QUEUE_TIMEOUT', 'rejected'],
    ['EVK_CLIENT_CLOSED', 'rejected'],
    ['EVK_PAYLOAD_INVALID', 'rejected'],
    ['EVK_PAYLOADS_FAILED', 'rejected'],
    ['EVK_PAYMENT_REQUIRED', 'rejected'],
    ['EVK_KEY_UNAVAILABLE', 'rejected'],
    ['EVK_SCOPE_MISSING', 'rejected'],
    ['EVK_BUDGET_EXCEEDED', 'rejected'],
    ['EVK_USAGE_UNAVAILABLE', 'rejected'],
    ['EVK_SUBMISSION_UNLOGGED', 'rejected'],
    ['EVK_JOB_NOT_ENDED', 'rejected'],
    ['EVK_JOB_LEFT', 'cancelled'],
    ['EVK_JOB_FAILED', 'error'],
    ['EVK_JOB_TIMEOUT', 'error'],
    ['EVK_DEADLINE_EXCEEDED', 'error'],
    ['EVK_ATTEMPT_TIMEOUT', 'error'],
    ['EVK_NETWORK', 'error'],
    ['EVK_THROTTLED', 'error'],
    ['EVK_UPSTREAM_ERROR', 'error'],
    ['EVK_UPSTREAM_REFUSED', 'error'],
    ['EVK_RESPONSE_INVALID', 'error'],
  ])('%s counts as %s', (code, outcome) => {
    expect(new EvenkeelError(code, 'It failed.').outcome).toBe(outcome);
  });

  it('keeps what it was told, and says what to do', () => {
    const cause = new Error('below');
    const error = new EvenkeelError('EVK_THROTTLED', 'It failed.', { cause, status: 429, retryAfterMs: 5 });
    expect(error).toMatchObject({ name: 'EvenkeelError', cause, status: 429, retryAfterMs: 5, attempts: 0 });
    expect(error.message).toMatch(/^It failed\. .+check the tier/);
  });

  const guards = { isBrokenCircuitError, isBulkheadRejectedError, isIsolatedCircuitError, isTaskCancelledError };
  const recognised: Partial<Record<ErrorCode, readonly (keyof typeof guards)[]>> = {
    EVK_CIRCUIT_OPEN: ['isBrokenCircuitError'],
    EVK_CIRCUIT_ISOLATED: ['isBrokenCircuitError', 'isIsolatedCircuitError'],
    EVK_BULKHEAD_FULL: ['isBulkheadRejectedError'],
    EVK_ATTEMPT_TIMEOUT: ['isTaskCancelledError'],
    EVK_DEADLINE_EXCEEDED: ['isTaskCancelledError'],
    EVK_QUEUE_TIMEOUT: ['isTaskCancelledError'],
    EVK_CANCELLED: ['isTaskCancelledError'],
  };
  it.each(errorCodes)("cockatiel's guards take %s for its like and for nothing else", (code) => {
    const error = new EvenkeelError(code, 'It failed.');
    const taken = Object.entries(guards).flatMap(([name, guard]) => (guard(error) ? [name] : []));
    expect(taken).toEqual(recognised[code] ?? []);
    for (const brand of taken) expect(Object.keys(error)).not.toContain(brand);
  });

  it('is recognised across copies of the package', () => {
    const foreign = Object.assign(new Error('x'), { name: 'EvenkeelError', code: 'EVK_NETWORK', outcome: 'error' });
    expect(isEvenkeelError(foreign)).toBe(true);
    expect(isEvenkeelError({ ...foreign })).toBe(false);
    expect(isEvenkeelError(new Error('x'))).toBe(false);
    expect(isEvenkeelError(undefined)).toBe(false);
  });
});

describe('OptionError', () => {
  it.each([
    [Number.NaN, 'NaN'],
    [10n, '10'],
    ['a"b', '"a\\"b"'],
    [{ a: 1 }, '{"a":1}'],
    [Symbol('s'), 'Symbol(s)'],
  ])('prints %o as %s', (value, printed) => {
    const error = new OptionError('width', 'give a number.', value);
    expect(error.message).toBe(`Option width is ${printed}: give a number.`);
    expect(error).toMatchObject({ code: 'EVK_OPTION_INVALID', option: 'width' });
    expect(error).toBeInstanceOf(RangeError);
  });

  it('prints no value where it was given none', () => {
    expect(new OptionError('apiKey', 'give one.').message).toBe('Option apiKey: give one.');
  });
});

describe('requireInteger', () => {
  it.each([1, 5, 10])('lets %d through', (value) => {
    expect(requireInteger('limit', value, 1, 10)).toBe(value);
  });

  it.each([0, 11, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5' as unknown as number])('refuses %s', (value) => {
    expect(() => requireInteger('limit', value, 1, 10)).toThrow(
      /^Option limit is .+: give a whole number from 1 to 10/,
    );
  });

  it('names only the lower bound where there is no upper one', () => {
    expect(() => requireInteger('limit', 0, 1)).toThrow('Option limit is 0: give a whole number of at least 1.');
  });
});
