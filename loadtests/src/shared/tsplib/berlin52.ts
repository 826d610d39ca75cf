import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTsp, type Tsp } from './parse.ts';

let problem: Tsp | undefined;

/** TSPLIB's `berlin52`, whose shortest tour is 7542 long. */
export function berlin52(): Tsp {
  problem ??= parseTsp(readFileSync(join(import.meta.dirname, '..', '..', '..', 'data', 'berlin52.tsp'), 'utf8'));
  return problem;
}
