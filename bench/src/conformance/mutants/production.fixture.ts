/** Stands for production code in the tests of the planting. */
export function twice(n: number): number {
  return /* seam: twice */ n * 2;
}
