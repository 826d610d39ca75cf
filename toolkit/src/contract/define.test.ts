import { describe, expect, it } from 'vitest';
import { nimbusProfile } from '../providers/nimbus/contract.ts';
import { requireChecked } from './checked.ts';
import type { ProviderContract } from './contract.ts';
import { ContractError } from './contract-error.ts';
import { defineProvider } from './define.ts';

const quick: ProviderContract = { ...nimbusProfile, retry: { ...nimbusProfile.retry, maxAttempts: 1 } };

describe('a contract that a client takes', () => {
  it('ships with the package, or was defined', () => {
    expect(() => requireChecked(nimbusProfile)).not.toThrow();
    expect(() => requireChecked(defineProvider(quick))).not.toThrow();
    expect(defineProvider(quick)).toEqual(quick);
  });

  it.each([
    ['was put together', quick],
    ['was copied from one that ships', { ...nimbusProfile }],
    ['went through JSON', JSON.parse(JSON.stringify(nimbusProfile))],
    ['was cloned to be changed', structuredClone(defineProvider(quick))],
  ])('is none that %s, and was not defined', (_what, contract) => {
    expect(() => requireChecked(contract)).toThrow('Option contract: give what defineProvider() makes of it.');
    expect(() => requireChecked(defineProvider(contract))).not.toThrow();
  });

  it('cannot be changed, by who gave it neither', () => {
    const given = structuredClone(quick);
    const contract = defineProvider(given);
    given.retry.maxAttempts = -1;
    expect(contract.retry.maxAttempts).toBe(1);
    expect(() => Object.assign(contract.retry, { maxAttempts: -1 })).toThrow(TypeError);
    expect(() => Object.assign(nimbusProfile.tiers.pro, { limits: [] })).toThrow(TypeError);
  });

  it('is valid', () => {
    const wrong = { ...quick, title: '' };
    expect(() => defineProvider(wrong)).toThrow(ContractError);
  });
});

describe('the short form', () => {
  it('is enough', () => {
    const contract = defineProvider({ name: 'any' });
    expect(() => requireChecked(contract)).not.toThrow();
    expect(JSON.parse(JSON.stringify(contract))).toEqual(contract);
  });

  it.each<[what: string, definition: unknown, says: string]>([
    ['nothing', undefined, '/ is undefined: give an object with at least a name.'],
    ['text', 'any', '/ is "any": give an object with at least a name.'],
    ['no name', {}, '/name is undefined: '],
    ['the first edition', { name: 'any', schema: 1 }, '/schema is 1: this version reads schema 2'],
    ['limits that are no list', { name: 'any', limits: { amount: 5 } }, '/limits is {"amount":5}: give a list.'],
    [
      'a limit that is none',
      { name: 'any', limits: [5] },
      '/limits/0 is 5: give an object with the fields of a limit.',
    ],
    ['both', { name: 'any', limits: [], tiers: {} }, 'give limits or tiers, and not both.'],
    [
      'a wrong limit',
      { name: 'any', limits: [{ kind: 'window', amount: 0, windowMs: 1 }] },
      '/limits/0/amount is 0: give at least 1.',
    ],
  ])('is refused in its own words: %s', (_what, definition, says) => {
    expect(() => defineProvider(definition as never)).toThrow(ContractError);
    expect(() => defineProvider(definition as never)).toThrow(says);
  });
});
