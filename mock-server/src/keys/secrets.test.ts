import { describe, expect, test } from 'vitest';
import { nimbusContract } from '../app.fixture.ts';
import { resolveMockSettings } from '../settings.ts';
import { KeyRing } from './key-ring.ts';
import { bearerToken, fingerprint, tokenGuard } from './secrets.ts';

const providers = new Map([['nimbus', resolveMockSettings(nimbusContract)]]);

test.each([
  ['Bearer nmb_x', 'nmb_x'],
  ['bearer nmb_x', 'nmb_x'],
  ['Bearer   nmb_x ', 'nmb_x'],
  ['Bearer', null],
  ['Bearer ', null],
  ['Bearer a b', null],
  ['Basic nmb_x', null],
  ['nmb_x', null],
  ['', null],
  [undefined, null],
])('%j holds the token %j', (header, token) => {
  expect(bearerToken(header)).toBe(token);
});

test.each([
  ['Bearer token-1', true],
  ['Bearer token-2', false],
  ['Bearer token-11', false],
  ['Bearer ', false],
  [undefined, false],
])('the guard of token-1 says to %j: %j', (header, allowed) => {
  expect(tokenGuard('token-1')(header)).toBe(allowed);
});

test('a fingerprint is the start of the SHA-256', () => {
  expect(fingerprint('abc')).toBe('ba7816bf');
});

describe('key ring', () => {
  test('finds known keys only, each with limits of its own', () => {
    const ring = new KeyRing(
      { one: { provider: 'nimbus', tier: 'free' }, two: { provider: 'nimbus', tier: 'pro' } },
      providers,
    );
    const one = ring.find('one');
    expect(one).toMatchObject({ provider: 'nimbus', tier: 'free', fingerprint: fingerprint('one') });
    expect(ring.find('One')).toBeUndefined();
    expect(ring.find('')).toBeUndefined();
    one?.limits.admit(0);
    expect(ring.accounts().map(({ limits }) => limits.inFlight)).toEqual([1, 0]);
  });

  test.each([
    ['nmb_secret', { provider: 'nimbus', tier: 'gold' }, 'give one of nimbus/free, nimbus/pro, nimbus/enterprise'],
    ['nmb_secret', { provider: 'cumulus', tier: 'free' }, 'give one of nimbus/free'],
    ['nmb secret', { provider: 'nimbus', tier: 'free' }, 'use no spaces'],
    ['', { provider: 'nimbus', tier: 'free' }, 'use no spaces'],
  ])('the key %j of %o is refused by its fingerprint', (key, owner, remedy) => {
    const build = () => new KeyRing({ [key]: owner }, providers);
    expect(build).toThrow(RangeError);
    expect(build).toThrow(`keys (fingerprint ${fingerprint(key)})`);
    expect(build).toThrow(remedy);
    expect(build).not.toThrow(/nmb.secret/);
  });
});
