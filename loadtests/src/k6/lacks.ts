import { join } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';

/** What a script may use that the k6 which is to run it lacks: extensions, modules of Node.js, regular expressions. */

/** What a script can do without, by the name of its module. */
const standIns: Readonly<Record<string, { path: string; leftOut: string }>> = {
  'k6/x/sse': {
    path: join(import.meta.dirname, 'stand-ins', 'sse.ts'),
    leftOut: 'This k6 has no server-sent-events module: streaming is left out.',
  },
};

/**
 * An import of an extension is left to a k6 that has it. For another one a
 * stand-in comes into the bundle, and what it stands in for is told.
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
 * The toolkit's index also exports what is for Node.js alone. That falls out of
 * a bundle which does not use it, and the modules it imports with it, provided
 * that esbuild knows that loading these does nothing.
 */
export const nodeModules: Plugin = {
  name: 'node-modules',
  setup({ onResolve }) {
    onResolve({ filter: builtIn }, ({ path }) => ({ path, external: true, sideEffects: false }));
  },
};

/** Which module of Node.js did not fall out of a bundle, and what uses it; undefined if none is left. */
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

/** Regular expressions that k6 takes without a word, and reads as something else. */
const misread: readonly { pattern: RegExp; what: string }[] = [
  { pattern: /\(\?<[A-Za-z_$][\w$]*>/, what: 'its matches have no named groups' },
  { pattern: /\\{1,2}[pP]\{\w+(?:=\w+)?\}/, what: 'it knows no Unicode property' },
];

/** What of a bundle's regular expressions k6 would get wrong; undefined if nothing. */
export function misreadIn(bundle: string): string | undefined {
  for (const { pattern, what } of misread) {
    const found = pattern.exec(bundle)?.[0];
    if (found !== undefined) return `k6 misreads the regular expression with ${found}: ${what}.`;
  }
  return undefined;
}
