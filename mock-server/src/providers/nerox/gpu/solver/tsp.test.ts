import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../../../../toolkit/properties/runs.ts';
import { lengthOf } from './berlin52.fixture.ts';
import { type TspInput, tsp } from './tsp.ts';

const MEMORY = 2 ** 20;

function inputOf(body: Record<string, unknown>, memoryBytes = MEMORY): TspInput {
  const parsed = tsp.parse(body, memoryBytes);
  if ('failure' in parsed) throw new Error(parsed.failure.message);
  return parsed.input;
}

function failureOf(distance_matrix: unknown, memoryBytes = MEMORY) {
  const parsed = tsp.parse({ distance_matrix }, memoryBytes);
  return 'failure' in parsed ? parsed.failure : null;
}

function symmetric(size: number, distance: (from: number, to: number) => number): number[][] {
  return Array.from({ length: size }, (_, from) =>
    Array.from({ length: size }, (_, to) => (from === to ? 0 : distance(Math.min(from, to), Math.max(from, to)))),
  );
}

const matrix = (distance: fc.Arbitrary<number>, most = 24): fc.Arbitrary<number[][]> =>
  fc
    .integer({ min: 1, max: most })
    .chain((size) =>
      fc
        .array(distance, { minLength: size * size, maxLength: size * size })
        .map((distances) => symmetric(size, (from, to) => distances[from * size + to] ?? 0)),
    );

const seed = fc.maxSafeInteger();

function solve(distance_matrix: number[][], seedOf: number, iterations = 2_000, restarts = 2) {
  const search = tsp.start(inputOf({ distance_matrix, iterations, restarts }), seedOf);
  search.advance(iterations * restarts);
  const { energy, solution } = search.best();
  return { energy, tour: Array.from(solution) };
}

/** The length of the shortest tour, found by trying all. */
function shortest(distances: number[][]): number {
  const visit = (tour: number[], left: number[]): number =>
    left.length === 0
      ? lengthOf(distances, tour)
      : Math.min(
          ...left.map((city) =>
            visit(
              [...tour, city],
              left.filter((other) => other !== city),
            ),
          ),
        );
  return visit([0], [...distances.keys()].slice(1));
}

describe('a tour', () => {
  it('visits every city once and is as long as is said', () => {
    fc.assert(
      fc.property(matrix(fc.nat(1_000)), seed, (distances, seedOf) => {
        const { energy, tour } = solve(distances, seedOf);
        expect(tour.toSorted((a, b) => a - b)).toEqual([...distances.keys()]);
        expect(energy).toBe(lengthOf(distances, tour));
      }),
      runs(),
    );
  });

  it('is as long as is said where distances are fractions, which differences of would round', () => {
    fc.assert(
      fc.property(matrix(fc.double({ min: 0, max: 1e12, noNaN: true })), seed, (distances, seedOf) => {
        const { energy, tour } = solve(distances, seedOf);
        expect(energy).toBe(lengthOf(distances, tour));
      }),
      runs(),
    );
  });

  it('is the shortest of few cities', () => {
    fc.assert(
      fc.property(matrix(fc.nat(100), 7), seed, (distances, seedOf) => {
        expect(solve(distances, seedOf, 20_000).energy).toBe(shortest(distances));
      }),
      runs({ numRuns: 40 }),
    );
  });

  it.each([1, 2, 3])('of %i cities is any', (size) => {
    expect(
      solve(
        symmetric(size, () => 5),
        1,
      ),
    ).toMatchObject({ energy: size === 1 ? 0 : size * 5 });
  });

  it('needs no distances other than 0', () => {
    expect(
      solve(
        symmetric(6, () => 0),
        1,
      ).energy,
    ).toBe(0);
  });
});

describe('a search', () => {
  it('depends on its seed, and not on the steps in which it is advanced', () => {
    const distances = symmetric(40, (from, to) => ((from * 7_919 + to * 104_729) % 997) + 1);
    fc.assert(
      fc.property(seed, fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 8 }), (seedOf, steps) => {
        const input = inputOf({ distance_matrix: distances, iterations: 1_500, restarts: 4 });
        const whole = tsp.start(input, seedOf);
        const sliced = tsp.start(input, seedOf);
        whole.advance(6_000);
        for (const step of steps) sliced.advance(step);
        sliced.advance(6_000 - steps.reduce((sum, step) => sum + step, 0));
        expect(sliced.best()).toEqual(whole.best());
      }),
      runs(),
    );
  });

  it('never loses the best of earlier restarts', () => {
    const distances = symmetric(60, (from, to) => ((from * 7_919 + to * 104_729) % 997) + 1);
    const search = tsp.start(inputOf({ distance_matrix: distances, iterations: 3_000 }), 3);
    const energies = Array.from({ length: 12 }, () => {
      search.advance(1_000);
      return search.best().energy;
    });
    expect(energies).toEqual(energies.toSorted((a, b) => b - a));
  });
});

describe('a body', () => {
  it('has the iterations of all its restarts', () => {
    expect(tsp.iterations({ distance_matrix: [] })).toBe(1_600_000);
    expect(tsp.iterations({ distance_matrix: [], restarts: 3, iterations: 7 })).toBe(21);
  });

  it.each([
    ['empty', [], 'empty'],
    ['not square', [[0, 1]], 'distance_matrix[0] has 2 distances; there are 1 cities'],
    ['ragged', [[0, 1], [1]], 'distance_matrix[1] has 1'],
    [
      'negative',
      [
        [0, -1],
        [-1, 0],
      ],
      'distance_matrix[0][1] is -1',
    ],
    [
      'not a number',
      [
        [0, Number.NaN],
        [Number.NaN, 0],
      ],
      'distance_matrix[0][1] is NaN',
    ],
    ['infinite', JSON.parse('[[0, 1e999], [1e999, 0]]'), 'distance_matrix[0][1] is Infinity'],
    [
      'asymmetric',
      [
        [0, 1],
        [2, 0],
      ],
      'distance_matrix[1][0] is 2 and distance_matrix[0][1] is 1',
    ],
    [
      'away from itself',
      [
        [0, 1],
        [1, 3],
      ],
      'distance_matrix[1][1] is 3',
    ],
  ])('whose matrix is %s is invalid input', (_, rows, message) => {
    expect(failureOf(rows)).toEqual({ code: 'invalid_input', message: expect.stringContaining(message) });
  });

  it('needs memory for its distances', () => {
    const distances = symmetric(10, () => 1);
    expect(failureOf(distances, 800)).toBeNull();
    expect(failureOf(distances, 799)).toEqual({
      code: 'out_of_memory',
      message: '10 cities need 800 bytes of GPU memory; there are 799.',
    });
  });
});
