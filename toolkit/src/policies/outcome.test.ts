import { describe, expect, it, vi } from 'vitest';
import { type ErrorCode, EvenkeelError } from '../errors/errors.ts';
import { outcomeOf } from './outcome.ts';

const brokenJudge = (): never => {
  throw new Error('broken judge');
};

describe('outcomeOf', () => {
  it.each([
    { what: 'an error nobody judges', handle: undefined, outcome: 'failure' },
    { what: 'an error that is handled', handle: () => true, outcome: 'failure' },
    { what: 'an error that is not handled', handle: () => false, outcome: 'success' },
    { what: 'an error whose judge throws', handle: brokenJudge, outcome: 'failure' },
  ])('takes $what for a $outcome', ({ handle, outcome }) => {
    expect(outcomeOf(new Error('down'), handle)).toBe(outcome);
  });

  it.each<[ErrorCode, string]>([
    ['EVK_THROTTLED', 'success'],
    ['EVK_QUOTA_EXHAUSTED', 'success'],
    ['EVK_UPSTREAM_REFUSED', 'success'],
    ['EVK_UPSTREAM_ERROR', 'failure'],
    ['EVK_ATTEMPT_TIMEOUT', 'failure'],
    ['EVK_NETWORK', 'failure'],
    ['EVK_RESPONSE_INVALID', 'failure'],
  ])('takes %s that nobody judges for a %s', (code, outcome) => {
    expect(outcomeOf(new EvenkeelError(code, 'No.'))).toBe(outcome);
  });

  it.each([
    new EvenkeelError('EVK_CANCELLED', 'gone'),
    new EvenkeelError('EVK_CIRCUIT_ISOLATED', 'off'),
    Object.assign(new Error('open'), { isBrokenCircuitError: true }),
  ])('does not ask about what a policy inside decided: %s', (error) => {
    const handle = vi.fn(() => true);
    expect(outcomeOf(error, handle)).toBe('ignored');
    expect(handle).not.toHaveBeenCalled();
  });
});
