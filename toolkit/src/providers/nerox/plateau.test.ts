import { describe, expect, it } from 'vitest';
import { Plateau, type PlateauOptions } from './plateau.ts';

type Step = [energy: number | null, gpuSeconds: number, reached: boolean];

describe('a plateau', () => {
  it.each<[string, PlateauOptions, Step[]]>([
    [
      'is reached after a share of the time without an improvement',
      { share: 0.5, minGpuSeconds: 0 },
      [
        [100, 4, false],
        [100, 7, false],
        [100, 8, true],
      ],
    ],
    [
      'is not before the least time',
      { share: 0.1, minGpuSeconds: 5 },
      [
        [100, 1, false],
        [100, 5, false],
        [100, 6, true],
      ],
    ],
    [
      'needs a tenth of the estimate, where nothing is said',
      {},
      [
        [100, 0.1, false],
        [100, 3.9, false],
        [100, 4.2, true],
      ],
    ],
    [
      'is put off by an improvement',
      { share: 0.5, minGpuSeconds: 0, minImprovement: 0.01 },
      [
        [100, 4, false],
        [98, 7, false],
        [98, 13, false],
        [98, 14, true],
      ],
    ],
    [
      'is not put off by less than an improvement',
      { share: 0.5, minGpuSeconds: 0, minImprovement: 0.01 },
      [
        [100, 4, false],
        [99.5, 7, false],
        [99.2, 8, true],
      ],
    ],
    [
      'is put off by many small steps that are one together',
      { share: 0.5, minGpuSeconds: 0, minImprovement: 0.01 },
      [
        [100, 4, false],
        [99.5, 6, false],
        [98.9, 7, false],
        [98.9, 13, false],
        [98.9, 14, true],
      ],
    ],
    [
      'takes each step for an improvement where it is told to',
      { share: 0.5, minGpuSeconds: 0, minImprovement: 0 },
      [
        [100, 4, false],
        [99.999, 7.9, false],
        [99.999, 15.8, true],
      ],
    ],
    ['is none as long as nothing was found', { minGpuSeconds: 0 }, [[null, 100, false]]],
    [
      'knows energies below 0',
      { share: 0.5, minGpuSeconds: 0 },
      [
        [-100, 1, false],
        [-200, 2, false],
        [-200, 4, true],
      ],
    ],
    [
      'is none at the first moment',
      { share: 0.5, minGpuSeconds: 0 },
      [
        [100, 0, false],
        [100, 0, false],
      ],
    ],
  ])('%s', (_what, options, steps) => {
    const plateau = new Plateau(options, 40);
    expect(steps.map(([energy, at]) => plateau.reached(energy, at))).toEqual(steps.map(([, , reached]) => reached));
  });

  it.each<[string, PlateauOptions]>([
    ['plateau.share', { share: 0 }],
    ['plateau.share', { share: 1.5 }],
    ['plateau.minImprovement', { minImprovement: -1 }],
    ['plateau.minGpuSeconds', { minGpuSeconds: Number.NaN }],
  ])('refuses %s: %o', (option, options) => {
    expect(() => new Plateau(options, 40)).toThrow(`Option ${option} is`);
  });
});
