import { matchesGlob, posix } from 'node:path';
import { Resolver, type Target } from './resolve.ts';
import { type Import, parseSource, readSources, type Source } from './sources.ts';
import type { PackageRooms, Room, Table } from './table.ts';

/** Something that breaks the table's rules. */
export interface Violation {
  file: string;
  line: number;
  message: string;
  /** Identifies the violation, whatever line it is on. */
  key: string;
}

/** An import, and where it leads. */
export interface Arrow extends Import {
  to: Target;
}

/** Where a file stands. */
export interface Place {
  /** Its package's folder. */
  folder: string;
  rooms: PackageRooms;
  /** Its path in its package. */
  path: string;
  /** Whether it is a test, or only used by tests. */
  support: boolean;
  /** Undefined for test support, for a file that is in no room, and in a package without rooms. */
  room: { name: string; room: Room } | undefined;
}

const support = ['**/*.test.ts', '**/*.fixture.ts'];

/** The repository's sources, and where each stands. */
export class House {
  readonly table: Table;
  readonly sources: ReadonlyMap<string, Source>;
  readonly #resolver: Resolver;
  /** A cache: matching globs is slow, and a file is looked up for each import of it. */
  readonly #places: Map<string, Place>;
  readonly #arrows: WeakMap<Source, Arrow[]>;

  private constructor(
    table: Table,
    sources: ReadonlyMap<string, Source>,
    resolver: Resolver,
    places = new Map<string, Place>(),
    arrows = new WeakMap<Source, Arrow[]>(),
  ) {
    this.table = table;
    this.sources = sources;
    this.#resolver = resolver;
    this.#places = places;
    this.#arrows = arrows;
  }

  /** @param root the repository's root */
  static read(root: string, table: Table): House {
    const sources = readSources(root).map((source) => [source.file, source] as const);
    return new House(table, new Map(sources), new Resolver(root, Object.keys(table)));
  }

  /** The same house with more files, or with other texts for some; `texts` are by path. */
  with(texts: Readonly<Record<string, string>>): House {
    const planted = Object.entries(texts).map(([file, text]) => [file, parseSource(file, text)] as const);
    const sources = new Map([...this.sources, ...planted]);
    return new House(this.table, sources, this.#resolver, this.#places, this.#arrows);
  }

  /** Undefined for a file of no package. */
  place(file: string): Place | undefined {
    const known = this.#places.get(file);
    if (known !== undefined) return known;
    const place = this.#find(file);
    if (place !== undefined) this.#places.set(file, place);
    return place;
  }

  #find(file: string): Place | undefined {
    const folder = Object.keys(this.table).find((each) => file.startsWith(`${each}/`));
    const rooms = folder === undefined ? undefined : this.table[folder];
    if (folder === undefined || rooms === undefined) return undefined;
    const path = file.slice(folder.length + 1);
    const isSupport = [...support, ...(rooms.support ?? [])].some((glob) => matchesGlob(path, glob));
    const found = isSupport
      ? undefined
      : Object.entries(rooms.rooms ?? {}).find(([name]) => fits(path, posix.join(baseOf(rooms), name)));
    return { folder, rooms, path, support: isSupport, room: found && { name: found[0], room: found[1] } };
  }

  /** A source's imports, and where they lead. */
  arrows(source: Source): readonly Arrow[] {
    const known = this.#arrows.get(source);
    if (known !== undefined) return known;
    const { file, imports } = source;
    const folder = this.place(file)?.folder ?? '';
    const arrows = imports.map((each) => ({ ...each, to: this.#resolver.resolve(each.specifier, file, folder) }));
    this.#arrows.set(source, arrows);
    return arrows;
  }
}

/** Whether a path is a room's own, or below it. */
function fits(path: string, room: string): boolean {
  return path === room || matchesGlob(path, room) || matchesGlob(path, `${room}/**`);
}

const baseOf = ({ base = 'src' }: PackageRooms): string => base;

/** A room's name as messages write it. */
export const called = (name: string): string => (/\.ts$|\*$/.test(name) ? name : `${name}/`);

/** The folder of a room that a place is in; undefined for the room's own files. */
export function folderIn({ path, rooms }: Place, name: string): string | undefined {
  const named = posix.join(baseOf(rooms), name).split('/');
  const glob = named.findIndex((each) => each.includes('*'));
  const parts = path.split('/');
  const at = glob === -1 ? named.length : glob;
  return at < parts.length - 1 ? parts[at] : undefined;
}

/** The rooms that a room may import: those that it stands on, and all below them unless `nothingBelow`. */
export function reach(rooms: Readonly<Record<string, Room>>, name: string): ReadonlySet<string> {
  const { on = [], nothingBelow = false } = rooms[name] ?? {};
  const reached = new Set(on);
  if (!nothingBelow) for (const each of reached) for (const below of rooms[each]?.on ?? []) reached.add(below);
  return reached;
}
