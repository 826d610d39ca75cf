/** A package of the lock file, with its licence. */
export interface Dependency {
  /** The package's name with its version. */
  name: string;
  /** An SPDX expression; undefined: it has none. */
  licence: string | undefined;
  /** Whether it is for development only: nobody who installs a package of ours gets it. */
  dev: boolean;
}

/** Licences that let anybody use and pass on the work, if the notice is kept. */
const permissive = new Set([
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT', 'MIT-0'],
  ...['Python-2.0', 'Unlicense', 'Zlib'],
]);
/** Licences that demand that changed files are published. A tool that we neither change nor pass on may have them. */
const forTools = new Set(['MPL-2.0']);

/** The packages whose licences are not on the lists, each with the reason. */
export function refused(dependencies: readonly Dependency[]): string[] {
  return dependencies.flatMap(({ name, licence, dev }) => {
    if (licence === undefined) return [`${name} names no licence: read its files, and add it to lint/dependencies.ts.`];
    const allowed = (id: string): boolean => permissive.has(id) || (dev && forTools.has(id));
    if (holds(licence, allowed)) return [];
    const instead = 'use another package, or add the licence to lint/licences.ts with what it asks for';
    return [`${name} is under ${licence}, which is not allowed ${dev ? '' : 'in what we publish'}: ${instead}.`];
  });
}

/**
 * Whether an SPDX expression is allowed: for `OR` one side must be, for `AND` both. Exceptions (`WITH`) only permit
 * more.
 */
export function holds(expression: string, allowed: (id: string) => boolean): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  const next = (): string | undefined => tokens.shift();
  const either = (): boolean => {
    let met = both();
    while (tokens[0] === 'OR') {
      next();
      met = both() || met;
    }
    return met;
  };
  const both = (): boolean => {
    let met = one();
    while (tokens[0] === 'AND') {
      next();
      met = one() && met;
    }
    return met;
  };
  const one = (): boolean => {
    const token = next();
    if (token === '(') {
      const met = either();
      return next() === ')' && met;
    }
    if (tokens[0] === 'WITH') tokens.splice(0, 2);
    return token !== undefined && allowed(token);
  };
  return either() && tokens.length === 0;
}
