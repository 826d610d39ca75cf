import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Planting } from './planting.ts';
import type { Seams } from './seams.ts';

const file = join(import.meta.dirname, 'production.fixture.ts');

/** The seams of the file that stands for production code. */
export const seams: Seams = new Map([['twice', [{ file, source: readFileSync(file, 'utf8') }]]]);

/** A bug that is at the seam `retry-count`, and in no file. */
export function plantingOf(own: readonly string[], known: readonly string[] = []): Planting {
  const mutant = { file: 'pipeline.ts', source: '', at: 'retry-count' };
  return { mutant, bug: { seam: mutant.at, becomes: 'false' }, own, known };
}
