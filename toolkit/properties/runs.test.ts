import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runs } from './runs.ts';

const RUNS = 'EVENKEEL_PROPERTY_RUNS';
const SEED = 'EVENKEEL_PROPERTY_SEED';

describe('runs', () => {
  beforeEach(() => {
    vi.stubEnv(RUNS, '');
    vi.stubEnv(SEED, '');
  });
  afterEach(() => void vi.unstubAllEnvs());

  it('are few and of a committed seed, also in CI', () => {
    vi.stubEnv('CI', 'true');
    expect(runs()).toEqual({ numRuns: 200, seed: 1, examples: [] });
    expect(runs({ numRuns: 30, examples: [[7]] })).toEqual({ numRuns: 30, seed: 1, examples: [[7]] });
  });

  it('are many and of fresh seeds in the deep form, and fewer where each is slow', () => {
    vi.stubEnv(RUNS, '10000');
    expect(runs({ examples: [[7]] })).toEqual({ numRuns: 10_000, examples: [[7]] });
    expect([runs({ numRuns: 30 }).numRuns, runs({ numRuns: 2_000 }).numRuns]).toEqual([1_500, 10_000]);
    vi.stubEnv(SEED, '-7');
    expect(runs().seed).toBe(-7);
  });

  it.each([
    [RUNS, '0'],
    [RUNS, '-1'],
    [RUNS, 'many'],
    [RUNS, '1e4'],
    [SEED, '1.5'],
  ])('refuse %s=%s', (name, told) => {
    vi.stubEnv(name, told);
    expect(() => runs()).toThrow(new RegExp(`${name} is "${told}"`));
  });
});
