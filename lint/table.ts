/** A folder or a file of a package, and what it may import. */
export interface Room {
  /** What is in it, as a row of a table says it. */
  what: string;
  /** The rooms that it stands on: it may import these, and whatever they stand on. */
  on: readonly string[];
  /** Whether it may import the rooms that it stands on only, and not those below them. Default false. */
  nothingBelow?: boolean;
  /** Whether its folders know nothing of each other. Default false. */
  apart?: boolean;
  /** Whether it imports other rooms by the package's name only, as who uses the package does. Default false. */
  byName?: boolean;
  /** Why its imports end there: the end of the sentence "a may not import b: ...". */
  why: string;
}

/** Who may import a module that is none of ours. */
export interface ModuleRule {
  /** A module's name, or `node:*` for all that Node.js brings along. */
  module: string;
  /** Globs of the package's files that may import it. */
  in: readonly string[];
  why: string;
}

/** A name that several files of a package export, on purpose. */
export interface SharedName {
  name: string;
  /** A glob of all the files that may export it. */
  in: string;
  why: string;
}

/** One workspace, or a folder of the root package that is like one. */
export interface PackageRooms {
  what: string;
  /** The folders of the packages whose public faces it may import. */
  on: readonly string[];
  why: string;
  /** Whether it may import any file of those packages, and not their public faces only. Default false. */
  inside?: boolean;
  /** Globs of files that are no part of what is used: tests, and what only they use. They may import any room of theirs. */
  support?: readonly string[];
  /** The folders of further packages whose public faces those files may import. */
  supportOn?: readonly string[];
  /** Rooms by their path below {@link base}; a name may be a glob. A file is in the first that it fits. */
  rooms?: Readonly<Record<string, Room>>;
  /** The folder of the package that its rooms are in. Default `src`. */
  base?: string;
  modules?: readonly ModuleRule[];
  sharedNames?: readonly SharedName[];
}

/** Packages by their folder. */
export type Table = Readonly<Record<string, PackageRooms>>;
