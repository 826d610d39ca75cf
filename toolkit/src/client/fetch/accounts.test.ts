import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/index.ts';
import { Accounts } from './accounts.ts';

const at = (host: string): URL => new URL(`https://${host}/`);

function setUp(maxAccounts: number) {
  const clock = new FakeClock();
  return { clock, accounts: new Accounts({ clock, maxAccounts, maxQueued: 10, onChange: () => {} }) };
}

describe('Accounts', () => {
  it('are the same for the same origin and name', () => {
    const { accounts } = setUp(10);
    expect(accounts.of(at('a'), 'x')).toBe(accounts.of(at('a'), 'x'));
    expect(accounts.of(at('a'), 'x')).not.toBe(accounts.of(at('a'), 'y'));
    expect(accounts.of(at('a'), 'x')).not.toBe(accounts.of(at('a:444'), 'x'));
  });

  it('are forgotten where others were used later', () => {
    const { accounts } = setUp(3);
    const first = accounts.of(at('a'), '');
    for (const name of ['b', 'c']) accounts.of(at(name), '');
    accounts.of(at('a'), '');
    const second = accounts.of(at('b'), '');
    accounts.of(at('d'), '');
    expect([accounts.size, accounts.of(at('a'), ''), accounts.of(at('b'), '')]).toEqual([3, first, second]);
  });

  it('keep a pause for as long as it lasts, and while they are not too many', async () => {
    const { accounts, clock } = setUp(2);
    const paused = accounts.of(at('a'), '');
    paused.pause.close(1_000);
    for (const name of ['b', 'c', 'd']) accounts.of(at(name), '');
    expect(accounts.of(at('a'), '')).toBe(paused);
    await clock.advance(1_000);
    for (const name of ['e', 'f', 'g']) accounts.of(at(name), '');
    expect(accounts.of(at('a'), '')).not.toBe(paused);
    for (let name = 0; name < 100; name += 1) accounts.of(at(`n${name}`), '').pause.close(9_000);
    expect(accounts.size).toBeLessThanOrEqual(5);
  });

  it('hold nothing that must be undone', () => {
    const { accounts, clock } = setUp(100);
    for (let name = 0; name < 1_000; name += 1) accounts.of(at(`n${name}`), '');
    expect([accounts.size, clock.pending]).toEqual([100, 0]);
  });
});
