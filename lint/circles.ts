import type { House, Violation } from './house.ts';

/** The circles of imports, of types and of values. Each is told once, by its shortest way round. */
export function circles(house: House): Violation[] {
  const graph = new Map<string, readonly string[]>();
  for (const [file, source] of house.sources) {
    const to = house.arrows(source).flatMap((arrow) => ('files' in arrow.to ? arrow.to.files : []));
    graph.set(
      file,
      [...new Set(to)].filter((each) => house.sources.has(each)),
    );
  }
  return components(graph).flatMap((members) => {
    const ring = shortestRing(graph, members);
    const [first = ''] = ring;
    if (ring.length === 1 && !graph.get(first)?.includes(first)) return [];
    const message = `stands in a circle of imports: ${[...ring, first].join(' > ')}`;
    return [{ file: first, line: 1, message, key: members.toSorted().join(' ') }];
  });
}

/** Tarjan's strongly connected components. */
function components(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const visit = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.size - 1);
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file) as number, low.get(next) as number));
    }
    if (low.get(file) !== index.get(file)) return;
    found.push(stack.splice(stack.indexOf(file)));
  };
  for (const file of graph.keys()) if (!index.has(file)) visit(file);
  return found;
}

function shortestRing(graph: ReadonlyMap<string, readonly string[]>, members: readonly string[]): string[] {
  const rings = members.toSorted().map((start) => wayRound(graph, start));
  return rings.reduce(
    (best, ring) => (ring.length > 0 && (best.length === 0 || ring.length < best.length) ? ring : best),
    [],
  );
}

/** The shortest way from a file back to itself; only the file if there is none. */
function wayRound(graph: ReadonlyMap<string, readonly string[]>, start: string): string[] {
  const ways = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of graph.get(way.at(-1) as string) ?? []) {
      if (next === start) return way;
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return [start];
}
