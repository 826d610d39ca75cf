import { afterEach, describe, expect, it, vi } from 'vitest';
import { OptionError } from '../errors/errors.ts';
import { nimbusProfile } from '../providers/nimbus/contract.ts';
import { requireBaseUrl, requireCallId, requireKey } from './options.ts';

function refusal(action: () => unknown): OptionError {
  try {
    action();
  } catch (error) {
    if (error instanceof OptionError) return error;
  }
  throw new Error('It was not refused.');
}

describe('requireKey', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('takes the key given, else the one of the environment', () => {
    vi.stubEnv('NIMBUS_API_KEY', 'nmb_environment');
    expect(requireKey(nimbusProfile, 'nmb_given')).toBe('nmb_given');
    expect(requireKey(nimbusProfile, undefined)).toBe('nmb_environment');
  });

  it.each([
    { key: undefined, remedy: 'set the environment variable NIMBUS_API_KEY' },
    { key: '', remedy: 'set the environment variable NIMBUS_API_KEY' },
    { key: 'nmb_secret\n', remedy: 'white space' },
    { key: 'nmb_sécret', remedy: 'beyond ASCII' },
    { key: 'sk_secret', remedy: 'start with nmb_' },
  ])('refuses $key and does not print it', ({ key, remedy }) => {
    vi.stubEnv('NIMBUS_API_KEY', undefined);
    const { message, option } = refusal(() => requireKey(nimbusProfile, key));
    expect(option).toBe('apiKey');
    expect(message).toContain(remedy);
    expect(message).not.toMatch(/s[eé]cret/);
  });
});

describe('an API that asks for no key', () => {
  const open = { title: 'Open', authentication: null };

  it('gets none', () => {
    expect(requireKey(open, undefined)).toBe('');
    expect(refusal(() => requireKey(open, 'secret')).message).toBe(
      'Option apiKey: leave it out: by its contract, Open asks for no key.',
    );
  });
});

describe('requireBaseUrl', () => {
  it.each([
    ['https://api.example.com', 'https://api.example.com'],
    ['https://api.example.com/', 'https://api.example.com'],
    ['http://127.0.0.1:4010/proxy//', 'http://127.0.0.1:4010/proxy'],
  ])('takes %s as %s', (given, url) => {
    expect(requireBaseUrl(given)).toBe(url);
  });

  it.each(['', 'api.example.com', '/v1', 'ftp://example.com'])('refuses "%s" and says so', (given) => {
    expect(refusal(() => requireBaseUrl(given)).message).toBe(
      `Option baseUrl is "${given}": give an http or https URL, such as https://api.example.com.`,
    );
  });

  it.each([
    'https://user:secret@example.com',
    'https://user:secret@',
    'ftp://user:secret@example.com',
    'https://example.com/?token=secret',
    'https://example.com/#secret',
  ])('refuses %s without printing what may be a secret', (given) => {
    const { message, option } = refusal(() => requireBaseUrl(given));
    expect(option).toBe('baseUrl');
    expect(message).not.toContain('secret');
  });
});

describe('requireCallId', () => {
  it.each(['a', 'request-1.0', '~!', 'x'.repeat(200)])('takes "%s"', (callId) => {
    expect(() => requireCallId(callId)).not.toThrow();
  });

  it.each(['', 'a b', 'a\r\nx: y', 'é', 'x'.repeat(201)])('refuses "%s"', (callId) => {
    expect(() => requireCallId(callId)).toThrow(/^Option callId is ".*": give 1 to 200 printable ASCII/);
  });
});
