import type { DistanceMatrix } from './distance-matrix.ts';

/** The length of a tour, with the way back to its first city. */
export function tourLength({ size, flat }: DistanceMatrix, tour: Int32Array): number {
  let length = 0;
  for (let at = 0; at < size; at += 1) {
    const next = at + 1 === size ? 0 : at + 1;
    length += flat[(tour[at] as number) * size + (tour[next] as number)] as number;
  }
  return length;
}

/** Goes from `start` always to the nearest city that is left; of two that are equally near, to the first. */
export function greedyTour({ size, flat }: DistanceMatrix, start: number, tour: Int32Array): void {
  const visited = new Uint8Array(size);
  let city = start;
  for (let at = 0; at < size; at += 1) {
    tour[at] = city;
    visited[city] = 1;
    const row = city * size;
    let shortest = Number.POSITIVE_INFINITY;
    for (let other = 0; other < size; other += 1) {
      const distance = flat[row + other] as number;
      if (visited[other] === 0 && distance < shortest) {
        shortest = distance;
        city = other;
      }
    }
  }
}

/** The `count` nearest others of every city, nearest first; city `c` has those from index `c * count` on. */
export function nearestNeighbours({ size, flat }: DistanceMatrix, count: number): Int32Array {
  const near = new Int32Array(size * count);
  for (let city = 0; city < size; city += 1) {
    const first = city * count;
    let known = 0;
    for (let other = 0; other < size; other += 1) {
      if (other === city) continue;
      const distance = flat[city * size + other] as number;
      const farther = (at: number): boolean => (flat[city * size + (near[first + at] as number)] as number) > distance;
      if (known === count && !farther(count - 1)) continue;
      let at = known === count ? count - 1 : known;
      for (; at > 0 && farther(at - 1); at -= 1) near[first + at] = near[first + at - 1] as number;
      near[first + at] = other;
      known = Math.min(known + 1, count);
    }
  }
  return near;
}
