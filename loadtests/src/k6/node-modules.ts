import type { Metafile, Plugin } from 'esbuild';

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
