/** A symmetric travelling-salesman problem of TSPLIB. */
export interface Tsp {
  name: string;
  /** The distances between each two cities, rounded to whole numbers. */
  distances: number[][];
}

/**
 * Reads a problem in TSPLIB's format whose distances are Euclidean in the plane
 * (`EUC_2D`), rounded to the nearest whole number as TSPLIB defines. Also runs in
 * k6.
 *
 * @throws RangeError for anything else
 */
export function parseTsp(text: string): Tsp {
  const fields = new Map(
    [...text.matchAll(/^(\w+)\s*:\s*(.*)$/gm)].map(([, key = '', value = '']) => [key, value.trim()]),
  );
  const kind = fields.get('EDGE_WEIGHT_TYPE');
  if (kind !== 'EUC_2D') throw new RangeError(`EDGE_WEIGHT_TYPE is ${kind}: give a problem of EUC_2D.`);
  const [, section = ''] = text.split(/^NODE_COORD_SECTION\s*$/m);
  const cities = [...section.matchAll(/^\s*\d+\s+(\S+)\s+(\S+)\s*$/gm)].map(
    ([, x, y]) => [Number(x), Number(y)] as const,
  );
  if (cities.length !== Number(fields.get('DIMENSION'))) {
    throw new RangeError(`DIMENSION is ${fields.get('DIMENSION')}, and there are ${cities.length} cities.`);
  }
  const distances = cities.map(([x, y]) => cities.map(([u, v]) => Math.round(Math.hypot(x - u, y - v))));
  return { name: fields.get('NAME') ?? '', distances };
}
