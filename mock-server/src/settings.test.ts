import { globSync, readFileSync } from 'node:fs';
import { attemptHeader, callIdHeader } from '@evenkeel/toolkit/providers';
import { describe, expect, test } from 'vitest';
import { free, nimbus, windowOf } from '../test-support/bench.ts';
import { resolveMockSettings } from './settings.ts';

test('holds the limits, service times and hints of the contract, and survives JSON', () => {
  const settings = resolveMockSettings(nimbus);
  const { limit, windowMs, penaltyMs } = windowOf(free);
  expect(settings.tiers.free).toEqual({
    ceiling: { max: free.ceiling?.max, retryAfterMs: free.ceiling?.retryAfterMs },
    windows: [{ limit, windowMs, penaltyMs }],
  });
  expect(Object.keys(settings.operations)).toEqual(['infer']);
  expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
});

/** The contract with one value changed. */
function changed(change: (copy: typeof nimbus) => void) {
  const copy = structuredClone(nimbus);
  change(copy);
  return copy;
}

type Row = [what: string, field: string, code: string, (copy: typeof nimbus) => void];
const OUT_OF_RANGE = 'EVK_MOCK_OPTION_RANGE';
const UNSUPPORTED = 'EVK_MOCK_CONTRACT_UNSUPPORTED';

describe('refuses what it cannot enforce, naming it', () => {
  test.each<Row>([
    [
      'what the contract’s own validation refuses, all at once',
      'The contract "nimbus" is not valid. /tiers/free/windows/0/limit is 0: give at least 1. /retry/maxAttempts is 0: give at least 1.',
      OUT_OF_RANGE,
      (c) => {
        Object.assign(windowOf(c.tiers.free), { limit: 0 });
        Object.assign(c.retry, { maxAttempts: 0 });
      },
    ],
    ['a field that no contract has', '/title_', OUT_OF_RANGE, (c) => Object.assign(c, { title_: 'Nimbus' })],
    ['an unknown default tier', 'defaultTier', OUT_OF_RANGE, (c) => Object.assign(c, { defaultTier: 'gold' })],
    ['a sliding window', 'sliding', UNSUPPORTED, (c) => Object.assign(windowOf(c.tiers.free), { starts: 'sliding' })],
    ['a window of tokens', 'tokens', UNSUPPORTED, (c) => Object.assign(windowOf(c.tiers.free), { resource: 'tokens' })],
    [
      'a window by network',
      'network',
      UNSUPPORTED,
      (c) => Object.assign(windowOf(c.tiers.free), { scope: ['key', 'network'] }),
    ],
    [
      'a ceiling of jobs',
      'ceiling.unit',
      UNSUPPORTED,
      (c) => Object.assign(c.tiers.free.ceiling ?? {}, { unit: 'job' }),
    ],
    ['a hint in the body', 'body', UNSUPPORTED, (c) => Object.assign(c.hints[0] ?? {}, { in: 'body' })],
  ])('%s', (_what, field, code, change) => {
    const resolve = () => resolveMockSettings(changed(change));
    expect(resolve).toThrow(RangeError);
    expect(resolve).toThrow(expect.objectContaining({ code, message: expect.stringContaining(field) }));
  });
});

test('no other part reads a contract', () => {
  const files = globSync('**/*.ts', { cwd: import.meta.dirname }).filter((file) => !file.endsWith('.test.ts'));
  const imports = /^import [^{}]*\{([^}]+)\} from '@evenkeel\/toolkit\/providers'/gm;
  const readers = files.filter((file) => {
    const names = [...readFileSync(`${import.meta.dirname}/${file}`, 'utf8').matchAll(imports)].map(([, all]) => all);
    return names.some((all) => all?.trim() !== 'attemptHeader, callIdHeader');
  });
  // The options hand contracts over to the settings; overrides change them before.
  expect(readers.sort()).toEqual(['options/options.ts', 'options/overrides.ts', 'settings.ts']);
});

test('the names of the headers are the toolkit’s, and typed nowhere here', () => {
  const files = globSync(['**/*.ts', '../test-support/*.ts'], { cwd: import.meta.dirname });
  expect(files).toEqual(
    expect.arrayContaining(['exchange.ts', 'providers/nimbus/schema.ts', '../test-support/bench.ts']),
  );
  for (const name of [callIdHeader, attemptHeader]) {
    const typed = files.filter((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8').includes(name));
    expect(typed).toEqual([]);
  }
});
