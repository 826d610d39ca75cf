/** A folder or a file of a package, and what it may import. */
export interface Room {
  /** What is in it, as a cell of the table. */
  what: string;
  /** The rooms that it stands on: it may import these, and whatever they stand on. */
  on: readonly string[];
  /** Whether it may import only the rooms that it stands on, and none below them. Default false. */
  nothingBelow?: boolean;
  /** Whether its folders know nothing of each other. Default false. */
  apart?: boolean;
  /** Whether it imports other rooms by the package's name only, as a user of the package does. Default false. */
  byName?: boolean;
  /** Why it may import no more: the end of the sentence "a may not import b: ...". */
  why: string;
}

/** Which files may import a foreign module. */
export interface ModuleRule {
  /** A module's name, or `node:*` for all of Node.js's own. */
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
  /** Whether it may import any file of those packages, not only their public faces. Default false. */
  inside?: boolean;
  /** Globs of test support: tests, and what only they use. These files may import any room of their package. */
  support?: readonly string[];
  /** The folders of more packages whose public faces test support may import. */
  supportOn?: readonly string[];
  /** The rooms by their path below {@link base}; a name may be a glob. A file is in the first room that matches. */
  rooms?: Readonly<Record<string, Room>>;
  /** The folder of the package that its rooms are in. Default `src`. */
  base?: string;
  modules?: readonly ModuleRule[];
  sharedNames?: readonly SharedName[];
}

/** Packages by their folder. */
export type Table = Readonly<Record<string, PackageRooms>>;
