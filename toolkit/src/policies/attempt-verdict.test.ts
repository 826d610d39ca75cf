import { describe, expect, it, vi } from 'vitest';
import { EvenkeelError } from '../errors/errors.ts';
import { verdictOn } from './attempt-verdict.ts';

const brokenJudge = (): never => {
  throw new Error('broken judge');
};

describe('verdictOn', () => {
  it.each([
    { what: 'an error nobody judges', handle: undefined, verdict: 'failure' },
    { what: 'an error that is handled', handle: () => true, verdict: 'failure' },
    { what: 'an error that is not handled', handle: () => false, verdict: 'success' },
    { what: 'an error whose judge throws', handle: brokenJudge, verdict: 'failure' },
  ])('takes $what for a $verdict', ({ handle, verdict }) => {
    expect(verdictOn(new Error('down'), handle)).toBe(verdict);
  });

  it.each([
    new EvenkeelError('EVK_CANCELLED', 'gone'),
    new EvenkeelError('EVK_CIRCUIT_ISOLATED', 'off'),
    Object.assign(new Error('open'), { isBrokenCircuitError: true }),
  ])('does not ask about what a policy inside decided: %s', (error) => {
    const handle = vi.fn(() => true);
    expect(verdictOn(error, handle)).toBe('ignored');
    expect(handle).not.toHaveBeenCalled();
  });
});
