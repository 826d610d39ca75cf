import type { JobFailure } from './problem.ts';

/** Distances between cities, in whatever unit they were given. */
export interface DistanceMatrix {
  /** How many cities. */
  size: number;
  /** size * size, row by row: one block of memory for the innermost loop. */
  flat: Float64Array;
}

/** Small enough that sums of whole distances are exact, for any number of cities that fits into a GPU. */
const LONGEST = 1e12;
const BYTES_PER_DISTANCE = Float64Array.BYTES_PER_ELEMENT;

function invalid(message: string): { failure: JobFailure } {
  return { failure: { code: 'invalid_input', message } };
}

/** Says what is wrong with a distance; called for wrong ones only, since there may be millions of distances. */
function complaint(from: number, to: number, distance: number, back: number | undefined): string {
  const what = `distance_matrix[${from}][${to}] is ${distance}`;
  if (!(distance >= 0 && distance <= LONGEST)) return `${what}: give a distance from 0 to ${LONGEST}.`;
  if (from === to) return `${what}: a city is at distance 0 from itself.`;
  return `${what} and distance_matrix[${to}][${from}] is ${back}: they must be equal.`;
}

/**
 * Checks distances and lays them out for the solver.
 * @param rows any numbers
 * @param memoryBytes the memory that the matrix has to fit into
 */
export function distanceMatrix(
  rows: readonly (readonly number[])[],
  memoryBytes: number,
): { matrix: DistanceMatrix } | { failure: JobFailure } {
  const size = rows.length;
  if (size === 0) return invalid('distance_matrix is empty: give at least one city.');
  const bytes = size * size * BYTES_PER_DISTANCE;
  if (bytes > memoryBytes) {
    const message = `${size} cities need ${bytes} bytes of GPU memory; there are ${memoryBytes}.`;
    return { failure: { code: 'out_of_memory', message } };
  }
  const flat = new Float64Array(size * size);
  for (const [from, row] of rows.entries()) {
    if (row.length !== size) {
      return invalid(`distance_matrix[${from}] has ${row.length} distances; there are ${size} cities.`);
    }
    for (let to = 0; to < size; to += 1) {
      const distance = row[to] as number;
      // NaN fails this test too.
      const inRange = distance >= 0 && distance <= LONGEST;
      const back = to < from ? flat[to * size + from] : to === from ? 0 : distance;
      if (!inRange || distance !== back) return invalid(complaint(from, to, distance, back));
      flat[from * size + to] = distance;
    }
  }
  return { matrix: { size, flat } };
}
