import { globSync, readFileSync } from 'node:fs';
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
    ['a limit of 0', 'free.windows[0].limit', OUT_OF_RANGE, (c) => Object.assign(windowOf(c.tiers.free), { limit: 0 })],
    [
      'no duration',
      'free.windows[0].windowMs',
      OUT_OF_RANGE,
      (c) => Object.assign(windowOf(c.tiers.free), { windowMs: 0 }),
    ],
    ['a negative penalty', 'penaltyMs', OUT_OF_RANGE, (c) => Object.assign(windowOf(c.tiers.pro), { penaltyMs: -1 })],
    [
      'a ceiling of half a request',
      'ceiling.max',
      OUT_OF_RANGE,
      (c) => Object.assign(c.tiers.free.ceiling ?? {}, { max: 0.5 }),
    ],
    [
      'a negative wait',
      'retryAfterMs',
      OUT_OF_RANGE,
      (c) => Object.assign(c.tiers.free.ceiling ?? {}, { retryAfterMs: -1 }),
    ],
    ['an unknown default tier', 'defaultTier', OUT_OF_RANGE, (c) => Object.assign(c, { defaultTier: 'gold' })],
    [
      'a median of 0',
      'latencyMedianMs',
      OUT_OF_RANGE,
      (c) => Object.assign(c.operations.infer, { emulate: { latencyMedianMs: 0, latencySigma: 0 } }),
    ],
    [
      'a negative sigma',
      'latencySigma',
      OUT_OF_RANGE,
      (c) => Object.assign(c.operations.infer, { emulate: { latencyMedianMs: 1, latencySigma: -1 } }),
    ],
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
  const readers = files.filter((file) => {
    return readFileSync(`${import.meta.dirname}/${file}`, 'utf8').includes('@evenkeel/toolkit/providers');
  });
  // The options hand contracts over to the settings; overrides change them before.
  expect(readers.sort()).toEqual(['options/options.ts', 'options/overrides.ts', 'settings.ts']);
});
