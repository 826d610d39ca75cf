import { inspect } from 'node:util';
import { isBrokenCircuitError, isBulkheadRejectedError, isIsolatedCircuitError, isTaskCancelledError } from 'cockatiel';
import { stdSerializers } from 'pino';
import { describe, expect, it } from 'vitest';
import { errorCodes } from './error-codes.ts';
import { type ErrorCode, EvenkeelError, isEvenkeelError, OptionError, requireInteger } from './errors.ts';

const outcomes: Record<ErrorCode, EvenkeelError['outcome']> = {
  EVK_CANCELLED: 'cancelled',
  EVK_CIRCUIT_OPEN: 'rejected',
  EVK_CIRCUIT_ISOLATED: 'rejected',
  EVK_BULKHEAD_FULL: 'rejected',
  EVK_GATE_CLOSED: 'rejected',
  EVK_RATE_LIMITED: 'rejected',
  EVK_THROTTLED_LOCALLY: 'rejected',
  EVK_QUEUE_TIMEOUT: 'rejected',
  EVK_CLIENT_CLOSED: 'rejected',
  EVK_PAYLOAD_INVALID: 'rejected',
  EVK_PAYLOADS_FAILED: 'rejected',
  EVK_PAYMENT_REQUIRED: 'rejected',
  EVK_KEY_UNAVAILABLE: 'rejected',
  EVK_SCOPE_MISSING: 'rejected',
  EVK_BUDGET_EXCEEDED: 'rejected',
  EVK_USAGE_UNAVAILABLE: 'rejected',
  EVK_SUBMISSION_UNLOGGED: 'rejected',
  EVK_JOB_NOT_ENDED: 'rejected',
  EVK_JOB_LEFT: 'cancelled',
  EVK_JOB_FAILED: 'error',
  EVK_JOB_TIMEOUT: 'error',
  EVK_DEADLINE_EXCEEDED: 'error',
  EVK_ATTEMPT_TIMEOUT: 'error',
  EVK_NETWORK: 'error',
  EVK_THROTTLED: 'error',
  EVK_QUOTA_EXHAUSTED: 'error',
  EVK_UPSTREAM_ERROR: 'error',
  EVK_UPSTREAM_REFUSED: 'error',
  EVK_RESPONSE_INVALID: 'error',
};

describe('EvenkeelError', () => {
  it('has all codes', () => {
    expect(errorCodes.toSorted()).toEqual(Object.keys(outcomes).sort());
  });

  it.each(Object.entries(outcomes) as [ErrorCode, string][])('%s counts as %s', (code, outcome) => {
    expect(new EvenkeelError(code, 'It failed.').outcome).toBe(outcome);
  });

  it('keeps what it was told, and says what to do', () => {
    const cause = new Error('below');
    const error = new EvenkeelError('EVK_BULKHEAD_FULL', 'It failed.', { cause, status: 429, retryAfterMs: 5 });
    expect(error).toMatchObject({ name: 'EvenkeelError', cause, status: 429, retryAfterMs: 5, attempts: 0 });
    expect(error.message).toMatch(/^It failed\. .+raise maxQueued/);
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
    [undefined, 'undefined'],
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

describe('printed', () => {
  const cause = Object.assign(new TypeError('fetch failed'), { code: 'ECONNRESET', request: { key: 'nmb_secret' } });
  const error = new EvenkeelError('EVK_THROTTLED', 'Busy.', { cause, status: 429, retryAfterMs: 5, requestId: 'r-1' });
  error.attempts = 3;

  it('by JSON.stringify, says all that a log needs', () => {
    expect(JSON.parse(JSON.stringify({ error }))).toEqual({
      error: {
        name: 'EvenkeelError',
        code: 'EVK_THROTTLED',
        outcome: 'error',
        message: error.message,
        status: 429,
        retryAfterMs: 5,
        requestId: 'r-1',
        attempts: 3,
        cause: { name: 'TypeError', code: 'ECONNRESET', message: 'fetch failed' },
      },
    });
  });

  it.each<[string, unknown, unknown]>([
    ['a text', 'he left', 'he left'],
    ['an object', { key: 'nmb_secret' }, {}],
    [
      'another of ours',
      new EvenkeelError('EVK_JOB_LEFT', 'Left.'),
      { name: 'EvenkeelError', code: 'EVK_JOB_LEFT', message: 'Left.' },
    ],
  ])('says of a cause that is %s no more than why', (_what, thrown, expected) => {
    const cancelled = new EvenkeelError('EVK_CANCELLED', 'Cancelled.', { cause: thrown });
    expect(JSON.parse(JSON.stringify(cancelled)).cause).toEqual(expected);
  });

  it('says why an option cannot be used', () => {
    const wrong = new OptionError('limit', 'give a number.', 'x');
    const { message, code, option, name } = wrong;
    expect(JSON.parse(JSON.stringify(wrong))).toEqual({ message, code, option, name });
  });

  it.each<[string, (thrown: Error) => string]>([
    ['the console', (thrown) => inspect(thrown)],
    ["Pino's serializer", (thrown) => JSON.stringify(stdSerializers.err(thrown))],
  ])('by %s, says all that a log needs', (_what, print) => {
    const text = print(error);
    for (const part of ['Busy.', 'EVK_THROTTLED', '429', 'r-1', 'fetch failed']) {
      expect(text).toContain(part);
    }
    expect(text).toMatch(/retryAfterMs"?: ?5\b/);
    expect(text).toMatch(/attempts"?: ?3\b/);
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
