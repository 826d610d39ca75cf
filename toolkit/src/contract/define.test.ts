import { describe, expect, it } from 'vitest';
import { nimbusProfile } from '../providers/nimbus/profile.ts';
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
    expect(() => Object.assign(nimbusProfile.tiers.pro, { windows: [] })).toThrow(TypeError);
  });

  it('is valid', () => {
    const wrong = { ...quick, keyEnv: '' };
    expect(() => defineProvider(wrong)).toThrow(ContractError);
  });
});
