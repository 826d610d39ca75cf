import { defineProvider, type ProviderDefinition } from '@evenkeel/toolkit/providers';
import { describe, expect, test } from 'vitest';
import { resolveMockSettings } from '../settings.ts';
import { credentialIn, KeyRing } from './key-ring.ts';
import { localKeyOf, localKeys } from './local-keys.ts';

const settingsOf = (authentication: ProviderDefinition['authentication'], name = 'any') =>
  resolveMockSettings(defineProvider({ name, ...(authentication !== undefined && { authentication }) }));

test.each<
  [
    what: string,
    authentication: ProviderDefinition['authentication'],
    headers: Record<string, string>,
    key: string | null,
  ]
>([
  ['Bearer, unless told otherwise', undefined, { authorization: 'Bearer k' }, 'k'],
  ['a scheme in any case', { scheme: 'Bot' }, { authorization: 'bot k' }, 'k'],
  ['no other scheme', { scheme: 'Bot' }, { authorization: 'Bearer k' }, null],
  ['a header of its own, as it is', { header: 'x-api-key', scheme: '' }, { 'x-api-key': 'k' }, 'k'],
  ['no more than one word', { header: 'x-api-key', scheme: '' }, { 'x-api-key': 'k l' }, null],
  ['no empty one', { header: 'x-api-key', scheme: '' }, { 'x-api-key': '' }, null],
  ['nothing in another header', { header: 'x-api-key', scheme: '' }, { authorization: 'Bearer k' }, null],
  ['the one account of an API that asks for no key', null, {}, 'any_default_local'],
])('%s', (_what, authentication, headers, key) => {
  expect(credentialIn(settingsOf(authentication), headers)).toBe(key);
});

describe('APIs whose keys have no common beginning', () => {
  const providers = new Map(['one', 'two'].map((name) => [name, settingsOf(undefined, name)]));

  test('have local keys that differ', () => {
    expect(Object.keys(localKeys(providers.values()))).toEqual(['one_default_local', 'two_default_local']);
    expect(localKeyOf({ provider: 'nimbus', keyPrefix: 'nmb_' }, 'free')).toBe('nmb_free_local');
  });

  test.each<[what: string, settings: ReturnType<typeof settingsOf>[], keys: Record<string, string>]>([
    [
      'of two with one beginning the second has its name in it',
      [settingsOf({ keyPrefix: 'k_' }, 'one'), settingsOf({ keyPrefix: 'k_' }, 'two')],
      { k_default_local: 'one', k_two_default_local: 'two' },
    ],
    [
      'one that asks for none keeps its own',
      [settingsOf({ keyPrefix: 'two_' }, 'one'), settingsOf(null, 'two')],
      { two_default_local: 'two', two_one_default_local: 'one' },
    ],
  ])('have keys that differ: %s', (_what, settings, keys) => {
    const owners = Object.entries(localKeys(settings)).map(([key, { provider }]) => [key, provider]);
    expect(Object.fromEntries(owners)).toEqual(keys);
  });

  test('may have accounts of any name, which errors repeat', () => {
    const ring = new KeyRing({ k: { provider: 'one', tier: 'default', account: 'team' } }, providers);
    expect(ring.find('k')).toMatchObject({ id: 'team' });
    expect(() => ring.add('l', { provider: 'one', tier: 'gold' })).toThrow('is of "one", tier "gold": give one of');
  });
});
