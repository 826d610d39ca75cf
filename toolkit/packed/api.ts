import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Local, Modules, type Target } from './modules.ts';

/** An entry of package.json's `exports`. */
interface Entry {
  /** The name of its page: `index` for the main entry. */
  name: string;
  module: string;
}

const idOf = ({ module, name }: Local): string => `${module}#${name}`;

/**
 * Describes the public API with a page for each entry. Each declaration is on one page: that of the first entry that
 * exports it.
 *
 * @param types the folder of the build's `.d.ts` files
 * @returns the pages' texts by the pages' names
 * @throws Error that names what exported declarations use and no entry exports
 */
export function describeApi(types: string, exports: Readonly<Record<string, unknown>>): Map<string, string> {
  const modules = new Modules(types);
  const entries = Object.entries(exports).flatMap(([path, to]): Entry[] => {
    const { source } = to as { source?: string };
    return source === undefined ? [] : [{ name: path.slice(2) || 'index', module: source.replace('./src/', '') }];
  });
  const homes = new Map<string, Entry>();
  for (const entry of entries) {
    for (const target of modules.get(entry.module).exports.values()) {
      const to = modules.resolve(target);
      if ('module' in to && 'name' in to && !homes.has(idOf(to))) homes.set(idOf(to), entry);
    }
  }
  const leaks: string[] = [];
  const pages = new Map(
    entries.map((entry) => [`${entry.name}.d.mts`, new Page(entry, entries, modules, homes, leaks).text()]),
  );
  if (leaks.length > 0) throw new Error(`No entry exports what exported declarations use:\n${leaks.join('\n')}`);
  return pages;
}

class Page {
  readonly #entry: Entry;
  readonly #entries: readonly Entry[];
  readonly #modules: Modules;
  readonly #homes: ReadonlyMap<string, Entry>;
  readonly #leaks: string[];
  /** The names to import, by the page or package that they come from. */
  readonly #imports = new Map<string, Set<string>>();
  readonly #passedOn = new Map<string, Set<string>>();

  constructor(
    entry: Entry,
    entries: readonly Entry[],
    modules: Modules,
    homes: ReadonlyMap<string, Entry>,
    leaks: string[],
  ) {
    this.#entry = entry;
    this.#entries = entries;
    this.#modules = modules;
    this.#homes = homes;
    this.#leaks = leaks;
  }

  text(): string {
    const declared: [id: string, text: string][] = [];
    const named: string[] = [];
    for (const [name, target] of this.#modules.get(this.#entry.module).exports) {
      const to = this.#modules.resolve(target);
      if ('all' in to) named.push(`export * as ${name} from './${this.#page(to.module)}';`);
      else if ('external' in to) add(this.#passedOn, to.external, renamed(to.name, name));
      else if (this.#homes.get(idOf(to)) === this.#entry) {
        if (to.name !== name) named.push(`export { ${to.name} as ${name} };`);
        declared.push([idOf(to), this.#declaration(to, to.name === name)]);
      } else {
        const home = this.#homes.get(idOf(to)) as Entry;
        add(this.#passedOn, `./${home.name}.d.mts`, renamed(this.#outside(home, to), name));
      }
    }
    const declarations = declared.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
    const lists = [...list('import type', this.#imports), ...list('export', this.#passedOn), ...named.sort()];
    return `${[...lists, ...declarations].join('\n')}\n`;
  }

  #page(module: string): string {
    const entry = this.#entries.find((each) => each.module === module);
    if (entry === undefined) throw new Error(`${this.#entry.name} exports all of ${module}, which is no entry.`);
    return `${entry.name}.d.mts`;
  }

  /** The name by which an entry exports a declaration. */
  #outside(entry: Entry, { module, name }: Local): string {
    for (const [outside, target] of this.#modules.get(entry.module).exports) {
      const to = this.#modules.resolve(target);
      if ('name' in to && 'module' in to && to.module === module && to.name === name) return outside;
    }
    throw new Error(`${entry.name} does not export ${name} of ${module}.`);
  }

  #declaration(local: Local, isExported: boolean): string {
    const { declarations, imports } = this.#modules.get(local.module);
    const { text, uses } = declarations.get(local.name) as { text: string; uses: ReadonlySet<string> };
    for (const name of uses) {
      if (declarations.has(name)) this.#use(local, name, { module: local.module, name });
      // A name that is neither declared nor imported is global, or a parameter.
      else if (imports.has(name)) this.#use(local, name, imports.get(name) as Target);
    }
    const bare = text.replace(/^export /gm, '');
    return isExported ? bare.replace(/^(?=declare |interface |type |abstract |class )/gm, 'export ') : bare;
  }

  #use(by: Local, name: string, target: Target): void {
    const to = this.#modules.resolve(target);
    if ('external' in to) add(this.#imports, to.external, renamed(to.name, name));
    if (!('name' in to) || 'external' in to) return;
    const home = this.#homes.get(idOf(to));
    if (home === undefined) this.#leaks.push(`- ${by.name} (${by.module}) uses ${to.name} (${to.module})`);
    else if (home !== this.#entry) add(this.#imports, `./${home.name}.d.mts`, renamed(this.#outside(home, to), name));
  }
}

const renamed = (name: string, as: string): string => (name === as ? name : `${name} as ${as}`);

function add(lists: Map<string, Set<string>>, key: string, value: string): void {
  lists.set(key, (lists.get(key) ?? new Set()).add(value));
}

const list = (what: string, lists: ReadonlyMap<string, ReadonlySet<string>>): string[] =>
  [...lists]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([from, names]) =>
        `${what} {\n${[...names]
          .sort()
          .map((name) => `  ${name},\n`)
          .join('')}} from '${from}';`,
    );

/** Writes the pages; with `--check`, fails if they are not up to date. */
if (import.meta.main) {
  const [types = '', flag] = process.argv.slice(2);
  const folder = join(import.meta.dirname, '..', 'api');
  const { exports } = JSON.parse(readFileSync(join(folder, '..', 'package.json'), 'utf8'));
  const pages = describeApi(types, exports);
  const before = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  if (flag === '--check') {
    const other = [...new Set([...pages.keys(), ...before.keys()])].filter(
      (name) => pages.get(name) !== before.get(name),
    );
    if (other.length > 0) {
      console.error(
        `toolkit/api is not the API of the sources (${other.join(', ')}): run npm run generate and commit it.`,
      );
      process.exitCode = 1;
    }
  } else {
    for (const name of before.keys()) rmSync(join(folder, name));
    for (const [name, text] of pages) writeFileSync(join(folder, name), text);
  }
}
