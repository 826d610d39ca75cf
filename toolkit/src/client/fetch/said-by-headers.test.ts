import { describe, expect, it } from 'vitest';
import { takeSaid } from './said-by-headers.ts';

describe('takeSaid', () => {
  it('takes out what is meant for us, and says it', () => {
    const headers = new Headers({
      ...{ accept: 'a', 'evenkeel-priority': '-2', 'evenkeel-cost': '1.5', 'evenkeel-idempotent': 'false' },
      ...{ 'evenkeel-tenant': 'them', 'Evenkeel-Max-Wait-Ms': '250' },
    });
    expect(takeSaid(headers)).toEqual({ priority: -2, cost: 1.5, idempotent: false, tenant: 'them', maxWaitMs: 250 });
    expect([...headers]).toEqual([['accept', 'a']]);
  });

  it('says nothing where nothing is said', () => {
    expect(takeSaid(new Headers({ accept: 'a' }))).toBeUndefined();
  });

  it.each([
    ['evenkeel-priority', 'high'],
    ['evenkeel-cost', '-1'],
    ['evenkeel-idempotent', 'maybe'],
    ['evenkeel-key', 'x'],
  ])('refuses %s: %s', (name, text) => {
    expect(() => takeSaid(new Headers({ [name]: text }))).toThrow(
      expect.objectContaining({ code: 'EVK_OPTION_INVALID' }),
    );
  });
});
