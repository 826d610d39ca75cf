import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generatedFolders, type Output } from './outputs.ts';

/** A file on disk that differs from what the contracts say. */
export interface Drift {
  path: string;
  kind: 'missing' | 'changed' | 'stale';
}

function absent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (absent(error)) return undefined;
    throw error;
  }
}

async function listIfThere(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (absent(error)) return [];
    throw error;
  }
}

async function staleFiles(root: string, outputs: readonly Output[]): Promise<Drift[]> {
  const wanted = new Set(outputs.map(({ path }) => path));
  const folders = generatedFolders.map(async ({ path, pattern }) => {
    const names = await listIfThere(join(root, path));
    return names.filter((name) => pattern.test(name)).map((name) => `${path}/${name}`);
  });
  const found = (await Promise.all(folders)).flat();
  return found.filter((path) => !wanted.has(path)).map((path) => ({ path, kind: 'stale' }));
}

/** Compares the files below `root` with what they should be. */
export async function findDrift(root: string, outputs: readonly Output[]): Promise<Drift[]> {
  const compared = outputs.map(async ({ path, content }): Promise<Drift[]> => {
    const current = await readIfThere(join(root, path));
    if (current === content) return [];
    return [{ path, kind: current === undefined ? 'missing' : 'changed' }];
  });
  return [...(await Promise.all(compared)).flat(), ...(await staleFiles(root, outputs))];
}

/** Writes the files that drifted and removes the stale ones. Returns what it changed. */
export async function repairDrift(root: string, outputs: readonly Output[]): Promise<Drift[]> {
  const drifts = await findDrift(root, outputs);
  const contents = new Map(outputs.map(({ path, content }) => [path, content]));
  for (const { path } of drifts) {
    const file = join(root, path);
    const content = contents.get(path);
    if (content === undefined) {
      await rm(file);
    } else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  }
  return drifts;
}
