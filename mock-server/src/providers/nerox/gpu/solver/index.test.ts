import { afterEach, expect, it } from 'vitest';
import type { Solver } from '../solving.ts';
import { lengthOf } from './berlin52.fixture.ts';
import { createSolver } from './index.ts';

const square = [
  [0, 1, 2, 1],
  [1, 0, 1, 2],
  [2, 1, 0, 1],
  [1, 2, 1, 0],
];

let solver: Solver;
afterEach(() => solver.close());

function read(body: Record<string, unknown>) {
  const type = solver.types.get('tsp');
  if (type === undefined) throw new Error('There is no tsp.');
  return type.read(body);
}

it('solves what it has read', async () => {
  solver = createSolver({ threads: 1 });
  const { iterations, problem } = read({ distance_matrix: square, restarts: 2, iterations: 50 });
  expect(iterations).toBe(100);
  if ('error' in problem) throw new Error(problem.error.message);
  const solving = problem.open(1, 10);
  await solving.until(iterations);
  const best = solving.bestAt(iterations);
  expect(best?.energy).toBe(4);
  expect(lengthOf(square, best?.solution ?? [])).toBe(4);
});

it('knows how long a job would be that fails as it starts', () => {
  solver = createSolver({ memoryBytes: 100 });
  expect(read({ distance_matrix: square, restarts: 2, iterations: 50 })).toEqual({
    iterations: 100,
    bytes: 0,
    problem: { error: { code: 'out_of_memory', message: expect.stringContaining('4 cities need 128 bytes') } },
  });
});
