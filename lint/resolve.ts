import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

interface Manifest {
  name?: string;
  exports?: unknown;
  imports?: unknown;
}

/** Where an import leads: to files of ours (several, if conditions choose among them), or to a foreign module. */
export type Target = { files: readonly string[]; face: boolean } | { module: string };

/** Resolves imports by paths and `package.json` files; the files need not exist. */
export class Resolver {
  readonly #manifests = new Map<string, Manifest>();
  /** The packages' folders, by package name. */
  readonly #folders = new Map<string, string>();

  constructor(root: string, folders: readonly string[]) {
    for (const folder of folders) {
      const path = join(root, folder, 'package.json');
      if (!existsSync(path)) continue;
      const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
      this.#manifests.set(folder, manifest);
      if (manifest.name !== undefined) this.#folders.set(manifest.name, folder);
    }
  }

  /** @param folder the folder of the package that `file` is in */
  resolve(specifier: string, file: string, folder: string): Target {
    if (specifier.startsWith('.')) {
      return { files: [posix.join(posix.dirname(file), specifier)], face: false };
    }
    if (specifier.startsWith('#')) {
      return { files: this.#leaves(folder, this.#manifests.get(folder)?.imports, specifier), face: false };
    }
    const [first = '', second = ''] = specifier.split('/');
    const module = specifier.startsWith('@') ? `${first}/${second}` : first;
    const ours = this.#folders.get(module);
    if (ours === undefined) return { module };
    const entry = `.${specifier.slice(module.length)}`;
    return { files: this.#leaves(ours, this.#manifests.get(ours)?.exports, entry), face: true };
  }

  /** The files that an entry of `exports` or `imports` may lead to; a `source` condition decides if there is one. */
  #leaves(folder: string, entries: unknown, entry: string): string[] {
    if (typeof entries === 'string') return entry === '.' ? [posix.join(folder, entries)] : [];
    if (typeof entries !== 'object' || entries === null) return [];
    for (const [pattern, to] of Object.entries(entries)) {
      const [before, after] = pattern.split('*');
      if (before === undefined) continue;
      const fits = after === undefined ? entry === pattern : entry.startsWith(before) && entry.endsWith(after);
      if (!fits) continue;
      const star = after === undefined ? '' : entry.slice(before.length, entry.length - after.length);
      return sources(to).map((path) => posix.join(folder, path.replaceAll('*', star)));
    }
    return [];
  }
}

/** All files that an entry's conditions lead to. */
function sources(to: unknown): string[] {
  if (typeof to === 'string') return to.startsWith('.') ? [to] : [];
  if (typeof to !== 'object' || to === null) return [];
  if ('source' in to) return sources(to.source);
  return [...new Set(Object.entries(to).flatMap(([condition, each]) => (condition === 'types' ? [] : sources(each))))];
}
