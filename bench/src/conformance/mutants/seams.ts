import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file in which a seam stands. Each seam must stand in one file only. */
export interface Site {
  file: string;
  source: string;
}

/** The marked places of the production code, by their names. */
export type Seams = ReadonlyMap<string, readonly Site[]>;

// The form of a seam, which stands before the expression or statement that it marks.
const MARKER = /\/\* seam: ([a-z0-9]+(?:-[a-z0-9]+)*) \*\//g;

/** Tests, their fixtures and the users' test helpers are no production code. */
const apart = /(?:^|\/)testing\/|\.(?:test|fixture)\.ts$/;

/**
 * Reads the seams of a folder of production code, wherever they stand in it.
 * @throws Error for a comment that seems to be a seam, but is not written as one
 */
export function readSeams(folder: string): Seams {
  const seams = new Map<string, Site[]>();
  for (const file of productionIn(folder)) {
    const source = readFileSync(file, 'utf8');
    const names = [...source.matchAll(MARKER)].map(([, name]) => name as string);
    if (names.length !== source.split('seam:').length - 1) {
      throw new Error(`${file} has a seam that is not written as /* seam: a-name */.`);
    }
    for (const name of names) seams.set(name, [...(seams.get(name) ?? []), { file, source }]);
  }
  return seams;
}

/** @throws Error naming a seam that stands nowhere, or more than once */
export function siteOf(seams: Seams, name: string): Site {
  const [site, ...more] = seams.get(name) ?? [];
  if (site === undefined) throw new Error(`No source has the seam ${name}.`);
  if (more.length === 0) return site;
  const files = [site, ...more].map(({ file }) => file).join(', ');
  throw new Error(`The seam ${name} stands ${more.length + 1} times, and must stand once: ${files}.`);
}

function productionIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !apart.test(name.replaceAll('\\', '/')))
    .toSorted()
    .map((name) => join(folder, name));
}
