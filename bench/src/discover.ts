import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What each module of a folder exports, in the order of the files' names. Tests,
 * fixtures and subfolders are left out.
 * @throws Error as `onlyExport` does
 */
export function discover<T>(folder: string, is: (value: unknown) => value is T): Promise<T[]> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !/\.(?:test|fixture)\.ts$/.test(name));
  return Promise.all(files.toSorted().map((file) => onlyExport(join(folder, file), is)));
}

/** @throws Error naming the file if it exports nothing of the kind asked for, or several things */
export async function onlyExport<T>(file: string, is: (value: unknown) => value is T): Promise<T> {
  const found = Object.values(await import(file)).filter(is);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new Error(`${file} exports ${found.length} of what its folder is for, and must export one.`);
}

/** The names of the folders in a folder, in order. */
export function foldersIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}
