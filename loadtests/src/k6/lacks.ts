import { join } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';

/** Finds what a script uses and its k6 lacks: extensions, modules of Node.js, regular expressions. */

/** The extensions that a script can do without, by module name. */
const standIns: Readonly<Record<string, { path: string; leftOut: string }>> = {
  'k6/x/sse': {
    path: join(import.meta.dirname, 'stand-ins', 'sse.ts'),
    leftOut: 'This k6 has no server-sent-events module: streaming is left out.',
  },
};

/**
 * Leaves an import of an extension to a k6 that has it. For a k6 without it a
 * stand-in goes into the bundle, and `tell` is told what is left out.
 */
export function extensions(had: ReadonlySet<string>, tell: (leftOut: string) => void): Plugin {
  return {
    name: 'k6-extensions',
    setup({ onResolve }) {
      onResolve({ filter: /^k6\/x\// }, ({ path }) => {
        if (had.has(path)) return { path, external: true };
        const standIn = standIns[path];
        if (standIn === undefined) return { errors: [{ text: `this k6 lacks the extension ${path}` }] };
        tell(standIn.leftOut);
        return { path: standIn.path };
      });
    },
  };
}

const builtIn = /^node:/;

/**
 * The toolkit's index also exports code for Node.js only. esbuild drops that code
 * from a bundle that does not use it, and its imports too, provided that it knows
 * that loading those modules has no side effects.
 */
export const nodeModules: Plugin = {
  name: 'node-modules',
  setup({ onResolve }) {
    onResolve({ filter: builtIn }, ({ path }) => ({ path, external: true, sideEffects: false }));
  },
};

/** Says which module of Node.js is left in a bundle, and what uses it; undefined if none is left. */
export function nodeModulesLeft({ inputs, outputs }: Metafile): string | undefined {
  for (const output of Object.values(outputs)) {
    const path = output.imports.find((imported) => builtIn.test(imported.path))?.path;
    if (path === undefined) continue;
    const users = Object.keys(output.inputs).filter((name) =>
      inputs[name]?.imports.some((imported) => imported.path === path),
    );
    return `${users.join(', ')} uses ${path}, which k6 lacks.`;
  }
  return undefined;
}

/** Regular expressions that k6 accepts silently, but reads as something else. */
const misread: readonly { pattern: RegExp; what: string }[] = [
  { pattern: /\(\?<[A-Za-z_$][\w$]*>/, what: 'its matches have no named groups' },
  { pattern: /\\{1,2}[pP]\{\w+(?:=\w+)?\}/, what: 'it knows no Unicode property' },
];

/** Says which regular expression of a bundle k6 would misread; undefined if none. */
export function misreadIn(bundle: string): string | undefined {
  for (const { pattern, what } of misread) {
    const found = pattern.exec(bundle)?.[0];
    if (found !== undefined) return `k6 misreads the regular expression with ${found}: ${what}.`;
  }
  return undefined;
}
