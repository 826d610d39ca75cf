import { Annealing } from './annealing.ts';
import { type DistanceMatrix, distanceMatrix } from './distance-matrix.ts';
import type { Problem } from './problem.ts';

/** A body that fits the schema; a field that is left out has the wire format's default. */
interface Body {
  distance_matrix: readonly (readonly number[])[];
  restarts?: number;
  iterations?: number;
}

export interface TspInput {
  matrix: DistanceMatrix;
  /** Steps of a restart. */
  iterations: number;
}

const RESTARTS = { fallback: 4, most: 1_000 };
const ITERATIONS = { fallback: 400_000, most: 100_000_000 };

function bodyOf(body: Readonly<Record<string, unknown>>): Required<Body> {
  return { restarts: RESTARTS.fallback, iterations: ITERATIONS.fallback, ...(body as unknown as Body) };
}

/** The shortest way through all cities and back. */
export const tsp: Problem<TspInput> = {
  type: 'tsp',
  solutionName: 'tour',
  schema: {
    type: 'object',
    required: ['distance_matrix'],
    properties: {
      // Only the GPU finds out whether it is a distance matrix.
      distance_matrix: { type: 'array', items: { type: 'array', items: { type: 'number' } } },
      restarts: { type: 'integer', minimum: 1, maximum: RESTARTS.most },
      iterations: { type: 'integer', minimum: 1, maximum: ITERATIONS.most },
    },
  },
  iterations(body) {
    const { restarts, iterations } = bodyOf(body);
    return restarts * iterations;
  },
  parse(body, memoryBytes) {
    const { distance_matrix, iterations } = bodyOf(body);
    const parsed = distanceMatrix(distance_matrix, memoryBytes);
    if ('failure' in parsed) return parsed;
    const { matrix } = parsed;
    return { input: { matrix, iterations }, bytes: matrix.flat.byteLength };
  },
  start({ matrix, iterations }, seed) {
    return new Annealing(matrix, iterations, seed);
  },
};
